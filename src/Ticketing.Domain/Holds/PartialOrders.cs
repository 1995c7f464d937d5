using System.Collections.Immutable;

namespace Ticketing.Holds;

/// <summary>What an order costs without some of its tickets.</summary>
public static class PartialOrders
{
    /// <summary>
    /// The prices and fees of the tickets that are left, as they were bought; the order's own fee, as long as one is left; and the taxes
    /// of that. So what an order costs less without a ticket is what comes off it, and of all tickets it is all.
    /// </summary>
    /// <param name="prices">What the order was bought for.</param>
    /// <param name="seats">The seats of its first places, in order.</param>
    /// <param name="gone">Places without which it is, from 1.</param>
    /// <param name="currency">Of all amounts.</param>
    public static PriceBreakdown Without(PriceBreakdown prices, ImmutableArray<string> seats, IReadOnlyCollection<int> gone, string currency)
    {
        int[] left = [.. prices.Lines.Select(static line => line.Quantity)];
        foreach (var place in gone)
        {
            left[prices.Lines.IndexOf(prices.LineOf(place, place <= seats.Length ? seats[place - 1] : null))]--;
        }

        var lost = gone.Where(place => place <= seats.Length).Select(place => seats[place - 1]).ToHashSet(StringComparer.Ordinal);
        var rest = prices with
        {
            Lines = [.. prices.Lines.Select((line, i) => line with { Quantity = left[i], Seats = [.. line.Seats.Where(seat => !lost.Contains(seat))] }).Where(static line => line.Quantity > 0)],
        };
        rest = rest with { OrderFeeMinor = rest.Lines.IsEmpty ? 0 : prices.OrderFeeMinor };
        return rest with { Taxes = TaxRules.Again(prices.Taxes, rest.PlacesMinor, rest.FeesMinor, currency) };
    }
}
