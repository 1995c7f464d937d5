using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Money;
using Ticketing.Payments;
using Ticketing.Plans;

namespace Ticketing.Events;

/// <summary>A section: rows of seats, or places without numbers.</summary>
public sealed record SectionRequest
{
    internal const int Most = 256;
    internal const int MostPlaces = 1 << 28;

    /// <summary>Letters and digits of any script, <c>_</c> and <c>.</c>. The ids of its seats begin with it.</summary>
    [StringLength(32, MinimumLength = 1)]
    public required string Id { get; init; }

    /// <summary>Left out: the same as <c>id</c>.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init; }

    public required SectionKind Kind { get; init; }

    /// <summary>How many places a general section has. The rows of a seated one tell.</summary>
    [Range(1, MostPlaces)]
    public int? Capacity { get; init; }

    /// <summary>What a place costs, as a decimal number. Left out: nothing, or as the ticket types say.</summary>
    public Amount? Price { get; init; }

    /// <summary>What its places are sold as, instead of one price. Not for a venue.</summary>
    [Length(1, TicketTypeRequest.Most)]
    public IReadOnlyList<TicketTypeRequest>? TicketTypes { get; init; }

    /// <summary>The rows of a seated section, from the front.</summary>
    [Length(1, 20_000)]
    public IReadOnlyList<RowRequest>? Rows { get; init; }

    /// <summary>The sections of a request: a list of them, or a number of places, which is one general section.</summary>
    /// <param name="sections">The list.</param>
    /// <param name="places">The number.</param>
    /// <param name="number">What the member with the number is called.</param>
    /// <param name="price">What each of so many places costs, or of a plan's.</param>
    /// <param name="types">What the places of sections without a price or types of their own are sold as.</param>
    /// <param name="plan">The plan that makes the sections: the list says what they cost. Null: there is none.</param>
    /// <param name="currency">What they are priced in. Null: it is wrong, so that prices can't be judged.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="providers">Who must be able to take the prices. Null: they are a proposal.</param>
    internal static ImmutableArray<SectionSpec> SpecsOf(
        IReadOnlyList<SectionRequest>? sections,
        int? places,
        string number,
        Amount? price,
        IReadOnlyList<TicketTypeRequest>? types,
        PlanVerdict? plan,
        Currency? currency,
        List<FieldError> errors,
        PaymentProviders? providers)
    {
        var shared = TypesOf(types, "ticket_types", currency, errors, providers);
        if (plan is not null)
        {
            return OfPlan(plan, sections, places is null ? null : number, price, shared, currency, errors, providers);
        }

        if (sections is not null)
        {
            return [.. sections.Select((section, at) => section.Spec($"sections[{at}].", shared, currency, errors, providers))];
        }

        if (!shared.IsEmpty && (places is null || price is not null))
        {
            errors.Add(places is null
                ? new FieldError("ticket_types", "A venue's sections have prices of their own: give sections, or total_seats, with ticket_types.")
                : new FieldError("price", "price must be left out where ticket_types are given: each has its own."));
        }

        return places is { } capacity
            ?
            [
                new SectionSpec
                {
                    SectionId = "general",
                    Name = "General admission",
                    Kind = SectionKind.General,
                    Capacity = capacity,
                    PriceMinor = MinorOf(price, currency, "price", errors, providers),
                    Types = shared,
                },
            ]
            : [];
    }

    /// <summary>A section by itself.</summary>
    internal SectionSpec SpecOf(Currency currency, List<FieldError> errors, PaymentProviders providers) => Spec("", [], currency, errors, providers);

    /// <summary>The sections of a plan, with what they cost.</summary>
    private static ImmutableArray<SectionSpec> OfPlan(
        PlanVerdict plan,
        IReadOnlyList<SectionRequest>? sections,
        string? number,
        Amount? price,
        ImmutableArray<TicketType> shared,
        Currency? currency,
        List<FieldError> errors,
        PaymentProviders? providers)
    {
        if (number is not null)
        {
            errors.Add(new FieldError(number, $"{number} must be left out where a plan is given, which tells."));
        }

        if (price is not null && !shared.IsEmpty)
        {
            errors.Add(new FieldError("price", "price must be left out where ticket_types are given: each has its own."));
        }

        var all = MinorOf(price, currency, "price", errors, providers);
        var specs = plan.Sections.Select(section => section with { PriceMinor = all, Types = shared }).ToDictionary(static section => section.SectionId, StringComparer.Ordinal);
        HashSet<string> priced = new(StringComparer.Ordinal);
        foreach (var (section, path) in (sections ?? []).Select(static (section, at) => (section, $"sections[{at}].")).Where(_ => specs.Count > 0))
        {
            if (!specs.TryGetValue(section.Id, out var spec) || !priced.Add(section.Id))
            {
                errors.Add(new FieldError(path + "id", spec is null ? $"The plan has no section '{section.Id}': give the id of one, for its price." : $"Another of the sections has the id '{section.Id}'; give each its own."));
                continue;
            }

            foreach (var (name, isTold) in new[] { ("kind", section.Kind != spec.Kind), ("name", section.Name is not null), ("rows", section.Rows is not null), ("capacity", section.Capacity is not null) })
            {
                if (isTold)
                {
                    errors.Add(new FieldError(path + name, name == "kind" ? "kind must be as the plan has it." : $"{name} must be left out where a plan is given, which tells."));
                }
            }

            var (minor, types) = section.Prices(path, currency, errors, providers) ?? (all, shared);
            specs[section.Id] = spec with { PriceMinor = minor, Types = types };
        }

        return [.. plan.Sections.Select(section => specs[section.SectionId])];
    }

    private SectionSpec Spec(string path, ImmutableArray<TicketType> shared, Currency? currency, List<FieldError> errors, PaymentProviders? providers)
    {
        if (Kind == SectionKind.General && Capacity is null)
        {
            errors.Add(new FieldError(path + "capacity", "capacity is required."));
        }

        var (minor, types) = Prices(path, currency, errors, providers) ?? (0, shared);
        return new SectionSpec
        {
            SectionId = Id,
            Name = Name ?? Id,
            Kind = Kind,
            Rows = Kind == SectionKind.Seated && Rows is not null ? [.. Rows.Select(static row => new RowPlan(row.Label, row.Seats))] : [],
            Capacity = Kind == SectionKind.General ? Capacity ?? 0 : 0,
            PriceMinor = minor,
            Types = types,
        };
    }

    /// <summary>What it asks by itself. Null: it says nothing of that.</summary>
    private (long Minor, ImmutableArray<TicketType> Types)? Prices(string path, Currency? currency, List<FieldError> errors, PaymentProviders? providers)
    {
        if (TicketTypes is not null && (Price is not null || providers is null))
        {
            errors.Add(Price is not null
                ? new FieldError(path + "price", "price must be left out where ticket_types are given: each has its own.")
                : new FieldError(path + "ticket_types", "Ticket types belong to an event: give them with the sections of the event."));
        }

        return TicketTypes is null && Price is null ? null : (
            MinorOf(Price, currency, path + "price", errors, providers),
            TicketTypes is null ? [] : TypesOf(TicketTypes, path + "ticket_types", currency, errors, providers));
    }

    internal static ImmutableArray<TicketType> TypesOf(
        IReadOnlyList<TicketTypeRequest>? types, string path, Currency? currency, List<FieldError> errors, PaymentProviders? providers) =>
        types is null ? [] : [.. types.Select((type, at) => type.Type(MinorOf(type.Price, currency, $"{path}[{at}].price", errors, providers)))];

    internal static long MinorOf(Amount? price, Currency? currency, string path, List<FieldError> errors, PaymentProviders? providers)
    {
        var minor = currency is null ? 0 : price?.In(currency, path, errors) ?? 0;
        if (currency is not null && providers?.WhyNotPrice(minor, currency) is { } why)
        {
            errors.Add(new FieldError(path, $"price {why}"));
        }

        return minor;
    }
}

/// <summary>A row of seats, which are numbered from 1.</summary>
public sealed record RowRequest
{
    /// <summary>Letters and digits of any script.</summary>
    [StringLength(8, MinimumLength = 1)]
    public required string Label { get; init; }

    /// <summary>How many.</summary>
    [Range(1, 1_024)]
    public required int Seats { get; init; }
}

/// <summary>What the places of a section cost from now on: a price, or ticket types.</summary>
public sealed record SectionPricesRequest
{
    /// <summary>What a place costs, as a decimal number.</summary>
    public Amount? Price { get; init; }

    /// <summary>All that its places are sold as from now on, instead of one price.</summary>
    [Length(1, TicketTypeRequest.Most)]
    public IReadOnlyList<TicketTypeRequest>? TicketTypes { get; init; }

    internal PriceSection Command(string section, Currency currency, List<FieldError> errors, PaymentProviders providers)
    {
        if (Price is null == TicketTypes is null)
        {
            errors.Add(Price is null
                ? new FieldError("price", "price is required, or ticket_types.")
                : new FieldError("price", "price must be left out where ticket_types are given: each has its own."));
        }

        return new PriceSection
        {
            SectionId = section,
            PriceMinor = SectionRequest.MinorOf(Price, currency, "price", errors, providers),
            Types = SectionRequest.TypesOf(TicketTypes, "ticket_types", currency, errors, providers),
        };
    }
}

/// <summary>Places that a section gets or loses: one of the members.</summary>
public sealed record SectionPlacesRequest
{
    /// <summary>How many places a general section is to have.</summary>
    [Range(1, SectionRequest.MostPlaces)]
    public int? Capacity { get; init; }

    /// <summary>Rows that a seated section gets behind its last, or that are to have so many seats.</summary>
    [Length(1, 20_000)]
    public IReadOnlyList<RowRequest>? Rows { get; init; }

    /// <summary>Seats that are taken away, by their ids.</summary>
    [Length(1, 5_000), ItemLength(HoldWish.LongestSeat)]
    public IReadOnlyList<string>? RemoveSeats { get; init; }

    internal FieldError? WhyNot => (Capacity is null ? 0 : 1) + (Rows is null ? 0 : 1) + (RemoveSeats is null ? 0 : 1) == 1
        ? null
        : new FieldError("capacity", "Give one of capacity, rows and remove_seats: each is a change of its own.");

    internal ChangeCapacity Command(string section) => new()
    {
        SectionId = section,
        Capacity = Capacity,
        Rows = Rows is null ? [] : [.. Rows.Select(static row => new RowPlan(row.Label, row.Seats))],
        RemovedSeats = RemoveSeats is null ? [] : [.. RemoveSeats],
    };
}

/// <summary>A section of an event.</summary>
public sealed record SectionResponse
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required SectionKind Kind { get; init; }

    /// <summary>How many places.</summary>
    public required int Capacity { get; init; }

    /// <summary>
    /// What a place costs, as a decimal number: of the first ticket type that needs no code, where there are types; where each needs one, of the first in
    /// <c>ticket_types</c>. Not there: the reader has no code for any of them.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Price { get; init; }

    /// <summary>What its places are sold as. Not there: at its one price.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TicketTypeResponse>? TicketTypes { get; init; }

    /// <param name="plan">The section.</param>
    /// <param name="currency">What it is priced in.</param>
    /// <param name="isTold">Which of its ticket types the reader is told of.</param>
    internal static SectionResponse Of(SectionPlan plan, string currency, Func<SectionPlan, TicketType, bool> isTold) => new()
    {
        Id = plan.SectionId,
        Name = plan.Name,
        Kind = plan.Kind,
        Capacity = plan.Places,
        Price = plan.PriceAmong(type => isTold(plan, type)) is { } price ? Amount.Of(price, currency) : null,
        TicketTypes = plan.HasTypes ? [.. plan.Types.Where(type => isTold(plan, type)).Select(type => TicketTypeResponse.Of(type, currency))] : null,
    };
}
