using System.Collections.Immutable;
using Ticketing.Events;

namespace Ticketing.Holds;

/// <summary>
/// How much a tax is: worked out once for each rate, from all that an order has of it, to the nearest minor unit, halves up. So it is
/// what its line says of what its line says, however many tickets there are. What costs nothing bears none.
/// </summary>
public static class TaxRules
{
    /// <summary>One line for each rate; none where there is nothing to pay.</summary>
    /// <param name="tax">Null: the event has none.</param>
    /// <param name="placesMinor">What all places cost.</param>
    /// <param name="feesMinor">All fees.</param>
    /// <param name="currency">Of all amounts.</param>
    public static ImmutableArray<TaxLine> Lines(EventTax? tax, long placesMinor, long feesMinor, string currency)
    {
        if (tax is null)
        {
            return [];
        }

        (int Rate, long Of)[] rates = tax.TicketHundredths == tax.FeeHundredths
            ? [(tax.TicketHundredths, placesMinor + feesMinor)]
            : [(tax.TicketHundredths, placesMinor), (tax.FeeHundredths, feesMinor)];
        return [.. rates.Where(static rate => rate.Of > 0).Select(rate => Line(tax.Name, tax.IsIncluded, rate.Rate, rate.Of, currency))];
    }

    /// <summary>The taxes of an order that has become smaller, at the rates that it was bought with.</summary>
    /// <param name="taxes">Its taxes before: of tickets and of fees, where their rates differ.</param>
    /// <param name="placesMinor">What its places cost now.</param>
    /// <param name="feesMinor">All fees now.</param>
    /// <param name="currency">Of all amounts.</param>
    public static ImmutableArray<TaxLine> Again(ImmutableArray<TaxLine> taxes, long placesMinor, long feesMinor, string currency) =>
    [
        .. taxes.Select((tax, i) => (tax, Of: taxes.Length == 1 ? placesMinor + feesMinor : i == 0 ? placesMinor : feesMinor))
            .Where(static rate => rate.Of > 0)
            .Select(rate => Line(rate.tax.Name, rate.tax.IsIncluded, rate.tax.PercentHundredths, rate.Of, currency)),
    ];

    /// <summary>What is added to an order, in minor units.</summary>
    public static long Added(EventTax? tax, long placesMinor, long feesMinor, string currency) =>
        tax is { IsIncluded: false } ? Lines(tax, placesMinor, feesMinor, currency).Sum(static line => line.AmountMinor) : 0;

    /// <summary>How much of the tax is that of the first places, by what they cost with their fees. Of all places it is all.</summary>
    public static long Until(PriceBreakdown prices, long minor) =>
        prices.TaxMinor == 0 ? 0 : (long)((Int128)prices.TaxMinor * minor / (prices.PlacesMinor + prices.FeesMinor));

    /// <summary>
    /// The taxes in a part of an amount. They are rounded half up, and with their nets come to the part; of all of it they are all. So
    /// parts that are taken one after the other, each of what is left, never add up to more.
    /// </summary>
    /// <param name="taxes">The taxes of the whole.</param>
    /// <param name="part">Some of the whole, or all.</param>
    /// <param name="whole">The amount with its taxes.</param>
    public static ImmutableArray<TaxLine> Share(ImmutableArray<TaxLine> taxes, long part, long whole)
    {
        var before = 0L;
        var shares = ImmutableArray.CreateBuilder<TaxLine>(taxes.Length);
        foreach (var tax in taxes)
        {
            var until = before + tax.NetMinor + tax.AmountMinor;
            var amount = (long)((((Int128)tax.AmountMinor * part * 2) + whole) / ((Int128)whole * 2));
            shares.Add(tax with { AmountMinor = amount, NetMinor = Of(until) - Of(before) - amount });
            before = until;
        }

        return shares.MoveToImmutable();

        long Of(long minor) => (long)((Int128)minor * part / whole);
    }

    /// <summary>A tax that is in an amount is rounded as all are; one that is added also to what cards are charged in.</summary>
    private static TaxLine Line(string name, bool isIncluded, int rate, long of, string currency)
    {
        var amount = isIncluded ? (long)((((Int128)of * rate * 2) + 10_000 + rate) / ((10_000 + rate) * 2)) : FeeRules.ShareOf(of, rate, currency);
        return new TaxLine
        {
            Name = name,
            PercentHundredths = rate,
            NetMinor = isIncluded ? of - amount : of,
            AmountMinor = amount,
            IsIncluded = isIncluded,
        };
    }
}
