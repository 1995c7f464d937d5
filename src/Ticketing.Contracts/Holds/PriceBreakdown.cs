using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Holds;

/// <summary>What a hold costs and what that is made of, fixed when the hold was placed: its booking and its tickets keep it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.price-breakdown")]
public sealed record PriceBreakdown
{
    [Id(0)]
    public ImmutableArray<PriceLine> Lines { get; init; } = [];

    /// <summary>What is added once for the order, in minor units.</summary>
    [Id(1)]
    public long OrderFeeMinor { get; init; }

    /// <summary>The code that the hold was placed with. Null: none.</summary>
    [Id(2)]
    public string? Code { get; init; }

    /// <summary>The taxes of all of it, one line for each rate. Empty: the event has none, or nothing is to be paid.</summary>
    [Id(3)]
    public ImmutableArray<TaxLine> Taxes { get; init; } = [];

    /// <summary>What the code took off the prices, in minor units. It is not in any other sum.</summary>
    public long DiscountMinor => Lines.Sum(static line => line.Quantity * line.DiscountMinor);

    /// <summary>The prices of all places, in minor units.</summary>
    public long PlacesMinor => Lines.Sum(static line => line.Quantity * line.PriceMinor);

    /// <summary>What is added for tickets, in minor units.</summary>
    public long TicketFeesMinor => Lines.Sum(static line => line.Quantity * line.FeeMinor);

    /// <summary>All that is added, in minor units.</summary>
    public long FeesMinor => TicketFeesMinor + OrderFeeMinor;

    /// <summary>All taxes, included and added, in minor units.</summary>
    public long TaxMinor => Taxes.Sum(static line => line.AmountMinor);

    /// <summary>The taxes that prices and fees are without, in minor units.</summary>
    public long AddedTaxMinor => Taxes.Where(static line => !line.IsIncluded).Sum(static line => line.AmountMinor);

    public long TotalMinor => PlacesMinor + FeesMinor + AddedTaxMinor;

    /// <summary>What a place's ticket type is called. Null: it has none.</summary>
    /// <param name="place">Which of all places, from 1.</param>
    /// <param name="seats">The names of those places that have one; they come first.</param>
    public string? TypeNameOf(int place, ImmutableArray<string> seats) => LineOf(place, place <= seats.Length ? seats[place - 1] : null).Name is { Length: > 0 } name ? name : null;

    /// <summary>The line that a place is on.</summary>
    /// <param name="place">Which of all places, from 1.</param>
    /// <param name="seat">Its name. Null: it has none.</param>
    public PriceLine LineOf(int place, string? seat)
    {
        foreach (var line in Lines)
        {
            if (seat is null ? place <= line.Quantity : line.Seats.Contains(seat))
            {
                return line;
            }

            place -= line.Quantity;
        }

        return Lines[^1];
    }
}

/// <summary>Places of one section that are sold as the same ticket type.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.price-line")]
public sealed record PriceLine
{
    [Id(0)]
    public string SectionId { get; init; } = "";

    /// <summary>Empty: the section has no types.</summary>
    [Id(1)]
    public string TypeId { get; init; } = "";

    /// <summary>What the type is called.</summary>
    [Id(2)]
    public string Name { get; init; } = "";

    [Id(3)]
    public int Quantity { get; init; }

    /// <summary>The price of each place, in minor units, less what a code took off it.</summary>
    [Id(4)]
    public long PriceMinor { get; init; }

    /// <summary>What is added for each place, in minor units.</summary>
    [Id(5)]
    public long FeeMinor { get; init; }

    /// <summary>Names of the seats. Empty for general admission, and until the seats are chosen.</summary>
    [Id(6)]
    public ImmutableArray<string> Seats { get; init; } = [];

    /// <summary>What a code took off the price of each place, in minor units.</summary>
    [Id(7)]
    public long DiscountMinor { get; init; }
}

/// <summary>A tax at one rate, of all that is taxed with it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.tax-line")]
public sealed record TaxLine
{
    [Id(0)]
    public string Name { get; init; } = "";

    /// <summary>The rate in hundredths of a percent: 700 is 7 %.</summary>
    [Id(1)]
    public int PercentHundredths { get; init; }

    /// <summary>What is taxed, without the tax, in minor units.</summary>
    [Id(2)]
    public long NetMinor { get; init; }

    [Id(3)]
    public long AmountMinor { get; init; }

    /// <summary>Prices and fees are with it, so it is in no sum. False: it is added to them.</summary>
    [Id(4)]
    public bool IsIncluded { get; init; }
}

/// <summary>What the places of one claim were sold for, where they don't all cost what their section asks.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("ticketing.sold-for")]
public sealed record SoldFor(
    [property: Id(0)] long PlacesMinor,
    [property: Id(1)] long FeesMinor,
    [property: Id(2)] long TaxMinor = 0);
