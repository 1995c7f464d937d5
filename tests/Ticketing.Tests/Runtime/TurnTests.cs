using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Embedded;
using Orleans.Embedded.Storage;
using Orleans.Runtime;
using Orleans.Storage;
using Ticketing.Persistence;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Runtime;

/// <summary>One test for each promise that the runtime makes to grains.</summary>
public sealed class TurnTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly FaultyStore _store = new(new MemoryStateStore());
    private readonly ServiceProvider _services;
    private EmbeddedSilo _silo;

    public TurnTests()
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<IGrainStorageSerializer, StateSerializer>()
            .BuildServiceProvider();
        _silo = Start();
    }

    private IQueueingGrain Queueing => _silo.GetGrain<IQueueingGrain>("q");

    public async ValueTask DisposeAsync()
    {
        _silo.Kill();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task A_request_runs_to_its_end_before_the_next_begins()
    {
        var first = Queueing.Wait("first");
        var second = Queueing.Wait("second");
        Assert.Equal(1, await Queueing.Waiting());
        await Queueing.Open();
        Assert.Equal(["first", "second"], await Task.WhenAll(first, second));
    }

    [Fact]
    public async Task An_interleaving_method_runs_beside_a_request()
    {
        var waiting = Queueing.Wait("first");
        await Queueing.Open();
        Assert.Equal("first", await waiting);
    }

    [Fact]
    public async Task Requests_of_a_reentrant_grain_meet_each_other()
    {
        var grain = _silo.GetGrain<IInterleavingGrain>("i");
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => grain.Meet(50))), here => Assert.Equal(50, here));
    }

    [Fact]
    public async Task Writes_that_wait_share_one()
    {
        var grain = _silo.GetGrain<IInterleavingGrain>("w");
        await grain.WriteTogether(0);
        _store.Written.Clear();
        await grain.Meet(1);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(grain.WriteTogether));
        Assert.InRange(_store.Written.Count, 1, 100);
    }

    [Fact]
    public async Task A_failed_write_reaches_the_caller_and_leaves_the_store_as_it_was()
    {
        await Queueing.Write(1);
        _store.Faults = static _ => WriteFault.BeforeEffect;
        await Assert.ThrowsAnyAsync<OrleansException>(() => Queueing.Write(2));
        _store.Faults = static _ => WriteFault.None;
        Crash();
        Assert.Equal(1, await Queueing.Read());
    }

    [Fact]
    public async Task Two_activations_that_write_find_out_by_the_version()
    {
        await Queueing.Write(1);
        await using var other = Start();
        await other.GetGrain<IQueueingGrain>("q").Write(2);
        other.Kill();
        await Assert.ThrowsAsync<InconsistentStateException>(() => Queueing.Write(3));

        // The loser was deactivated: the next activation reads what the winner wrote.
        Assert.Equal(2, await Queueing.Read());
    }

    [Fact]
    public async Task A_timeout_reaches_the_caller_while_the_request_goes_on()
    {
        await _silo.StartAsync(CancellationToken.None);
        var waiting = Queueing.Wait("late");
        Assert.Equal(1, await Queueing.Waiting());
        _time.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        Assert.Equal(1, await Queueing.Waiting());
        await Queueing.Open();
        Assert.Equal(0, await Queueing.Read());
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_and_a_one_way_call_hears_none()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Queueing.Throw());
        await Queueing.Fail();
        Assert.Equal(0, await Queueing.Read());
    }

    [Fact]
    public async Task A_timer_waits_for_the_request_that_runs()
    {
        await Queueing.StartTimer();
        var waiting = Queueing.Wait("first");
        Assert.Equal(1, await Queueing.Waiting());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await Queueing.Ticks());
        await Queueing.Open();
        await waiting;
        Assert.Equal(0, await Queueing.Read());
        Assert.Equal(1, await Queueing.Ticks());
    }

    [Fact]
    public async Task The_request_context_travels_with_the_request()
    {
        RequestContext.Set("who", "ann");
        Assert.Equal("ann", await Queueing.Context());
    }

    [Fact]
    public async Task A_reminder_outlives_the_process()
    {
        await Queueing.Remind();
        Crash();
        await _silo.StartAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(30));
        await Queueing.Read();
        Assert.Equal(1, await Queueing.Ticks());
    }

    [Fact]
    public async Task Idle_grains_leave_memory_and_come_back_with_their_state()
    {
        await _silo.StartAsync(CancellationToken.None);
        await Queueing.Write(7);

        // The answer comes a moment before the request has ended in the grain.
        Assert.True(SpinWait.SpinUntil(() => _silo.IdleGrains().Any(), TimeSpan.FromSeconds(10)));
        _time.Advance(TimeSpan.FromMinutes(6));
        SpinWait.SpinUntil(() => _silo.ActivationCount == 0, TimeSpan.FromSeconds(10));
        Assert.Equal(0, _silo.ActivationCount);
        Assert.Equal(7, await Queueing.Read());
    }

    [Fact]
    public async Task Requests_that_wait_while_a_grain_ends_meet_the_next_activation()
    {
        var waiting = Queueing.Wait("first");
        var ending = Queueing.End();
        var after = Queueing.Read();
        await Queueing.Open();
        await waiting;
        await ending;
        Assert.Equal(0, await after);
    }

    private void Crash()
    {
        _silo.Kill();
        _silo = Start();
    }

    private EmbeddedSilo Start() => new(new EmbeddedSiloOptions { Assemblies = { typeof(TurnTests).Assembly } }, _services, _store);
}
