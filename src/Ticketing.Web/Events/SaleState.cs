using Ticketing.Events;

namespace Ticketing.Web.Events;

/// <summary>What a buyer can do about an event now.</summary>
public enum SaleState
{
    OnSale,

    /// <summary>On sale, and most of it is gone.</summary>
    FewLeft,

    /// <summary>Nothing is left. What is held may come back.</summary>
    SoldOut,

    /// <summary>The sale begins later.</summary>
    NotYet,

    /// <summary>The sale rests, and may go on.</summary>
    Paused,

    /// <summary>The sale is over, the event is not.</summary>
    Closed,

    Cancelled,

    Over,
}

/// <summary>Decides it by what an event says and by what is left.</summary>
public static class SaleStates
{
    private const int FewPlaces = 20;

    /// <summary>Whether places can be asked for.</summary>
    public static bool IsOpen(this SaleState state) => state is SaleState.OnSale or SaleState.FewLeft or SaleState.SoldOut;

    /// <param name="view">The event.</param>
    /// <param name="counts">What is left. Null: it is not known.</param>
    /// <param name="now">The moment.</param>
    /// <param name="isEarly">The reader has a code that opens the sale.</param>
    public static SaleState Of(EventView view, EventCounts? counts, DateTimeOffset now, bool isEarly = false) => view.Status switch
    {
        EventStatus.Cancelled => SaleState.Cancelled,
        _ when EventEnd.Of(view.StartsAt, view.EndsAt) <= now => SaleState.Over,
        EventStatus.Closed => SaleState.Closed,
        EventStatus.Paused => SaleState.Paused,
        _ when view.SaleWindow.OpensAt > now && !isEarly => SaleState.NotYet,
        _ when view.SaleWindow.ClosesAt <= now => SaleState.Closed,
        _ when counts is null => SaleState.OnSale,
        _ => Left(counts),
    };

    private static SaleState Left(EventCounts counts)
    {
        var capacity = counts.Sections.Sum(static section => (long)section.Total);
        var left = counts.Sections.Sum(static section => (long)section.Available);
        return left <= 0 ? SaleState.SoldOut
            : left <= FewPlaces && left * 5 <= capacity ? SaleState.FewLeft
            : SaleState.OnSale;
    }
}
