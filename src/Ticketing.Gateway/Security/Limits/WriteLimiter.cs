using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Ticketing.Security;

/// <summary>
/// Limits how often one caller writes: a user by their subject wherever they are, a guest by the address. The answers say
/// so in RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers).
/// </summary>
public sealed class WriteLimiter
{
    private const int MaxCallers = 100_000;

    private readonly RateLimitOptions _options;
    private readonly Buckets? _buckets;
    private readonly string _policy;

    public WriteLimiter(RateLimitOptions options, TimeProvider time)
    {
        _options = options;
        _buckets = options.PerSecond > 0 ? new Buckets(options.PerSecond, options.Burst, MaxCallers, time) : null;
        var window = options.PerSecond > 0 ? (options.Burst + options.PerSecond - 1) / options.PerSecond : 0;
        _policy = string.Create(CultureInfo.InvariantCulture, $"\"writes\";q={options.Burst};w={window}");
    }

    public bool IsOn => _buckets is not null;

    /// <summary>Null: go on. Else the seconds to wait.</summary>
    public int? Take(HttpContext http, Caller caller)
    {
        var name = caller.IsGuest ? "a:" + CallerAddress.Of(http, _options.TrustedProxies) : "s:" + caller.Subject;
        var state = _buckets!.Take(name);
        var headers = http.Response.Headers;
        headers["RateLimit-Policy"] = _policy;
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"writes\";r={state.Remaining};t={state.FullInSeconds}");
        return state.Allowed ? null : state.RetryInSeconds;
    }
}
