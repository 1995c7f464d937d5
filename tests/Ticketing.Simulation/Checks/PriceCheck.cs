using System.Globalization;
using Ticketing.Bookings;
using Ticketing.Inventory;

namespace Ticketing.Simulation;

/// <summary>
/// I13: a hold, its booking and its places cost the sum of the lines that the hold was placed with, to the minor unit, whatever its section asks
/// later; and it was placed for what its section asked then.
/// </summary>
public sealed class PriceCheck(History history)
{
    /// <summary>The types and fees of an event that has some, as its organizer gives them.</summary>
    public const string Fees = """{"per_ticket":{"fixed":"1.00","percent":"2.5"},"per_order":{"fixed":"0.50"}}""";

    /// <summary>The tax of an event that has one, in hundredths of a percent.</summary>
    private const long TaxHundredths = 770;

    private const long ChildMinor = 999;
    private const long OrderFeeMinor = 50;
    private readonly Dictionary<Guid, (long Minor, long TaxMinor)> _sold = [];
    private readonly List<BookingState> _bookings = [];

    /// <summary>The tax as its organizer gives it.</summary>
    public static string Tax(bool isIncluded) => $$"""{"name":"VAT","percent":"7.7","included":{{(isIncluded ? "true" : "false")}}}""";

    /// <summary>The prices of adults, by section; those of children are the same everywhere, and who is early pays what adults pay.</summary>
    public static string Types(string price, (int Early, int Children)? quotas = null) => quotas is var (early, children)
        ? $$"""[{"id":"early","price":"{{price}}","quota":{{early}}},{"id":"adult","name":"Adult","price":"{{price}}"},{"id":"child","name":"Child","price":"9.99","quota":{{children}}}]"""
        : $$"""[{"id":"adult","name":"Adult","price":"{{price}}"},{"id":"child","name":"Child","price":"9.99"}]""";

    /// <summary>What a client is told that it costs: the first time what its section asked when it was placed, and always the same.</summary>
    public static void Told(History history, HoldRecord hold, Reply reply)
    {
        if (hold.Amount is { } first)
        {
            // Of a hold whose tickets were given back in part, one without prices of its own says what the others cost.
            var total = reply.Text("total_amount");
            history.Require(
                total == first || (reply.Number("qty") is var left && left < hold.Quantity && Minor(total!) * hold.Quantity == Minor(first) * left),
                "I13",
                () => $"{hold} was placed for {first}, and then: {reply}");
            return;
        }

        hold.Amount = reply.Text("total_amount");
        if (!hold.Event.Prices.Exists(price => price.Section == hold.Section))
        {
            // The line has made it, wherever there were places.
            return;
        }

        // Its parts may be claimed before and after a change.
        var (least, most) = Asked(hold, hold.Section);
        var (leastAlso, mostAlso) = hold.Also is { Section: var also } ? Asked(hold, also) : (0, 0);
        var (from, to) = (TotalOf(hold, least, leastAlso), TotalOf(hold, most, mostAlso));
        var told = Minor(hold.Amount!);
        history.Require(told >= from && told <= to, "I13", () => $"{hold}, {hold.Children ?? 0} of them for children, costs from {from} to {to} minor units: {reply}");
    }

    private static decimal Minor(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture) * 100;

    /// <summary>The least and the most that a section asked for a place while the hold was asked for.</summary>
    private static (long Least, long Most) Asked(HoldRecord hold, string section)
    {
        var prices = hold.Event.Prices.Where(price => price.Section == section && price.From <= hold.Granted && price.Until >= hold.Asked).Select(static price => price.Minor).ToArray();
        return (prices.Min(), prices.Max());
    }

    private static long TotalOf(HoldRecord hold, long price, long priceAlso)
    {
        long Price(long full) => hold.Code?.Price(full) ?? full;
        var also = hold.Also?.Places ?? 0;
        var untaxed = hold.Children is not { } children
            ? ((hold.Quantity - also) * Price(price)) + (also * Price(priceAlso))
            : ((hold.Quantity - also - children) * WithFee(Price(price))) + (also * WithFee(Price(priceAlso))) + (children * WithFee(Price(ChildMinor))) + (hold.IsFree ? 0 : OrderFeeMinor);
        return untaxed + (hold.Event.TaxIsIncluded == false ? ((untaxed * TaxHundredths) + 5_000) / 10_000 : 0);
    }

    public void Read(UnitState unit)
    {
        foreach (var claim in unit.Claims.Where(static claim => claim.Status == Ticketing.Holds.HoldStatus.Confirmed))
        {
            var hold = unit.HoldOf(claim).Value;
            var (minor, tax) = _sold.GetValueOrDefault(hold);
            _sold[hold] = claim.SoldFor is { } sold
                ? (minor + sold.PlacesMinor + sold.FeesMinor, tax + sold.TaxMinor)
                : (minor + (claim.Quantity * claim.UnitPriceMinor), tax);
        }
    }

    public void Read(BookingState booking) => _bookings.Add(booking);

    public void Check()
    {
        foreach (var booking in _bookings)
        {
            var total = booking.PlacesMinor ?? booking.AmountMinor;
            history.Require(
                booking.Prices is not { } prices || (prices.TotalMinor == total && prices.Lines.Sum(static line => line.Quantity) == booking.Quantity),
                "I13",
                () => $"booking {booking.BookingId} of {booking.Quantity} costs {total}, and its lines {booking.Prices!.TotalMinor}: {string.Join(", ", booking.Prices.Lines)}");
            if (booking is { Status: BookingStatus.Confirmed or BookingStatus.Completed, PlacesHold: null, Prices: { } asked, GivenBack.Count: > 0 })
            {
                CheckLeft(booking, asked);
            }

            if (booking.Status is BookingStatus.Confirmed or BookingStatus.Completed)
            {
                var left = BookingGiveBacks.PricesLeft(booking);
                var sold = _sold.GetValueOrDefault((booking.PlacesHold ?? booking.BookingId.Hold).Value);
                history.Require(
                    sold == (BookingGiveBacks.PriceLeft(booking) - (left?.AddedTaxMinor ?? 0), left?.TaxMinor ?? 0),
                    "I13",
                    () => $"booking {booking.BookingId} costs {total}, of which {booking.Prices?.TaxMinor} is tax, and its places were sold for {sold}");
            }
        }
    }

    /// <summary>What was paid and not paid back is what the tickets that are left cost with their fees, the order's fee once, and the tax of that.</summary>
    private void CheckLeft(BookingState booking, Ticketing.Holds.PriceBreakdown prices)
    {
        var untaxed = BookingGiveBacks.Gone(booking).Aggregate(prices.PlacesMinor + prices.FeesMinor, (sum, place) =>
            prices.LineOf(place, place <= booking.Seats.Length ? booking.Seats[place - 1] : null) is var line ? sum - line.PriceMinor - line.FeeMinor : sum);
        var left = untaxed + (prices.AddedTaxMinor > 0 ? ((untaxed * TaxHundredths) + 5_000) / 10_000 : 0);
        history.Require(
            booking.AmountMinor - booking.RefundedMinor == left,
            "I13",
            () => $"booking {booking.BookingId} was paid {booking.AmountMinor}, of which {booking.RefundedMinor} went back, and its tickets without {string.Join(", ", BookingGiveBacks.Gone(booking))} cost {left}");
    }

    /// <summary>One and 2.5 %, halves up. What costs nothing bears no fee.</summary>
    private static long WithFee(long price) => price == 0 ? 0 : price + 100 + (((price * 25) + 500) / 1_000);
}
