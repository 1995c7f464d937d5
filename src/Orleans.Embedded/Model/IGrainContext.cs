namespace Orleans.Runtime;

/// <summary>An activation, as the code in it sees it.</summary>
public interface IGrainContext
{
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
