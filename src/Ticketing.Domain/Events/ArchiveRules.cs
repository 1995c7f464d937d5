namespace Ticketing.Events;

/// <summary>Which events are put away.</summary>
public static class ArchiveRules
{
    /// <summary>Null: nothing of it is on sale, held, or booked for a time that is still to come.</summary>
    public static Refusal? WhyNot(EventView view, EventCounts counts, DateTimeOffset now)
    {
        var isOver = EventEnd.Of(view.StartsAt, view.EndsAt) <= now;
        if (view.Status is EventStatus.OnSale or EventStatus.Paused && !isOver)
        {
            return Refused("The event is on sale, or will be again. Close it first, with status 'closed', or cancel it.");
        }

        if (counts.Sections.Any(static section => section.Sum.Held > 0))
        {
            return Refused("Places of the event are held. Wait until they are booked, given back, or lapsed.");
        }

        return view.Status != EventStatus.Cancelled && !isOver && view.StartsAt > now && counts.Sections.Any(static section => section.Sum.Sold > 0)
            ? Refused("Somebody has booked the event, and it is still to come. Wait until it is over, or cancel it with its bookings: POST /api/v1/admin/events/{id}/cancel.")
            : null;
    }

    /// <summary>Null: the event may go on sale.</summary>
    public static Refusal? WhyNotSell(EventState changed) => changed is { ArchivedAt: not null, Status: EventStatus.OnSale or EventStatus.Paused }
        ? new Refusal(RefusalCode.IllegalTransition, "The event is archived. Bring it back first, with archived false.") { Field = "status" }
        : null;

    private static Refusal Refused(string remedy) => new(RefusalCode.IllegalTransition, remedy) { Field = "archived" };
}
