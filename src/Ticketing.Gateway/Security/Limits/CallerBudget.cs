using Microsoft.AspNetCore.Http;

namespace Ticketing.Security;

/// <summary>
/// What one caller may use up: a user by their subject wherever they are, a guest by the address (for IPv6 by the network of
/// 64 bits, and eight times as much by the one of 48 bits around it). Each process counts for itself.
/// </summary>
/// <param name="perSecond">What comes back in a second. 0: no limit.</param>
/// <param name="burst">What may be used at once.</param>
/// <param name="time">The clock.</param>
internal sealed class CallerBudget(double perSecond, int burst, TimeProvider time)
{
    private const int MaxCallers = 100_000;

    /// <summary>What the network around many others has, by what one of them has.</summary>
    private const int TimesAround = 8;

    private readonly Buckets _own = new(perSecond, burst, MaxCallers, time);
    private readonly Buckets _around = new(TimesAround * perSecond, TimesAround * burst, MaxCallers, time);

    public bool IsOn => perSecond > 0;

    public static (string Own, string? Around) NamesOf(HttpContext http, Caller caller) =>
        caller.IsGuest ? CallerAddress.NetworksOf(http) : ("s:" + caller.Subject, null);

    public BucketState Take((string Own, string? Around) caller, int cost = 1)
    {
        var own = _own.Take(caller.Own, cost);
        return own.Allowed && caller.Around is { } around && _around.Take(around, cost) is { Allowed: false } full ? full : own;
    }

    /// <summary>What <see cref="Take"/> of one would say, without taking it.</summary>
    public BucketState Look((string Own, string? Around) caller)
    {
        var own = _own.Look(caller.Own);
        return own.Allowed && caller.Around is { } around && _around.Look(around) is { Allowed: false } full ? full : own;
    }

    public void Return((string Own, string? Around) caller, int cost)
    {
        _own.Return(caller.Own, cost);
        if (caller.Around is { } around)
        {
            _around.Return(around, cost);
        }
    }
}
