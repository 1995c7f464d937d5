namespace Ticketing;

/// <summary>Whether the service can take requests.</summary>
public interface IReadiness
{
    bool IsReady { get; }

    /// <summary>Why not, in words for the operator.</summary>
    string? Reason { get; }

    /// <summary>What does not keep it from taking requests, and should be mended all the same: sentences for the operator.</summary>
    IReadOnlyList<string> Warnings => [];
}
