using Ticketing.Bookings;
using Ticketing.Payments;

namespace Ticketing.Simulation;

/// <summary>I7: once quiet, the bank has taken what the booking says, no more, and once; nothing is left reserved.</summary>
public sealed class MoneyCheck(World world, History history)
{
    public void Check(BookingState booking)
    {
        var accounts = world.Bank.Accounts.Where(at => at.Key.StartsWith(booking.BookingId.GrainKey(), StringComparison.Ordinal)).Select(at => at.Value).ToArray();
        var paid = accounts.Sum(account => account.PaidMinor);
        var owed = booking.PaymentProvider == Bank.ProviderName && booking.PaymentStatus is PaymentStatus.Completed or PaymentStatus.Refunded
            ? booking.AmountMinor - booking.RefundedMinor
            : 0;
        string Where() => $"booking {booking.BookingId} of {booking.AmountMinor} is {booking.Status}, payment {booking.PaymentStatus} by {booking.PaymentProvider}, {booking.RefundedMinor} paid back; the bank has {string.Join(", ", accounts.Select(account => $"{account.State} {account.PaidMinor}"))}";

        // One that was cancelled before its money was taken has nothing to be paid back.
        var isVoid = paid == 0 && booking.Status is BookingStatus.Cancelled or BookingStatus.Refunded && booking.RefundedMinor == booking.AmountMinor;
        history.Require(paid == owed || isVoid, "I7", () => $"{paid} is paid where {owed} should be: {Where()}");
        history.Require(booking.PaymentStatus != PaymentStatus.Processing, "I7", () => $"a payment is still under way: {Where()}");
        history.Require(
            booking.Status is not (BookingStatus.Confirmed or BookingStatus.Completed) || booking.PaymentStatus is PaymentStatus.Completed, "I7", () => $"it is sold and not paid: {Where()}");
        history.Require(world.Bank.Strays.Count == 0, "I7", () => world.Bank.Strays[0]);
        history.Require(!booking.OwesMoney, "I7", () => $"money is still owed: {Where()}");
        var seller = history.Events.Find(@event => @event.Id == booking.BookingId.Hold.Event.ToString())?.Seller;
        foreach (var account in accounts)
        {
            history.Require(
                seller is null ? account.Owner is null : account.Owner is { } owner && world.Bank.OwnerOf(owner) == seller.Organization,
                "I7",
                () => $"money went by the account {account.Owner ?? "of the platform"}, which is not that of {seller?.Organization ?? "the platform"}: {Where()}");
            history.Require(account.Captures <= 1, "I7", () => $"money was taken {account.Captures} times: {Where()}");
            history.Require(
                account.State is not (IntentState.RequiresCapture or IntentState.Processing or IntentState.RequiresAction), "I7", () => $"money is left reserved: {Where()}");
        }
    }
}
