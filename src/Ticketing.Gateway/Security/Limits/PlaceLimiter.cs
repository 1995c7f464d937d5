using Ticketing.Bookings;
using Ticketing.Http;

namespace Ticketing.Security;

/// <summary>
/// Limits how many places one caller holds: so many at once, and as many again in the time that a booking waits for its payment.
/// Without it one caller could hold a whole event, and again whenever that ends. Staff hold what they like.
/// </summary>
public sealed class PlaceLimiter(RateLimitOptions options, BookingOptions bookings, TimeProvider time)
{
    private static readonly PlaceTaking Unlimited = new(null, null);
    private readonly CallerBudget _budget = new(options.Places / bookings.Timeout.TotalSeconds, options.Places, time);

    /// <summary>Takes places out of what the caller may hold. They come back unless they are kept.</summary>
    public PlaceTaking Take(Request request, int places)
    {
        if (!_budget.IsOn || request.Caller.IsStaff)
        {
            return Unlimited;
        }

        // An order larger than the limit takes all of it: an event that allows such orders would else refuse them for ever.
        var cost = Math.Min(places, options.Places);
        var caller = request.CountedBy;
        return _budget.Take(caller, cost) is { Allowed: false } full
            ? new PlaceTaking(Refusals.TooManyPlaces(full.RetryInSeconds), null)
            : Taking(caller, cost);
    }

    /// <summary>A method of its own: where nothing is limited, no closure is made.</summary>
    private PlaceTaking Taking((string Own, string? Around) caller, int cost) => new(null, () => _budget.Return(caller, cost));
}

/// <summary>Places that a caller is about to hold.</summary>
/// <param name="refused">Why they may not be held. Null: they may.</param>
/// <param name="giveBack">What gives them back.</param>
public sealed class PlaceTaking(Problem? refused, Action? giveBack) : IDisposable
{
    private Action? _giveBack = giveBack;

    public Problem? Refused { get; } = refused;

    /// <summary>They are held.</summary>
    public void Keep() => _giveBack = null;

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
