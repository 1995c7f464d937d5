using System.Diagnostics;
using Orleans;

namespace Ticketing.Diagnostics;

/// <summary>
/// A span for every grain call of a sampled trace, and the parent of what the grain calls in turn. It is used in place of
/// Orleans' own propagation, so that a trace costs one span for each call and not two, and no timer or reminder begins one.
/// </summary>
public sealed class GrainTracing : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Tracing.TryContinue(out var parent) ? Traced(context, parent) : context.Invoke();
    }

    /// <summary>Asynchronous, so that the span is the current one for this call alone.</summary>
    private static async Task Traced(IIncomingGrainCallContext context, ActivityContext parent)
    {
        // The class tells more than the interface: that which declares the method may be shared by a pool and a seat.
        var service = context.Grain.GetType().Name;
        using var span = Tracing.Source.StartActivity($"{service}.{context.MethodName}", ActivityKind.Server, parent);
        if (span is null)
        {
            await context.Invoke();
            return;
        }

        span.SetTag("rpc.system", "orleans");
        span.SetTag("rpc.service", service);
        span.SetTag("rpc.method", context.MethodName);
        Tracing.Carry(span);
        try
        {
            await context.Invoke();
        }
        catch (Exception e)
        {
            span.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            span.AddException(e);
            throw;
        }
    }
}
