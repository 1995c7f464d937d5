using System.Collections.Immutable;

namespace Ticketing.Security;

/// <summary>What one caller may use: a customer, or for guests an address. Each process counts for itself.</summary>
public sealed record RateLimitOptions
{
    /// <summary>RateLimit:PerSecond. Requests a second in the long run. 0: no limit. Default: 0 in Development, else 50.</summary>
    public int PerSecond { get; init; }

    /// <summary>RateLimit:Burst. Requests at once. Default: twice as many as a second.</summary>
    public int Burst { get; init; }

    /// <summary>RateLimit:MissesPerSecond. Reads of what does not exist. 0: no limit. Default: 0 in Development, else 20.</summary>
    public int MissesPerSecond { get; init; }

    /// <summary>RateLimit:Places. Places that may be held at once, and again in the time that a booking waits for its payment. 0: no limit. Default: 0 in Development, else 1,000.</summary>
    public int Places { get; init; }

    /// <summary>RateLimit:Streams. Streams that are followed at once. 0: no limit. Default: 0 in Development, else 200.</summary>
    public int Streams { get; init; }

    /// <summary>RateLimit:LettersPerHour. Letters with tickets that are sent again for one booking, and to one address. 0: no limit. Default: 0 in Development, else 6.</summary>
    public int LettersPerHour { get; init; }

    /// <summary>RateLimit:UnaskedLettersPerHour. Letters that nobody asked for, to one address. 0: no limit. Default: 0 in Development, else 20.</summary>
    public int UnaskedLettersPerHour { get; init; }

    /// <summary>RateLimit:TrustedProxies. Proxies before the service, whose X-Forwarded-For is believed. Default: 0.</summary>
    public int TrustedProxies { get; init; }
}

/// <summary>Whose pages may call the service from a browser.</summary>
public sealed record CorsOptions
{
    /// <summary>Cors:Origins. Origins such as https://tickets.example, or * for all. Default: none.</summary>
    public ImmutableArray<string> Origins { get; init; } = [];
}
