using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Payments;

/// <summary>Organizations' accounts at the provider: connecting them, how they are, and who sells an event.</summary>
public interface IPaymentAccountService
{
    /// <summary>Connects an account, if there is none, and gives the page on which its owner says what the provider has to know.</summary>
    Task<AccountAnswer> ConnectAsync(Guid organization);

    /// <summary>How the account is now. Where the provider does not answer, as it was last seen.</summary>
    Task<AccountAnswer> LookAsync(Guid organization);

    /// <summary>What is in the account, and what was paid out last: as of half a minute ago at most.</summary>
    Task<AccountAnswer> MoneyAsync(Guid organization);

    /// <summary>Gives up the account. Payments that it took are paid back from it as before. Null: it is done.</summary>
    Task<Refusal?> DisconnectAsync(Guid organization);

    /// <summary>Why an organization can't sell for money now, and what helps. Null: it can.</summary>
    Task<string?> WhyNotSellAsync(Guid organization);

    /// <summary>Whose account takes the money of an event, or why none does now.</summary>
    Task<SellerAnswer> SellerOfAsync(EventView? view);

    /// <summary>The provider has news. What they speak of is asked; what is another account's changes nothing.</summary>
    /// <param name="provider">Who has news.</param>
    /// <param name="account">Of which account. Null: of the platform's own.</param>
    /// <param name="payment">Of which payment, and which attempt of it. Null: of the account itself.</param>
    /// <param name="isAfterwards">About what came after the payment, such as a dispute.</param>
    Task HearAsync(string provider, string? account, (BookingId Booking, int Attempt)? payment, bool isAfterwards);
}

/// <summary>An organization's account, or why there is no answer.</summary>
public sealed record AccountAnswer(PaymentAccount? Account, Refusal? Refusal = null)
{
    public AccountLink? Link { get; init; }

    public AccountMoney? Money { get; init; }

    /// <summary>Why it is not as of now. Null: it is.</summary>
    public string? Trouble { get; init; }
}

/// <summary>Who takes the money of an event.</summary>
/// <param name="Account">The account. Null: the platform's own, unless it is refused.</param>
/// <param name="Refusal">Why nobody takes any now.</param>
public readonly record struct SellerAnswer(string? Account, Refusal? Refusal = null);
