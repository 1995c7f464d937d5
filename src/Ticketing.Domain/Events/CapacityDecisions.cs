using System.Collections.Immutable;
using Ticketing.Withholdings;

namespace Ticketing.Events;

/// <summary>
/// Which places an event has from now on. A layout only grows, at its end, so that what is held or sold keeps its name; what is taken
/// away is claimed for good in its units, so that only what is free goes. Pure.
/// </summary>
public static class CapacityDecisions
{
    /// <summary>A plan stays as it is, so there is no place in it for more seats.</summary>
    private const string Drawn = "The event has a seat plan, which stays as it is: add places without numbers, or create another event with a plan of all seats.";

    public static CapacityChange Decide(EventState current, LayoutState layout, ChangeCapacity command, EventDefaults defaults)
    {
        if (!current.Exists)
        {
            return Refuse(new Refusal(RefusalCode.EventNotFound));
        }

        if (command.ExpectedVersion != current.Version)
        {
            return Refuse(EventDecisions.Stale(current, command.ExpectedVersion));
        }

        if (current.Status == EventStatus.Cancelled)
        {
            return Refuse(new Refusal(RefusalCode.NotOnSale, "The event is cancelled, and its places stay as they are; create another event."));
        }

        var sections = EventLayout.Priced(current, layout);
        if (command.NewSection is { } spec)
        {
            return AddSection(current, layout.Of(current), sections, spec, defaults.PoolSize);
        }

        if (sections.FirstOrDefault(plan => plan.SectionId == command.SectionId) is not { IsGone: false } known)
        {
            return Refuse(new Refusal(RefusalCode.SectionNotFound));
        }

        // As it was laid out: what its places cost is kept apart.
        var plan = layout.Of(current).First(section => section.SectionId == known.SectionId);
        return command switch
        {
            { RemovesSection: true } => RemoveSection(sections, plan),
            { RemovedSeats.IsDefaultOrEmpty: false } => RemoveSeats(sections, plan, command.RemovedSeats),
            { Capacity: { } capacity } => SetPlaces(current, layout.Of(current), sections, plan, capacity),
            _ => SetRows(current, layout.Of(current), sections, plan, command.Rows),
        };
    }

    /// <summary>The sections after places of them were taken away.</summary>
    public static ImmutableArray<SectionPlan> Without(ImmutableArray<SectionPlan> sections, WithholdingView removal) =>
        [.. sections.Select(plan => plan.SectionId == removal.SectionId ? plan with { Removed = plan.Removed + removal.Quantity } : plan)];

    /// <summary>The layout that is to be the event's with its next version.</summary>
    public static LayoutState Prepare(EventState current, LayoutState layout, ImmutableArray<SectionPlan> sections) => new()
    {
        Sections = layout.Of(current),
        Next = sections,
        NextVersion = current.Version + 1,
    };

    /// <summary>The event with its next version, which has these sections.</summary>
    public static EventState Adopt(EventState current, LayoutState layout, DateTimeOffset now)
    {
        var version = current.Version + 1;

        // A section that is new or larger while somebody waits is behind the gate until the line says that nobody waits for it.
        var before = layout.Sections.ToDictionary(static plan => plan.SectionId, static plan => plan.Capacity, StringComparer.Ordinal);
        var added = current.Gated.IsDefaultOrEmpty ? []
            : layout.Next.Where(plan => plan.Capacity > before.GetValueOrDefault(plan.SectionId)).Select(static plan => plan.SectionId).Except(current.Gated).ToArray();
        return current with
        {
            Version = version,
            UpdatedAt = now,
            Gated = added.Length == 0 ? current.Gated : [.. current.Gated.Concat(added).Order(StringComparer.Ordinal)],
            GateVersion = current.GateVersion + (added.Length == 0 ? 0 : 1),
            Capacity = new CapacityRecord
            {
                Version = version,
                First = current.Capacity is { First: > 0 } known ? known.First : layout.Sections.Sum(static plan => (long)plan.Capacity),
                Places = layout.Next.Sum(static plan => (long)plan.Places),
            },
        };
    }

    /// <summary>The event with a removal under way, or without one.</summary>
    public static EventState Removing(EventState current, Guid? removal) => current with
    {
        Capacity = removal is null && current.Capacity?.Version is null or 0 ? null : (current.Capacity ?? new CapacityRecord()) with { Removal = removal },
    };

    private static CapacityChange AddSection(
        EventState current, ImmutableArray<SectionPlan> laidOut, ImmutableArray<SectionPlan> sections, SectionSpec spec, int poolSize)
    {
        if (current.PlanId is not null && spec.Kind == SectionKind.Seated)
        {
            return Wrong("rows", Drawn);
        }

        List<FieldError> errors = [.. SectionRules.Validate([spec], poolSize).Select(static error => error with
        {
            Field = error.Field.StartsWith(Listed, StringComparison.Ordinal) ? error.Field[Listed.Length..] : Sized,
        })];
        if (sections.FirstOrDefault(plan => plan.SectionId == spec.SectionId) is { } other)
        {
            errors.Add(new FieldError("id", other.IsGone
                ? $"A section '{spec.SectionId}' was taken away, and its id stays its own; give another."
                : $"Another section has the id '{spec.SectionId}'; give each its own."));
        }

        errors.AddRange(QuotaErrors(sections, spec));
        if (sections.Length >= EventLimits.Sections)
        {
            errors.Add(new FieldError("id", $"The event has {sections.Length} sections, with those that were taken away, and can't have more; make a section larger."));
        }

        if (errors.Count > 0)
        {
            return Refuse(Refusal.Invalid(errors));
        }

        var plan = EventLayout.Cut([spec], poolSize, EventLayout.BlocksOf(laidOut))[0];
        return Grow(current, laidOut.Add(plan), sections.Add(plan), spec.Kind == SectionKind.General ? Sized : "rows");
    }

    /// <summary>A type's quota is one over all sections.</summary>
    private static IEnumerable<FieldError> QuotaErrors(ImmutableArray<SectionPlan> sections, SectionSpec spec)
    {
        TicketType[] known = [.. sections.Where(static plan => plan is { IsGone: false, HasTypes: true }).SelectMany(static plan => plan.Types)];
        var types = spec.Types.IsDefault ? [] : spec.Types;
        for (var i = 0; i < types.Length; i++)
        {
            if (known.FirstOrDefault(type => type.TypeId == types[i].TypeId) is { } other && other.Quota != types[i].Quota)
            {
                yield return new FieldError($"ticket_types[{i}].quota", $"Another section has ticket type '{types[i].TypeId}' with another quota or without one: it counts over all sections, so give it the same.");
            }
        }

        if (known.Concat(types).Where(static type => type.Quota is not null).DistinctBy(static type => type.TypeId, StringComparer.Ordinal).Count() is > EventLimits.Quotas and var many)
        {
            yield return new FieldError("ticket_types", $"{many} ticket types of the event with a quota are too many; give at most {EventLimits.Quotas}.");
        }
    }

    private static CapacityChange SetPlaces(
        EventState current, ImmutableArray<SectionPlan> laidOut, ImmutableArray<SectionPlan> sections, SectionPlan plan, int capacity)
    {
        if (plan.Kind == SectionKind.Seated)
        {
            return Wrong(Sized, $"Section '{plan.SectionId}' has seats with names; say in rows which it gets, or in remove_seats which go.");
        }

        if (capacity is < 1 or > EventLimits.Places)
        {
            return Wrong(Sized, $"{capacity} is out of range; give a number from 1 to {EventLimits.Places}, or take the section away.");
        }

        var more = capacity - plan.Places;
        if (more < 0)
        {
            return Remove(plan.SectionId, -more);
        }

        return more == 0 ? new CapacityChange()
            : (long)plan.Capacity + more > EventLimits.Places ? Wrong(Sized, $"Together with what was taken away it would have had more than {EventLimits.Places} places; add another section.")
            : Grow(current, Replaced(laidOut, EventLayout.WithPlaces(laidOut, plan, more)), Replaced(sections, plan with { Capacity = plan.Capacity + more }), Sized);
    }

    private static CapacityChange SetRows(
        EventState current, ImmutableArray<SectionPlan> laidOut, ImmutableArray<SectionPlan> sections, SectionPlan plan, ImmutableArray<RowPlan> rows)
    {
        const string field = "rows";
        if (plan.Kind == SectionKind.General)
        {
            return Wrong(field, $"Section '{plan.SectionId}' has places without numbers; say in capacity how many it is to have.");
        }

        if (current.PlanId is not null)
        {
            return Wrong(field, Drawn);
        }

        var errors = SectionRules.Validate([new SectionSpec { SectionId = plan.SectionId, Name = plan.Name, Kind = plan.Kind, Rows = rows }], poolSize: 1);
        if (errors.Count > 0)
        {
            return Refuse(Refusal.Invalid([.. errors.Select(static error => error with
            {
                Field = error.Field.StartsWith(Listed, StringComparison.Ordinal) ? error.Field[Listed.Length..] : field,
            })]));
        }

        var known = plan.WholeRows.ToDictionary(static row => row.Label, static row => row.Seats, StringComparer.Ordinal);
        var parts = ImmutableArray.CreateBuilder<RowPlan>();
        for (var i = 0; i < rows.Length; i++)
        {
            var had = known.GetValueOrDefault(rows[i].Label);
            if (rows[i].Seats < had)
            {
                return Wrong($"{field}[{i}].seats", $"Row '{rows[i].Label}' has {had} seats; give at least as many, and name in remove_seats those that go.");
            }

            if (rows[i].Seats > had)
            {
                parts.Add(new RowPlan(rows[i].Label, rows[i].Seats - had) { Before = had });
            }
        }

        return parts.Count == 0 ? new CapacityChange() : Grow(
            current,
            Replaced(laidOut, EventLayout.WithRows(laidOut, plan, parts.ToImmutable())),
            Replaced(sections, plan with { Capacity = plan.Capacity + parts.Sum(static part => part.Seats) }),
            field);
    }

    /// <param name="current">The event.</param>
    /// <param name="grown">Its sections, with what is added.</param>
    /// <param name="priced">The same with what they cost now.</param>
    /// <param name="field">What the request calls what is added.</param>
    private static CapacityChange Grow(EventState current, ImmutableArray<SectionPlan> grown, ImmutableArray<SectionPlan> priced, string field)
    {
        var rows = grown.Sum(static plan => plan.Rows.Length);
        var error = grown.Sum(static plan => (long)plan.Capacity) > EventLimits.Places ? $"The event would have had more than {EventLimits.Places} places; create another."
            : EventLayout.BlocksOf(grown) > EventLimits.Blocks ? $"The sections would be cut into more than {EventLimits.Blocks} blocks; create another event."
            : rows > EventLimits.Rows ? $"The event would have {rows} rows and parts of rows; {EventLimits.Rows} are the most."
            : priced.Aggregate((Int128)0, (sum, plan) => sum + FeeChecks.Most(plan.Places, SectionRules.HighestPrice(plan.PriceMinor, plan.Types), current.Fees, current.Tax, current.Currency)) > EventLimits.ValueMinor
                ? $"All places together would cost more than {EventLimits.ValueMinor} minor units; add fewer."
            : null;
        return error is null ? new CapacityChange { Grown = grown } : Wrong(field, error);
    }

    private static CapacityChange RemoveSeats(ImmutableArray<SectionPlan> sections, SectionPlan plan, ImmutableArray<string> seats)
    {
        const string field = "remove_seats";
        if (plan.Kind == SectionKind.General)
        {
            return Wrong(field, $"Section '{plan.SectionId}' has places without numbers; say in capacity how many it is to have.");
        }

        if (seats.Length > EventLimits.RemovedSeats || seats.Distinct(StringComparer.Ordinal).Count() < seats.Length)
        {
            return Wrong(field, $"Name each seat once, and at most {EventLimits.RemovedSeats} in one request.");
        }

        var index = new SeatIndex([plan]);
        foreach (var seat in seats)
        {
            if (!index.TryLocate(seat, out _, out _, out _))
            {
                return Refuse(new Refusal(RefusalCode.SeatNotFound, $"Section '{plan.SectionId}' has no seat '{seat}'.") { Seats = [seat] });
            }
        }

        return WouldBeEmpty(sections, seats.Length) ? Wrong(field, LastPlaces) : new CapacityChange { Removes = new RemovalWish(plan.SectionId, seats.Length, seats) };
    }

    private static CapacityChange RemoveSection(ImmutableArray<SectionPlan> sections, SectionPlan plan) =>
        WouldBeEmpty(sections, plan.Places) ? Wrong("section_id", LastPlaces)
        : plan.Kind == SectionKind.General ? Remove(plan.SectionId, plan.Places)
        : plan.Places > EventLimits.RemovedSeats ? Wrong("section_id", $"It has {plan.Places} seats; take at most {EventLimits.RemovedSeats} away at once, by remove_seats.")
        : new CapacityChange { Removes = new RemovalWish(plan.SectionId, plan.Places, []) };

    private static CapacityChange Remove(string section, int places) => places > EventLimits.RemovedPlaces
        ? Wrong(Sized, $"{places} places are too many to go at once; take away at most {EventLimits.RemovedPlaces}, several times.")
        : new CapacityChange { Removes = new RemovalWish(section, places, []) };

    private static bool WouldBeEmpty(ImmutableArray<SectionPlan> sections, int fewer) => sections.Sum(static plan => (long)plan.Places) <= fewer;

    private static ImmutableArray<SectionPlan> Replaced(ImmutableArray<SectionPlan> sections, SectionPlan now) =>
        [.. sections.Select(plan => plan.SectionId == now.SectionId ? now with { PriceMinor = plan.PriceMinor, Types = plan.Types } : plan)];

    private static CapacityChange Refuse(Refusal refusal) => new() { Refusal = refusal };

    private static CapacityChange Wrong(string field, string message) => Refuse(Refusal.Invalid([new FieldError(field, message)]));

    private const string Sized = "capacity";
    private const string Listed = "sections[0].";
    private const string LastPlaces = "Nothing would be left of the event; close or cancel it instead.";
}

/// <summary>What a change of places comes to. Nothing: they are so already.</summary>
public sealed record CapacityChange
{
    public Refusal? Refusal { get; init; }

    /// <summary>All sections with what is added.</summary>
    public ImmutableArray<SectionPlan>? Grown { get; init; }

    /// <summary>What is to go, if all of it is free.</summary>
    public RemovalWish? Removes { get; init; }
}

/// <summary>Places that are to be taken away.</summary>
/// <param name="SectionId">Whose they are.</param>
/// <param name="Places">How many.</param>
/// <param name="Seats">Which, by their names. Empty: any of a section without numbers, or all that are left of a seated one.</param>
public sealed record RemovalWish(string SectionId, int Places, ImmutableArray<string> Seats);
