#pragma warning disable CA1725 // in Orleans, too, the interface calls the parameter otherwise
using Orleans.Embedded;
using Orleans.Runtime;

namespace Orleans;

/// <summary>The base of grain classes. One turn of an activation runs at a time.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    protected Grain() => GrainContext = Activation.Executing
        ?? throw new InvalidOperationException("A grain is made by its runtime, on its first call.");

    public IGrainContext GrainContext { get; }

    protected IGrainFactory GrainFactory => ((Activation)GrainContext).Silo.GrainFactory;

    /// <summary>Runs before the first request, after the state was read.</summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the last request.</summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Gives this activation up as soon as the requests under way have ended. Later ones meet a new one.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);
}
