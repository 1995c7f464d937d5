using Orleans.Embedded;
using Orleans.Runtime;

namespace Orleans;

/// <summary>What grain classes ask of their runtime.</summary>
public static class GrainBaseExtensions
{
    public static void DeactivateOnIdle(this IGrainBase grain) => grain.GrainContext.Deactivate(
        new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

    /// <summary>Calls back on the grain's scheduler, as a request that waits its turn unless it may interleave.</summary>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new GrainTimer((Activation)grain.GrainContext, cancellation => callback(state, cancellation), options);
        timer.Start(options);
        return timer;
    }
}
