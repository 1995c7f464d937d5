using System.Collections.Immutable;

namespace Ticketing.Security;

/// <summary>Whose pages may call the service from a browser.</summary>
public sealed record CorsOptions
{
    /// <summary>Cors:Origins. Origins such as https://tickets.example, or * for all. Default: none.</summary>
    public ImmutableArray<string> Origins { get; init; } = [];
}
