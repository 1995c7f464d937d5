using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Identifiers;

namespace Ticketing.Payments;

/// <summary>The answer to who would book what is not paid: what it costs, that the places stay held, and where it is paid.</summary>
public sealed class PaymentDue(PaymentProviders providers)
{
    /// <param name="hold">The hold that stays.</param>
    /// <param name="token">Its token, where the caller can't have it yet.</param>
    public Problem Say(HoldView hold, string? token)
    {
        var booking = BookingId.Of(hold.HoldId);
        var pay = providers.Active is null ? null : $"/api/v1/bookings/{booking}/pay";
        var amount = Amount.Of(hold.AmountMinor, hold.Currency);
        var how = pay is null
            ? "and pay as the organizer says: staff confirm it when they have seen the payment."
            : $"and pay that with POST {pay}.";
        var detail = $"It costs {amount} {hold.Currency}. Open a booking of the hold with POST /api/v1/bookings, {how}";
        return Problems.From(new Refusal(RefusalCode.PaymentRequired, detail), json =>
        {
            json.WriteString("hold_id"u8, hold.HoldId.Value);
            json.WriteString("booking_id"u8, booking.Value);
            json.WriteString("total_amount"u8, amount);
            json.WriteString("currency"u8, hold.Currency);
            json.WriteTime("expires_at"u8, hold.ExpiresAt);
            json.WriteString("pay_url"u8, pay);
            if (token is not null)
            {
                json.WriteString("hold_token"u8, token);
                json.WriteString("payment_token"u8, token);
            }
        });
    }
}
