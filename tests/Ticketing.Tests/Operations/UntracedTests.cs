using System.Diagnostics;
using System.Reflection;
using Orleans;
using Orleans.Runtime;
using Ticketing.Diagnostics;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Operations;

/// <summary>Without a listener nothing is recorded, and nothing is paid for that.</summary>
[Collection(ListeningTests.Name)]
public sealed class UntracedTests
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public async Task Without_a_listener_a_sampled_request_makes_no_span_and_keeps_its_trace_id()
    {
        Assert.False(Tracing.Source.HasListeners());
        await using var service = await SecuredService.StartAsync();
        var (_, problem, _) = await service.SendAsync("GET", "/api/v1/holds/none", null, null, ("traceparent", Parent));
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", problem.GetProperty("trace_id").GetString());
        using var request = new Activity("request").SetParentId(Parent).Start();
        Assert.True(request.Recorded);
        Assert.Null(Tracing.Current);
    }

    [Fact]
    public void Without_a_listener_a_call_and_a_write_allocate_nothing_for_tracing()
    {
        using var request = new Activity("request").SetParentId(Parent).Start();
        RequestContext.Set("traceparent", Parent);
        var filter = new GrainTracing();
        var call = DispatchProxy.Create<IIncomingGrainCallContext, Answered>();

        // The proxy itself allocates for a call; what is left is the filter's.
        var own = Allocated(() => _ = call.Invoke());
        Assert.Equal(own, Allocated(() => _ = filter.Invoke(call)));
        Assert.Equal(0, Allocated(static () => _ = Task.CompletedTask.Traced("write", "state")));
        RequestContext.Clear();
    }

    [Fact]
    public void With_a_listener_a_call_of_no_trace_and_one_that_is_not_sampled_begin_none()
    {
        using var spans = new Spans();
        RequestContext.Clear();
        Assert.False(Tracing.TryContinue(out _));
        RequestContext.Set("traceparent", string.Concat(Parent.AsSpan(0, Parent.Length - 1), "0"));
        Assert.False(Tracing.TryContinue(out _));
        RequestContext.Set("traceparent", "what somebody else put there");
        Assert.False(Tracing.TryContinue(out _));
        RequestContext.Set("traceparent", Parent);
        RequestContext.Set("tracestate", "vendor=1");
        Assert.True(Tracing.TryContinue(out var parent));
        Assert.Equal(("00f067aa0ba902b7", "vendor=1", true), (parent.SpanId.ToString(), parent.TraceState, parent.IsRemote));
        RequestContext.Clear();
    }

    /// <summary>Bytes that one run allocates, once everything is compiled and cached.</summary>
    private static long Allocated(Action run)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 100; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary>A call that is over at once.</summary>
    public class Answered : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Task.CompletedTask;
    }
}
