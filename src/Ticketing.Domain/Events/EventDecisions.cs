using System.Collections.Immutable;
using Ticketing.Attendees;

namespace Ticketing.Events;

/// <summary>What becomes of an event by a command. Pure: the grain loads, asks here, writes and tells.</summary>
public static class EventDecisions
{
    private const string CancelRemedy =
        "Its bookings would stay as they are. POST /api/v1/admin/events/{id}/cancel cancels the event with all its bookings and pays them back; 'closed' only ends the sale.";

    /// <summary>Creates an event where there is none. What exists is never changed, a repeat least of all.</summary>
    public static EventCreation Create(EventState current, CreateEvent command, EventDefaults defaults, DateTimeOffset now)
    {
        if (current.Exists)
        {
            return current.Request == command.Request
                ? new EventCreation { Repeated = true }
                : new EventCreation { KeyTaken = true };
        }

        var errors = EventRules.Validate(command, defaults.PoolSize);
        if (errors.Count > 0)
        {
            return new EventCreation { Refusal = Refusal.Invalid(errors) };
        }

        var state = new EventState
        {
            EventId = command.EventId,
            Request = command.Request,
            Version = 1,
            Name = command.Name,
            VenueId = command.VenueId,
            Venue = command.Venue,
            StartsAt = command.StartsAt,
            EndsAt = command.EndsAt,
            Currency = command.Currency,
            Status = command.Status,
            SaleWindow = command.SaleWindow ?? SaleWindow.Always,
            Policy = command.Policy ?? new EventPolicy(),
            Details = WithoutNothing(command.Details),
            Fees = command.Fees,
            Tax = command.Tax,
            Seller = command.Seller,
            Visibility = command.Visibility,
            OrganizationId = command.OrganizationId,
            Attendees = AttendeeRules.WithoutNothing(command.Attendees),
            PlanId = command.PlanId,
            CreatedAt = now,
            UpdatedAt = now,

            // No block is touched, so all that are obey.
            AnnouncedVersion = 1,
        };
        var layout = new LayoutState { Sections = EventLayout.Cut(command.Sections, defaults.PoolSize) };
        return new EventCreation { Created = (state, layout) };
    }

    /// <summary>Changes the facts that the command names. What is already so changes nothing, the version neither.</summary>
    public static EventChange Update(EventState current, UpdateEvent command, DateTimeOffset now)
    {
        if (!current.Exists)
        {
            return Refused(new Refusal(RefusalCode.EventNotFound));
        }

        var errors = EventRules.Validate(command);
        if (errors.Count > 0)
        {
            return Refused(Refusal.Invalid(errors));
        }

        if (command.ExpectedVersion != current.Version)
        {
            return Refused(Stale(current, command.ExpectedVersion));
        }

        var window = Changed(current.SaleWindow, command);
        var details = Changed(current.Details, command);
        var startsAt = command.StartsAt ?? current.StartsAt;
        var endsAt = command.EndsAt ?? Kept(current.EndsAt, command, EventFacts.EndsAt);
        if ((EventRules.WhyNoWindow(window) ?? EventRules.WhyNoEnd(startsAt, endsAt) ?? EventRules.WhyNoDoors(details, startsAt)) is { } wrong)
        {
            return Refused(Refusal.Invalid([wrong]));
        }

        var status = command.Status ?? current.Status;
        if (!EventRules.MayGo(current.Status, status))
        {
            return Refused(new Refusal(RefusalCode.IllegalTransition, TransitionRemedy(current.Status)) { Field = "status" });
        }

        if (command.LeavesBookings && status == EventStatus.Cancelled && current.Status is not (EventStatus.Draft or EventStatus.Cancelled))
        {
            return Refused(new Refusal(RefusalCode.IllegalTransition, CancelRemedy) { Field = "status" });
        }

        var attendees = AttendeeRules.Changed(current.Attendees, command);
        var changed = current with
        {
            Name = command.Name ?? current.Name,
            Status = status,
            SaleWindow = window,
            Policy = Changed(current.Policy, command),
            Details = details,
            StartsAt = startsAt,
            EndsAt = endsAt,
            Venue = command.Venue ?? KeptText(current.Venue, command, EventFacts.Venue),
            GiveBackUntil = command.GiveBackUntil ?? Kept(current.GiveBackUntil, command, EventFacts.GiveBackUntil),
            Visibility = command.Visibility ?? current.Visibility,
            Attendees = attendees,
            HasAsked = current.HasAsked || (current.Attendees is not null && attendees is null),
            ArchivedAt = command.IsArchived switch
            {
                true => current.ArchivedAt ?? now,
                false => null,
                null => current.ArchivedAt,
            },
        };
        if (status != current.Status && ArchiveRules.WhyNotSell(changed) is { } archived)
        {
            return Refused(archived);
        }

        return changed == current ? new EventChange(current, Changed: false)
            : EventRules.WhyNotMove(current, changed, command.GiveBackUntil, now) is { } why ? Refused(Refusal.Invalid([why]))
            : new EventChange(Moved(current, changed, now) with
            {
                Version = current.Version + 1,
                UpdatedAt = now,
                CancelledVersion = status == EventStatus.Cancelled && current.Status != status ? current.Version + 1 : current.CancelledVersion,
            }, Changed: true);

        EventChange Refused(Refusal refusal) => new(current, Changed: false, refusal);
    }

    /// <summary>Gives a section's places other prices. What is held or sold keeps its own.</summary>
    public static EventChange Price(EventState current, LayoutState layout, PriceSection command, DateTimeOffset now)
    {
        if (!current.Exists)
        {
            return Refused(new Refusal(RefusalCode.EventNotFound));
        }

        var sections = EventLayout.Priced(current, layout).RemoveAll(static plan => plan.IsGone);
        if (sections.FirstOrDefault(plan => plan.SectionId == command.SectionId) is not { } plan)
        {
            return Refused(new Refusal(RefusalCode.SectionNotFound));
        }

        var types = command.Types.IsDefault ? [] : command.Types;
        var prices = new SectionPrices { SectionId = plan.SectionId, PriceMinor = SectionRules.PriceOf(command.PriceMinor, types), Types = types };
        var errors = PriceRules.Validate(current, sections, prices);
        if (errors.Count > 0)
        {
            return Refused(Refusal.Invalid(errors));
        }

        if (command.ExpectedVersion != current.Version)
        {
            return Refused(Stale(current, command.ExpectedVersion));
        }

        return plan.PriceMinor == prices.PriceMinor && plan.Types.SequenceEqual(prices.Types)
            ? new EventChange(current, Changed: false)
            : new EventChange(
                current with
                {
                    Prices = [.. Elsewhere(current.Prices, sections, prices), prices],
                    Version = current.Version + 1,
                    UpdatedAt = now,
                },
                Changed: true);

        EventChange Refused(Refusal refusal) => new(current, Changed: false, refusal);
    }

    /// <summary>What the other sections cost. A type's quota is one over all sections, so they have it as this one has it now.</summary>
    private static IEnumerable<SectionPrices> Elsewhere(ImmutableArray<SectionPrices> before, ImmutableArray<SectionPlan> sections, SectionPrices now)
    {
        foreach (var plan in sections.Where(plan => plan.SectionId != now.SectionId))
        {
            TicketType[] types = [.. (plan.HasTypes ? plan.Types : []).Select(type => now.Types.FirstOrDefault(same => same.TypeId == type.TypeId) is { } same ? type with { Quota = same.Quota } : type)];
            var known = before.FirstOrDefault(prices => prices.SectionId == plan.SectionId);
            if (plan.HasTypes && !plan.Types.SequenceEqual(types))
            {
                yield return new SectionPrices { SectionId = plan.SectionId, PriceMinor = plan.PriceMinor, Types = [.. types] };
            }
            else if (known is not null)
            {
                yield return known;
            }
        }
    }

    /// <summary>Closes the gates of these sections, and opens all others. The event's own version stays: its facts do.</summary>
    public static EventChange Gate(EventState current, ImmutableArray<string> sections, long version)
    {
        ImmutableArray<string> gated = [.. sections.Distinct().Order(StringComparer.Ordinal)];
        return !current.Exists || current.GateVersion != version || gated.SequenceEqual(current.Gated)
            ? new EventChange(current, Changed: false)
            : new EventChange(current with { Gated = gated, GateVersion = current.GateVersion + 1 }, Changed: true);
    }

    /// <summary>What anybody may see of the event, with the defaults where it does not decide itself.</summary>
    public static EventView View(EventState state, LayoutState layout, EventDefaults defaults) => new()
    {
        EventId = state.EventId,
        Version = state.Version,
        Name = state.Name,
        VenueId = state.VenueId,
        Venue = state.Venue,
        StartsAt = state.StartsAt,
        EndsAt = state.EndsAt,
        Currency = state.Currency,
        Status = state.Status,
        SaleWindow = state.SaleWindow,
        Policy = state.Policy,
        Details = state.Details,
        Fees = state.Fees,
        Tax = state.Tax,
        Seller = state.Seller,
        Moved = state.Moved,
        FormerStart = state.FormerStart,
        GiveBackUntil = state.GiveBackUntil,
        Visibility = state.Visibility,
        OrganizationId = state.OrganizationId,
        ArchivedAt = state.ArchivedAt,
        Attendees = state.Attendees,
        HasAsked = state.HasAsked,
        PlanId = state.PlanId,
        Sections = EventLayout.Priced(state, layout).RemoveAll(static plan => plan.IsGone),
        LayoutVersion = state.Capacity?.Version ?? 0,
        FirstPlaces = state.Capacity?.First ?? 0,
        CreatedAt = state.CreatedAt,
        UpdatedAt = state.UpdatedAt,
        HoldTtl = state.Policy.HoldTtl ?? defaults.HoldTtl,
        MaxQuantity = state.Policy.MaxQuantity ?? defaults.MaxQuantity,
    };

    internal static Refusal Stale(EventState current, long expected) => new(
        RefusalCode.StaleVersion, FormattableString.Invariant($"The event has version {current.Version}, not {expected}; read it again."));

    /// <summary>Notes what was before, where somebody may have booked it. Nobody has booked a draft.</summary>
    private static EventState Moved(EventState current, EventState changed, DateTimeOffset now) =>
        current.Status == EventStatus.Draft || !EventRules.IsMoved(current, changed) ? changed : changed with
        {
            Moved = new EventMove { Version = current.Version + 1, At = now, Former = current.Schedule },
            FormerStart = changed.StartsAt == current.StartsAt ? current.FormerStart : current.StartsAt,
        };

    private static SaleWindow Changed(SaleWindow current, UpdateEvent command) => new(
        command.SaleWindow?.OpensAt ?? Kept(current.OpensAt, command, EventFacts.SaleOpens),
        command.SaleWindow?.ClosesAt ?? Kept(current.ClosesAt, command, EventFacts.SaleCloses));

    private static EventPolicy Changed(EventPolicy current, UpdateEvent command) => new()
    {
        HoldTtl = command.Policy?.HoldTtl ?? Kept(current.HoldTtl, command, EventFacts.HoldTtl),
        MaxQuantity = command.Policy?.MaxQuantity ?? Kept(current.MaxQuantity, command, EventFacts.MaxQuantity),
        MaxPerCustomer = command.Policy?.MaxPerCustomer ?? Kept(current.MaxPerCustomer, command, EventFacts.MaxPerCustomer),
        CancelBefore = command.Policy?.CancelBefore ?? Kept(current.CancelBefore, command, EventFacts.CancelBefore),
        RefundPercent = command.Policy?.RefundPercent ?? Kept(current.RefundPercent, command, EventFacts.RefundPercent),
    };

    private static EventDetails? Changed(EventDetails? current, UpdateEvent command) => WithoutNothing(new EventDetails
    {
        Description = command.Details?.Description ?? KeptText(current?.Description, command, EventFacts.Description),
        ImageUrl = command.Details?.ImageUrl ?? KeptText(current?.ImageUrl, command, EventFacts.ImageUrl),
        Organizer = command.Details?.Organizer ?? KeptText(current?.Organizer, command, EventFacts.Organizer),
        Address = command.Details?.Address ?? KeptText(current?.Address, command, EventFacts.Address),
        DoorsOpenAt = command.Details?.DoorsOpenAt ?? Kept(current?.DoorsOpenAt, command, EventFacts.DoorsOpenAt),
        TimeZone = command.Details?.TimeZone ?? KeptText(current?.TimeZone, command, EventFacts.TimeZone),
    });

    private static EventDetails? WithoutNothing(EventDetails? details) => details == new EventDetails() ? null : details;

    private static string? KeptText(string? fact, UpdateEvent command, EventFacts which) => command.Clears.HasFlag(which) ? null : fact;

    private static T? Kept<T>(T? fact, UpdateEvent command, EventFacts which)
        where T : struct => command.Clears.HasFlag(which) ? null : fact;

    private static string TransitionRemedy(EventStatus from) => from switch
    {
        EventStatus.Draft => "A draft can go on sale or be cancelled.",
        EventStatus.OnSale => "An event on sale can be paused, closed or cancelled.",
        EventStatus.Paused => "A paused event can go on sale again, be closed or be cancelled.",
        EventStatus.Closed => "A closed event can go on sale again or be cancelled.",
        _ => "A cancelled event stays cancelled.",
    };
}
