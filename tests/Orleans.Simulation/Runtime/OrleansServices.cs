using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.CodeGeneration;
using Orleans.GrainReferences;
using Orleans.Hosting;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Invocation;
using Orleans.Serialization.Serializers;
using Orleans.Timers;

namespace Orleans.Simulation;

/// <summary>
/// What of Orleans knows neither time nor chance: codecs, copiers, proxies, the manifest of grains. It is made once in a
/// process, for all silos of all runs, since a container for each start of a silo would cost more than the run.
/// </summary>
internal static class OrleansServices
{
    private static readonly ServiceCollection Descriptors = [];
    private static readonly ServiceProvider Services = Build();
    private static readonly Serializer Serializer = Services.GetRequiredService<Serializer>();
    private static readonly DeepCopier<Response> ResponseCopier = Services.GetRequiredService<DeepCopier<Response>>();
    private static readonly GrainClassMap Classes = Services.GetRequiredService<GrainClassMap>();
    private static readonly GrainInterfaceTypeToGrainTypeResolver GrainTypes = Services.GetRequiredService<GrainInterfaceTypeToGrainTypeResolver>();
    private static readonly CodecProvider Codecs = Services.GetRequiredService<CodecProvider>();
    private static readonly CopyContextPool Copies = Services.GetRequiredService<CopyContextPool>();
    private static readonly ConcurrentDictionary<GrainType, GrainShape> Shapes = new();
    private static readonly Dictionary<GrainInterfaceType, ConstructorInvoker> Proxies = FindProxies();

    public static GrainInterfaceTypeResolver Interfaces { get; } = Services.GetRequiredService<GrainInterfaceTypeResolver>();

    /// <summary>Copies the values that callers flow along.</summary>
    public static DeepCopier Copier { get; } = Services.GetRequiredService<DeepCopier>();

    public static GrainType TypeOf(GrainInterfaceType @interface) => GrainTypes.GetGrainType(@interface);

    public static GrainShape ShapeOf(GrainType type) => Shapes.GetOrAdd(type, static type => Classes.TryGetGrainClass(type, out var grainClass)
        ? new GrainShape(grainClass, new DefaultGrainActivator(Services, grainClass))
        : throw new InvalidOperationException($"There is no grain class for {type}."));

    /// <summary>Through bytes and back, as between silos.</summary>
    public static T Copy<T>(T value) where T : class => Serializer.Deserialize<T>(Serializer.SerializeToArray(value))!;

    /// <summary>As within a silo.</summary>
    public static Response CopyLocally(Response response) => ResponseCopier.Copy(response)!;

    /// <summary>Adds what grains and Orleans' own parts ask a silo's container for.</summary>
    public static void AddTo(IServiceCollection services, SimulatedSilo silo)
    {
        services.AddSingleton<ILocalSiloDetails>(new SiloDetails(silo.Name, silo.Address));
        services.AddKeyedSingleton<TimeProvider>(KeyedService.AnyKey, static (provider, _) => provider.GetRequiredService<TimeProvider>());
        services.AddSingleton(Serializer);
        services.AddSingleton(Services.GetRequiredService<IActivatorProvider>());
        services.AddSingleton<IPersistentStateFactory, PersistentStateFactory>();
        services.AddSingleton(typeof(IGrainRuntime), ImplementationOf(typeof(IGrainRuntime)));
        services.AddSingleton<ITimerRegistry>(static provider =>
            new TrackedTimers((ITimerRegistry)ActivatorUtilities.CreateInstance(provider, ImplementationOf(typeof(ITimerRegistry)))));
        services.AddSingleton(Named("StateStorageBridgeSharedMap"));
        foreach (var type in new[] { Named("StorageInstruments"), Named("MessageFactory") })
        {
            services.AddSingleton(type, _ => Services.GetRequiredService(type));
        }
    }

    /// <summary>The proxies that Orleans generated, over a silo's own way to send.</summary>
    public static GrainReferenceActivator ReferencesOf(SimulatedSilo silo) => new(Services, [new ProxyProvider(new ProxyRuntime(silo))]);

    private static ServiceProvider Build()
    {
        var address = SiloAddress.New(IPAddress.Loopback, 1, 1);
        Descriptors.AddOrleans(static _ => { });
        InternalsGuard.Require(Descriptors);

        // Nothing is ever started, and what would send or ask others has nobody to ask.
        Descriptors.RemoveAll<IHostedService>();
        Descriptors.AddSingleton<ILocalSiloDetails>(new SiloDetails("simulation", address));
        Descriptors.Replace(ServiceDescriptor.Singleton<IClusterMembershipService>(new OneMember(address)));
        Descriptors.Replace(ServiceDescriptor.Singleton<IGrainReferenceRuntime>(new NoRuntime()));
        return Descriptors.BuildServiceProvider();
    }

    private static Dictionary<GrainInterfaceType, ConstructorInvoker> FindProxies()
    {
        Dictionary<GrainInterfaceType, ConstructorInvoker> proxies = [];
        var interfaces = Services.GetRequiredService<GrainInterfaceTypeResolver>();
        foreach (var proxy in Services.GetRequiredService<IOptions<TypeManifestOptions>>().Value.InterfaceProxies)
        {
            var all = proxy.GetInterfaces();
            if (proxy.IsGenericTypeDefinition || Array.Find(all, candidate => IsMain(candidate, all)) is not { } main)
            {
                continue;
            }

            var constructor = proxy.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [typeof(GrainReferenceShared), typeof(IdSpan)]);
            proxies[interfaces.GetGrainInterfaceType(main)] = ConstructorInvoker.Create(constructor!);
        }

        return proxies;
    }

    /// <summary>The interface that a proxy is for: no other of its interfaces builds on it.</summary>
    private static bool IsMain(Type candidate, Type[] all) => typeof(IAddressable).IsAssignableFrom(candidate) && all.Count(candidate.IsAssignableFrom) == 1;

    private static Type ImplementationOf(Type service) => Descriptors.Last(descriptor => descriptor.ServiceType == service).ImplementationType!;

    private static Type Named(string service) => Descriptors.First(descriptor => descriptor.ServiceType.Name == service).ServiceType;

    private sealed class ProxyProvider(IGrainReferenceRuntime runtime) : IGrainReferenceActivatorProvider
    {
        public bool TryGet(GrainType grainType, GrainInterfaceType interfaceType, out IGrainReferenceActivator activator)
        {
            var shared = new GrainReferenceShared(grainType, interfaceType, 0, runtime, InvokeMethodOptions.None, Codecs, Copies, Services);
            activator = new ProxyActivator(shared, interfaceType.IsDefault ? null : Proxies[interfaceType]);
            return true;
        }
    }

    private sealed class ProxyActivator(GrainReferenceShared shared, ConstructorInvoker? proxy) : IGrainReferenceActivator
    {
        public GrainReference CreateReference(GrainId grainId) => proxy is null ? new UntypedReference(shared, grainId.Key) : (GrainReference)proxy.Invoke(shared, grainId.Key);
    }

    private sealed class UntypedReference(GrainReferenceShared shared, IdSpan key) : GrainReference(shared, key);

    private sealed class NoRuntime : IGrainReferenceRuntime
    {
        public ValueTask<T?> InvokeMethodAsync<T>(GrainReference reference, IInvokable request, InvokeMethodOptions options) => throw No();

        public ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options) => throw No();

        public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) => throw No();

        public object Cast(IAddressable grain, Type interfaceType) => throw No();

        private static NotSupportedException No() => new("References that travel in messages or state are not simulated.");
    }

    private sealed class SiloDetails(string name, SiloAddress address) : ILocalSiloDetails
    {
        public string Name => name;

        public string ClusterId => "simulation";

        public string DnsHostName => name;

        public SiloAddress SiloAddress => address;

        public SiloAddress GatewayAddress => address;
    }

    private sealed class OneMember(SiloAddress address) : IClusterMembershipService
    {
        public ClusterMembershipSnapshot CurrentSnapshot { get; } = new(
            ImmutableDictionary<SiloAddress, ClusterMember>.Empty.Add(address, new ClusterMember(address, SiloStatus.Active, "simulation")), new MembershipVersion(1));

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

        public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) => default;

        public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
    }
}
