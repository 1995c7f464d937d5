using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>What a grain class is by itself: looked up, and its constructor made ready, once in the life of a process, however many silos start in it.</summary>
internal sealed class GrainShape
{
    private static readonly ConcurrentDictionary<Assembly, GrainShape[]> Known = new();
    private readonly ConstructorInvoker _constructor;
    private readonly Func<IServiceProvider, Func<Activation, object?>>[] _parameters;

    private GrainShape(Type type)
    {
        Type = type;
        Name = type.GetCustomAttribute<GrainTypeAttribute>()?.Name ?? DefaultName(type);
        IsReentrant = type.GetCustomAttribute<ReentrantAttribute>(inherit: true) is not null;
        var constructor = type.GetConstructors().Single();
        _constructor = ConstructorInvoker.Create(constructor);
        _parameters = [.. constructor.GetParameters().Select(Resolver)];
    }

    public Type Type { get; }

    public string Name { get; }

    public bool IsReentrant { get; }

    public static IReadOnlyList<GrainShape> In(Assembly assembly) => Known.GetOrAdd(assembly, Find);

    /// <summary>Where a silo's instances get their constructor's arguments.</summary>
    public Func<Activation, object?>[] Arguments(IServiceProvider services) => [.. _parameters.Select(parameter => parameter(services))];

    public object Create(object?[] arguments) => _constructor.Invoke(arguments);

    private static GrainShape[] Find(Assembly assembly)
    {
        // Proxies add themselves when their module is first used.
        RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
        return
        [
            .. assembly.GetTypes()
                .Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(Grain)))
                .Select(static type => new GrainShape(type)),
        ];
    }

    private static string DefaultName(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return name.EndsWith("grain", StringComparison.Ordinal) && name.Length > 5 ? name[..^5] : name;
    }

    private static Func<IServiceProvider, Func<Activation, object?>> Resolver(ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } state)
        {
            var factory = (Func<Activation, object?>)typeof(GrainShape)
                .GetMethod(nameof(StateFactory), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(parameter.ParameterType.GenericTypeArguments[0])
                .Invoke(null, [state.StateName])!;
            return _ => factory;
        }

        if (parameter.ParameterType == typeof(IGrainContext))
        {
            return static _ => static activation => activation;
        }

        if (parameter.ParameterType == typeof(IGrainFactory))
        {
            return static _ => static activation => activation.Silo.GrainFactory;
        }

        var type = parameter.ParameterType;
        return services =>
        {
            var service = services.GetRequiredService(type);
            return _ => service;
        };
    }

    private static Func<Activation, object?> StateFactory<TState>(string name) =>
        activation => new PersistentState<TState>(activation, name);
}
