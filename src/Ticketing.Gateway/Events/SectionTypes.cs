using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Ticketing.Http;
using Ticketing.Money;
using Ticketing.Payments;

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

    /// <summary>What a place costs, as a decimal number. Left out: nothing.</summary>
    public Amount? Price { get; init; }

    /// <summary>The rows of a seated section, from the front.</summary>
    [Length(1, 20_000)]
    public IReadOnlyList<RowRequest>? Rows { get; init; }

    /// <summary>The sections of a request: a list of them, or a number of places, which is one general section.</summary>
    /// <param name="sections">The list.</param>
    /// <param name="places">The number.</param>
    /// <param name="price">What each of so many places costs.</param>
    /// <param name="currency">What they are priced in. Null: it is wrong, so that prices can't be judged.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="providers">Who must be able to take the prices. Null: they are a proposal.</param>
    internal static ImmutableArray<SectionSpec> SpecsOf(
        IReadOnlyList<SectionRequest>? sections, int? places, Amount? price, Currency? currency, List<FieldError> errors, PaymentProviders? providers)
    {
        if (sections is not null)
        {
            return [.. sections.Select((section, at) => section.Spec($"sections[{at}].", currency, errors, providers))];
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
                },
            ]
            : [];
    }

    private SectionSpec Spec(string path, Currency? currency, List<FieldError> errors, PaymentProviders? providers)
    {
        if (Kind == SectionKind.General && Capacity is null)
        {
            errors.Add(new FieldError(path + "capacity", "capacity is required."));
        }

        return new SectionSpec
        {
            SectionId = Id,
            Name = Name ?? Id,
            Kind = Kind,
            Rows = Kind == SectionKind.Seated && Rows is not null ? [.. Rows.Select(static row => new RowPlan(row.Label, row.Seats))] : [],
            Capacity = Kind == SectionKind.General ? Capacity ?? 0 : 0,
            PriceMinor = MinorOf(Price, currency, path + "price", errors, providers),
        };
    }

    private static long MinorOf(Amount? price, Currency? currency, string path, List<FieldError> errors, PaymentProviders? providers)
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

/// <summary>A section of an event.</summary>
public sealed record SectionResponse
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required SectionKind Kind { get; init; }

    /// <summary>How many places.</summary>
    public required int Capacity { get; init; }

    /// <summary>What a place costs, as a decimal number.</summary>
    public required string Price { get; init; }

    internal static SectionResponse Of(SectionPlan plan, string currency) => new()
    {
        Id = plan.SectionId,
        Name = plan.Name,
        Kind = plan.Kind,
        Capacity = plan.Capacity,
        Price = Amount.Of(plan.PriceMinor, currency),
    };
}
