using Ticketing.Bookings;
using Ticketing.Inventory;

namespace Ticketing.Simulation;

/// <summary>I13: a hold, its booking and its places cost the sum of the lines that the hold was placed with, to the minor unit.</summary>
public sealed class PriceCheck(History history)
{
    /// <summary>The types and fees of an event that has some, as its organizer gives them.</summary>
    public const string Fees = """{"per_ticket":{"fixed":"1.00","percent":"2.5"},"per_order":{"fixed":"0.50"}}""";

    private const long ChildMinor = 999;
    private const long OrderFeeMinor = 50;
    private readonly Dictionary<Guid, long> _sold = [];
    private readonly List<BookingState> _bookings = [];

    /// <summary>The prices of adults, by section; those of children are the same everywhere.</summary>
    public static string Types(string price) => $$"""[{"id":"adult","name":"Adult","price":"{{price}}"},{"id":"child","name":"Child","price":"9.99"}]""";

    /// <summary>What a hold must cost, in minor units; null where its event has no types, and it no code.</summary>
    public static long? TotalOf(HoldRecord hold)
    {
        long Price(long full) => hold.Code?.Price(full) ?? full;
        var adult = Price(hold.Section == "stalls" ? 2_500 : 500);
        return hold switch
        {
            { Children: { } children } => ((hold.Quantity - children) * WithFee(adult)) + (children * WithFee(Price(ChildMinor))) + (hold.IsFree ? 0 : OrderFeeMinor),
            { Code: not null } => hold.Quantity * adult,
            _ => null,
        };
    }

    /// <summary>What a client was told that it costs.</summary>
    public static void Told(History history, HoldRecord hold, Reply reply)
    {
        if (TotalOf(hold) is { } total)
        {
            history.Require(
                reply.Text("total_amount") == FormattableString.Invariant($"{total / 100m:0.00}"), "I13", () => $"{hold}, {hold.Children} of them for children, costs {total} minor units: {reply}");
        }
    }

    public void Read(UnitState unit)
    {
        foreach (var claim in unit.Claims.Where(static claim => claim is { Status: Ticketing.Holds.HoldStatus.Confirmed, SoldFor: not null }))
        {
            var hold = unit.HoldOf(claim).Value;
            _sold[hold] = _sold.GetValueOrDefault(hold) + claim.SoldFor!.PlacesMinor + claim.SoldFor.FeesMinor;
        }
    }

    public void Read(BookingState booking) => _bookings.Add(booking);

    public void Check()
    {
        foreach (var booking in _bookings.Where(static booking => booking.Prices is not null))
        {
            var (total, prices) = (booking.PlacesMinor ?? booking.AmountMinor, booking.Prices!);
            history.Require(
                prices.TotalMinor == total && prices.Lines.Sum(static line => line.Quantity) == booking.Quantity,
                "I13",
                () => $"booking {booking.BookingId} of {booking.Quantity} costs {total}, and its lines {prices.TotalMinor}: {string.Join(", ", prices.Lines)}");
            if (booking.Status is BookingStatus.Confirmed or BookingStatus.Completed)
            {
                var sold = _sold.GetValueOrDefault((booking.PlacesHold ?? booking.BookingId.Hold).Value);
                history.Require(sold == total, "I13", () => $"booking {booking.BookingId} costs {total}, and its places were sold for {sold}");
            }
        }
    }

    /// <summary>One and 2.5 %, halves up. What costs nothing bears no fee.</summary>
    private static long WithFee(long price) => price == 0 ? 0 : price + 100 + (((price * 25) + 500) / 1_000);
}
