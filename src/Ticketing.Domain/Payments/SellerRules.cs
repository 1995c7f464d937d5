using Ticketing.Events;

namespace Ticketing.Payments;

/// <summary>Who may sell for money, where organizations sell themselves.</summary>
public static class SellerRules
{
    /// <summary>What who buys is told, whatever it is.</summary>
    private const string ForBuyers = "Nothing was taken, and the places stay held until their time is over. Ask the organizer, or try again later.";

    /// <summary>Why an organization with this account can't take payments now, and what helps. Null: it can.</summary>
    public static string? WhyNotTake(PaymentAccount? account, string provider) => account switch
    {
        { RevokedAt: not null } => "the provider gives no access to the organization's account any more. Its owner connects one again, under Payouts.",
        not null when account.Provider != provider => $"the organization has no account with {provider}. Its owner connects one, under Payouts.",
        { TakesPayments: false, Missing.IsEmpty: true } => "the provider does not let the organization's account take payments yet. Its owner looks there what is missing, under Payouts.",
        { TakesPayments: false } => "the organization's account can't take payments before its owner has told the provider what it asks for, under Payouts.",
        null => "the organization has no account that takes payments. Its owner connects one, under Payouts.",
        _ => null,
    };

    /// <summary>To whose account new money goes, or what who buys is told.</summary>
    public static SellerAnswer Of(PaymentAccount? account, string provider) => WhyNotTake(account, provider) is null
        ? new SellerAnswer(account!.Reference)
        : new SellerAnswer(null, new Refusal(RefusalCode.SellerNotReady, ForBuyers));

    /// <summary>There is something to be paid.</summary>
    public static bool HasPrices(EventView view) =>
        HasPrices(view.Sections.SelectMany(static section => section.HasTypes ? section.Types.Select(static type => type.PriceMinor) : [section.PriceMinor]), view.Fees);

    /// <summary>There is something to be paid, at these prices.</summary>
    public static bool HasPrices(IEnumerable<long> prices, EventFees? fees) =>
        prices.Any(static price => price > 0) || fees?.Ticket is { FixedMinor: > 0 } || fees?.Order is { FixedMinor: > 0 };
}
