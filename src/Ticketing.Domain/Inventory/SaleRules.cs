using Ticketing.Events;

namespace Ticketing.Inventory;

/// <summary>Whether a block may place holds at a moment.</summary>
public static class SaleRules
{
    /// <summary>Null when it may.</summary>
    public static Refusal? WhyNotPlace(BlockTerms terms, int quantity, DateTimeOffset now)
    {
        if (terms.Status != EventStatus.OnSale)
        {
            return new Refusal(RefusalCode.NotOnSale, $"The event is {Named(terms.Status)}.");
        }

        if (!terms.SaleWindow.Contains(now))
        {
            return new Refusal(RefusalCode.NotOnSale, terms.SaleWindow.OpensAt > now
                ? $"The sale opens at {terms.SaleWindow.OpensAt:O}."
                : $"The sale closed at {terms.SaleWindow.ClosesAt:O}.");
        }

        return quantity > terms.MaxQuantity
            ? new Refusal(RefusalCode.InvalidField, $"At most {terms.MaxQuantity} places can be held at once.") { Field = "qty" }
            : null;
    }

    /// <summary>A hold can still be confirmed when the sale pauses or closes, not when the event is cancelled.</summary>
    public static Refusal? WhyNotConfirm(BlockTerms terms) => terms.Status == EventStatus.Cancelled
        ? new Refusal(RefusalCode.NotOnSale, "The event is cancelled.")
        : null;

    private static string Named(EventStatus status) => status switch
    {
        EventStatus.Draft => "not on sale yet",
        EventStatus.Paused => "paused",
        EventStatus.Closed => "closed",
        EventStatus.Cancelled => "cancelled",
        _ => "on sale",
    };
}
