using Ticketing.Holds;

namespace Ticketing.Inventory;

/// <summary>A claim that is a whole hold, as callers see it.</summary>
internal static class HoldViews
{
    public static HoldView Of(ClaimView claim, string sectionId, string? seat) => new()
    {
        HoldId = claim.HoldId,
        Status = claim.Status,
        Quantity = claim.Quantity,
        SectionId = sectionId,
        Seats = seat is null ? [] : [seat],
        Customer = claim.Customer,
        CreatedAt = claim.CreatedAt,
        ExpiresAt = claim.ExpiresAt,
        ConfirmedAt = claim.ConfirmedAt,
        AmountMinor = claim.Quantity * claim.UnitPriceMinor,
        Currency = claim.Currency,
        Groups = seat is null ? 0 : 1,
        Email = claim.Email,
        Locale = claim.Locale,
        Voucher = claim.Voucher,
        SecretHash = claim.SecretHash,
        IndexSlot = claim.IndexSlot,
    };
}
