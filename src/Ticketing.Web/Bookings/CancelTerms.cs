using Ticketing.Bookings;
using Ticketing.Events;

namespace Ticketing.Web.Bookings;

/// <summary>What giving a booking back means, before anybody does it: as the booking itself decides, and says in the end.</summary>
/// <param name="Until">The last moment for it. Null: there is none.</param>
/// <param name="IsFull">All is paid back until then, since the event was changed.</param>
/// <param name="Refused">Why it can't be given back. Null: it can.</param>
public sealed record CancelTerms(DateTimeOffset? Until, bool IsFull, RefusalCode? Refused)
{
    public static CancelTerms Of(BookingView booking, EventView view, DateTimeOffset now)
    {
        var full = view.FullRefundUntil(booking, now);
        var until = full ?? view.StartsAt - (view.Policy.CancelBefore ?? TimeSpan.Zero);
        return new CancelTerms(until, full is not null, booking switch
        {
            { Status: BookingStatus.Pending } => null,
            { Status: not BookingStatus.Confirmed } => RefusalCode.BookingTransition,
            { IsAttended: true } => RefusalCode.AlreadyAttended,
            { IsPassedOn: true } => RefusalCode.TicketsPassedOn,
            _ when now > until => RefusalCode.CancelledTooLate,
            _ => null,
        });
    }
}
