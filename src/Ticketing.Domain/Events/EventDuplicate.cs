using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>The same event once more.</summary>
public static class EventDuplicate
{
    /// <summary>
    /// A draft with the places, prices, fees, tax, rules and texts of an event. Its times are as long before or after the start as the event's,
    /// by the clocks at the venue; those of an event whose start nobody knows can't be moved, and are left out.
    /// </summary>
    public static CreateEvent Of(EventView original, DuplicateEvent command)
    {
        var details = original.Details ?? new EventDetails();
        return new CreateEvent
        {
            Name = command.Name ?? original.Name,
            Status = EventStatus.Draft,
            VenueId = original.VenueId,
            Venue = original.Venue,
            StartsAt = command.StartsAt,
            EndsAt = command.EndsAt ?? Moved(original.EndsAt),
            Currency = original.Currency,
            Policy = original.Policy,
            SaleWindow = new SaleWindow(command.SaleOpensAt ?? Moved(original.SaleWindow.OpensAt), command.SaleClosesAt ?? Moved(original.SaleWindow.ClosesAt)),
            Details = details with { DoorsOpenAt = command.DoorsOpenAt ?? Moved(details.DoorsOpenAt) },
            Fees = original.Fees,
            Tax = original.Tax,
            Seller = original.Seller,
            Visibility = original.Visibility,
            OrganizationId = original.OrganizationId,
            Attendees = original.Attendees,
            PlanId = original.PlanId,
            Sections =
            [
                .. original.Sections.Select(plan => new SectionSpec
                {
                    SectionId = plan.SectionId,
                    Name = plan.Name,
                    Kind = plan.Kind,
                    Rows = [.. plan.WholeRows],
                    Capacity = plan.Kind == SectionKind.General ? plan.Places : 0,
                    PriceMinor = plan.PriceMinor,
                    Types = plan.HasTypes
                        ? [.. plan.Types.Select(type => type with { SaleWindow = new SaleWindow(Moved(type.SaleWindow.OpensAt), Moved(type.SaleWindow.ClosesAt)) })]
                        : [],
                }),
            ],
        };

        DateTimeOffset? Moved(DateTimeOffset? time) => time is { } at && original.StartsAt is { } start
            ? VenueClock.Moved(at, start, command.StartsAt, details.TimeZone)
            : null;
    }
}
