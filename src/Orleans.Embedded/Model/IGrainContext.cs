namespace Orleans.Runtime;

/// <summary>An activation, as the code in it sees it.</summary>
public interface IGrainContext
{
    /// <summary>What the activation's code may ask for.</summary>
    IServiceProvider ActivationServices { get; }

    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
