namespace Ticketing.Security;

/// <summary>How often one caller may write.</summary>
public sealed record RateLimitOptions
{
    /// <summary>RateLimit:PerSecond. Requests a second in the long run. 0: no limit. Default: 0 in Development, else 50.</summary>
    public int PerSecond { get; init; }

    /// <summary>RateLimit:Burst. Requests at once. Default: twice as many as a second.</summary>
    public int Burst { get; init; }

    /// <summary>RateLimit:TrustedProxies. Proxies before the service, whose X-Forwarded-For is believed. Default: 0.</summary>
    public int TrustedProxies { get; init; }
}
