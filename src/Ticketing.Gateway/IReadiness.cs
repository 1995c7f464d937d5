namespace Ticketing;

/// <summary>Whether the service can take requests.</summary>
public interface IReadiness
{
    bool IsReady { get; }

    /// <summary>Why not, in words for the operator.</summary>
    string? Reason { get; }
}
