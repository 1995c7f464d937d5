using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Embedded;
using Orleans.Embedded.Storage;
using Orleans.Runtime;
using Orleans.Storage;
using Ticketing.Persistence;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Runtime;

/// <summary>Filters are registered as services, as in Orleans, and run around every request.</summary>
public sealed class CallFilterTests
{
    [Fact]
    public async Task A_filter_sees_what_is_called_on_which_grain_and_how_it_ends()
    {
        var filter = new Recorder();
        await using var silo = Start(filter);
        Assert.Equal(3, await silo.GetGrain<IQueueingGrain>("q").Write(3));
        await Assert.ThrowsAsync<InvalidOperationException>(() => silo.GetGrain<IQueueingGrain>("q").Throw());
        var name = typeof(IQueueingGrain).FullName;
        Assert.Equal([$"{name}.Write q", "done", $"{name}.Throw q", "On purpose."], filter.Seen);
        silo.Kill();
    }

    [Fact]
    public async Task Filters_nest_in_the_order_of_their_registration()
    {
        List<string> seen = [];
        await using var silo = Start(
            new Around(async context =>
            {
                seen.Add("outer");
                await context.Invoke();
                seen.Add("outer ends");
            }),
            new Around(async context =>
            {
                seen.Add("inner");
                await context.Invoke();
                seen.Add("inner ends");
            }));
        await silo.GetGrain<IQueueingGrain>("q").Read();
        Assert.Equal(["outer", "inner", "inner ends", "outer ends"], seen);
        silo.Kill();
    }

    [Fact]
    public async Task A_filter_may_try_again()
    {
        var inner = new Recorder();
        await using var silo = Start(
            new Around(static async context =>
            {
                try
                {
                    await context.Invoke();
                }
                catch (InvalidOperationException)
                {
                    await context.Invoke();
                }
            }),
            inner);
        await Assert.ThrowsAsync<InvalidOperationException>(() => silo.GetGrain<IQueueingGrain>("q").Throw());
        Assert.Equal(4, inner.Seen.Count);
        silo.Kill();
    }

    [Fact]
    public async Task A_filter_that_refuses_fails_the_request()
    {
        await using var silo = Start(new Around(static _ => throw new UnauthorizedAccessException()));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => silo.GetGrain<IQueueingGrain>("q").Read());
        silo.Kill();
    }

    [Fact]
    public async Task A_filter_that_forgets_to_go_on_is_named_as_the_fault()
    {
        await using var silo = Start(new Around(static _ => Task.CompletedTask));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => silo.GetGrain<IQueueingGrain>("q").Read());
        Assert.Contains("IQueueingGrain.Read", failure.Message, StringComparison.Ordinal);
        silo.Kill();
    }

    private static EmbeddedSilo Start(params IIncomingGrainCallFilter[] filters)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(new ManualTimeProvider())
            .AddSingleton<IGrainStorageSerializer, StateSerializer>();
        foreach (var filter in filters)
        {
            services.AddSingleton(filter);
        }

        return new EmbeddedSilo(
            new EmbeddedSiloOptions { Assemblies = { typeof(CallFilterTests).Assembly } }, services.BuildServiceProvider(), new MemoryStateStore());
    }

    private sealed class Around(Func<IIncomingGrainCallContext, Task> around) : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) => around(context);
    }

    private sealed class Recorder : IIncomingGrainCallFilter
    {
        public List<string> Seen { get; } = [];

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            Seen.Add($"{context.InterfaceName}.{context.MethodName} {((IAddressable)context.Grain).GetPrimaryKeyString()}");
            try
            {
                await context.Invoke();
                Seen.Add("done");
            }
            catch (InvalidOperationException e)
            {
                Seen.Add(e.Message);
                throw;
            }
        }
    }
}
