using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.Storage;
using Orleans.TestingHost;
using StackExchange.Redis;
using Ticketing.Directories;
using Ticketing.Hosting;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Cluster;

/// <summary>What a grain throws is for callers on another silo what it is for those on its own: an outage, or a fault.</summary>
public sealed class CrossingExceptionTests : IAsyncLifetime
{
    private readonly LostStorage _storage = new();
    private InProcessTestCluster _cluster = null!;

    public Task InitializeAsync()
    {
        InProcessTestClusterBuilder builder = new(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) => silo.Services.AddSingleton<IGrainStorage>(_storage));
        _cluster = builder.Build();
        return _cluster.DeployAsync();
    }

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task A_write_that_failed_on_another_silo_is_an_outcome_that_is_unknown()
    {
        var here = await MessengerAsync(0);
        await OnAsync(1, "page", static (grains, key) => grains.GetGrain<IDirectoryPageGrain>(key).All());
        _storage.IsLost = true;
        Assert.Equal(
            "OutcomeUnknownException, an outage: A write failed, so it is not known whether the change is durable. Repeat the request. (ForeignException: The storage is lost.)",
            await here.Append("page"));
    }

    [Fact]
    public async Task A_read_that_failed_on_another_silo_is_an_outage()
    {
        var here = await MessengerAsync(0);
        await OnAsync(1, "page", static (grains, key) => grains.GetGrain<IDirectoryPageGrain>(key).All());
        await _cluster.DeactivateAsync(_cluster.Client.GetGrain<IDirectoryPageGrain>("page"));
        _storage.IsLost = true;
        Assert.Contains(", an outage: ", await here.Read("page"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(ForeignException), "CodecNotFoundException, an outage: ")]
    [InlineData(typeof(RedisException), "CodecNotFoundException, an outage: ")]
    [InlineData(typeof(InvalidOperationException), "InvalidOperationException, a fault: ")]
    [InlineData(typeof(NullReferenceException), "NullReferenceException, a fault: ")]
    public async Task What_no_silo_can_write_is_an_outage_and_a_fault_stays_one(Type thrown, string seen)
    {
        var here = await MessengerAsync(0);
        await MessengerAsync(1);
        Assert.StartsWith(seen, await here.Ask(Name(1), thrown.AssemblyQualifiedName!), StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_a_neighbouring_build_knows_is_an_outage()
    {
        var answer = Unheard(StoredForm.Serializer.Serialize<object>(new Refusal(RefusalCode.Busy)), "ticketing.refusal"u8);
        var thrown = Unheard(StoredForm.Serializer.Serialize<Exception>(new OutcomeUnknownException("It failed.")), "ticketing.outcome-unknown"u8);
        IsOutage(Assert.ThrowsAny<Exception>(() => StoredForm.Serializer.Deserialize<object>(answer)));
        IsOutage(Assert.ThrowsAny<Exception>(() => StoredForm.Serializer.Deserialize<Exception>(thrown)));
    }

    private static void IsOutage(Exception seen) => Assert.True(new SiloOutages().Is(seen), $"{seen}");

    private static BinaryData Unheard(BinaryData written, ReadOnlySpan<byte> alias)
    {
        var bytes = written.ToArray();
        bytes[bytes.AsSpan().IndexOf(alias) + alias.Length - 1] = (byte)'?';
        return new BinaryData(bytes);
    }

    private static string Name(int silo) => $"on silo {silo}";

    private Task<IMessenger> MessengerAsync(int silo) => OnAsync(silo, Name(silo), async (grains, key) =>
    {
        var messenger = grains.GetGrain<IMessenger>(key);
        Assert.Equal(_cluster.Silos[silo].SiloAddress, await messenger.Where());
        return messenger;
    });

    /// <summary>The first call to a grain activates it on the silo.</summary>
    private async Task<T> OnAsync<T>(int silo, string key, Func<IGrainFactory, string, Task<T>> call)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, _cluster.Silos[silo].SiloAddress);
        try
        {
            return await call(_cluster.Client, key);
        }
        finally
        {
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        }
    }
}
