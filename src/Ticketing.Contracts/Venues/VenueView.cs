using System.Collections.Immutable;
using Orleans;
using Ticketing.Events;
using Ticketing.Money;

namespace Ticketing.Venues;

/// <summary>A venue.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.venue-view")]
public sealed record VenueView
{
    [Id(0)]
    public Guid VenueId { get; init; }

    [Id(1)]
    public string Name { get; init; } = "";

    [Id(2)]
    public int Capacity { get; init; }

    [Id(3)]
    public ImmutableArray<SectionSpec> Sections { get; init; } = [];

    [Id(4)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(5)]
    public long Version { get; init; }

    /// <summary>The plan of its hall. Null: its rows tell. Events that take over its sections take it over, too.</summary>
    [Id(70)]
    public Guid? PlanId { get; init; }

    /// <summary>Whose it is. Null: the platform's, for everybody's events.</summary>
    [Id(80)]
    public Guid? OrganizationId { get; init; }

    /// <summary>A venue's prices are decimal numbers of no currency; they are kept as dollars are.</summary>
    public static Currency Priced { get; } = Currency.TryFind("USD", out var dollar) ? dollar : throw new InvalidOperationException("USD is a currency.");

    /// <summary>The sections that an event takes over, priced in its currency. Null: that has too few decimals for a price.</summary>
    public ImmutableArray<SectionSpec>? SectionsIn(Currency currency)
    {
        var sections = Sections.ToBuilder();
        for (var i = 0; i < sections.Count; i++)
        {
            var price = Priced.Format(sections[i].PriceMinor).TrimEnd('0').TrimEnd('.');
            if (!currency.TryParseAmount(price, out var minor))
            {
                return null;
            }

            sections[i] = sections[i] with { PriceMinor = minor };
        }

        return sections.ToImmutable();
    }
}
