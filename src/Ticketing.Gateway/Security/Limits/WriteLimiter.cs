using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Ticketing.Security;

/// <summary>
/// Limits how often one caller writes. The answers say so in RateLimit and RateLimit-Policy
/// (draft-ietf-httpapi-ratelimit-headers).
/// </summary>
public sealed class WriteLimiter
{
    private readonly CallerBudget _budget;
    private readonly string _policy;

    public WriteLimiter(RateLimitOptions options, TimeProvider time)
    {
        _budget = new CallerBudget(options.PerSecond, options.Burst, time);
        var window = options.PerSecond > 0 ? (options.Burst + options.PerSecond - 1) / options.PerSecond : 0;
        _policy = string.Create(CultureInfo.InvariantCulture, $"\"writes\";q={options.Burst};w={window}");
    }

    public bool IsOn => _budget.IsOn;

    /// <summary>Null: go on. Else the seconds to wait.</summary>
    public int? Take(HttpContext http, Caller caller)
    {
        var state = _budget.Take(CallerBudget.NamesOf(http, caller));
        var headers = http.Response.Headers;
        headers["RateLimit-Policy"] = _policy;
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"writes\";r={state.Remaining};t={state.FullInSeconds}");
        return state.Allowed ? null : state.RetryInSeconds;
    }
}

/// <summary>
/// Limits how often one caller asks for what does not exist: each such read wakes a grain and looks in the store, and nobody who is
/// told of an id comes upon many that are not there.
/// </summary>
public sealed class MissLimiter(RateLimitOptions options, TimeProvider time)
{
    private const int BurstSeconds = 10;
    private readonly CallerBudget _budget = new(options.MissesPerSecond, BurstSeconds * options.MissesPerSecond, time);

    /// <summary>Null: go on. Else the seconds to wait.</summary>
    public int? Wait(HttpContext http, Caller caller) =>
        _budget.IsOn && _budget.Look(CallerBudget.NamesOf(http, caller)) is { Allowed: false } empty ? empty.RetryInSeconds : null;

    public void Missed(HttpContext http, Caller caller)
    {
        if (_budget.IsOn)
        {
            _budget.Take(CallerBudget.NamesOf(http, caller));
        }
    }
}
