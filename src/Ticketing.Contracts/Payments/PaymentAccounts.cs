using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Payments;

/// <summary>Whose account takes the money of an organization's events.</summary>
public enum SellerChoice
{
    /// <summary>The platform's own, as that of all others.</summary>
    Platform,

    /// <summary>The organization's own, which it connects.</summary>
    Organizations,
}

/// <summary>An organization's account at a provider, as it was last seen there.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.payment-account")]
public sealed record PaymentAccount
{
    [Id(0)]
    public string Provider { get; init; } = "";

    /// <summary>What the provider calls it.</summary>
    [Id(1)]
    public string Reference { get; init; } = "";

    [Id(2)]
    public DateTimeOffset ConnectedAt { get; init; }

    /// <summary>It can take payments.</summary>
    [Id(3)]
    public bool TakesPayments { get; init; }

    /// <summary>What it took is paid out to its owner.</summary>
    [Id(4)]
    public bool PaysOut { get; init; }

    /// <summary>Its owner has said all that the provider asks before it looks.</summary>
    [Id(5)]
    public bool IsComplete { get; init; }

    /// <summary>What the provider still has to know, in its words.</summary>
    [Id(6)]
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>Why the provider keeps it from something, in its word. Null: it does not.</summary>
    [Id(7)]
    public string? Why { get; init; }

    /// <summary>Since when this service may do nothing there any more. Null: it may.</summary>
    [Id(8)]
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>As the provider tells it, whenever it was connected.</summary>
    public bool IsAs(PaymentAccount other) =>
        (Provider, Reference, TakesPayments, PaysOut, IsComplete, Why, RevokedAt is null) == (other.Provider, other.Reference, other.TakesPayments, other.PaysOut, other.IsComplete, other.Why, other.RevokedAt is null)
        && Missing.SequenceEqual(other.Missing);
}

/// <summary>Accounts of others at a provider, for which this service may act. No answer is a <see cref="PaymentUnavailableException"/>.</summary>
public interface IPaymentAccounts
{
    /// <summary>Makes an account for an organization. Again with the same key, soon: the same one.</summary>
    Task<PaymentAccount> OpenAsync(string key, Guid organization, CancellationToken cancellationToken);

    /// <summary>A page of the provider's, on which the account's owner says what it has to know. Null: this service may do nothing there.</summary>
    /// <param name="account">The account.</param>
    /// <param name="done">Where its owner goes after that.</param>
    /// <param name="again">Where they go when the page is too old.</param>
    /// <param name="cancellationToken">Nobody waits for the answer any more.</param>
    Task<AccountLink?> LinkAsync(string account, string done, string again, CancellationToken cancellationToken);

    /// <summary>The account as it is now. Null: this service may do nothing there.</summary>
    Task<PaymentAccount?> LookAsync(string account, CancellationToken cancellationToken);

    /// <summary>What is in it, and what was paid out last. Null: this service may do nothing there.</summary>
    Task<AccountMoney?> MoneyAsync(string account, CancellationToken cancellationToken);
}

/// <summary>A page of the provider's, for one visit.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="ExpiresAt">Until when it can be opened. Null: it can always.</param>
public sealed record AccountLink(string Url, DateTimeOffset? ExpiresAt);

/// <summary>The money of an account.</summary>
public sealed record AccountMoney(IReadOnlyList<AccountSum> Balance, IReadOnlyList<AccountPayout> Payouts);

/// <summary>What an account has in one currency, in minor units: what can be paid out, and what can be later.</summary>
public sealed record AccountSum(string Currency, long AvailableMinor, long PendingMinor);

/// <summary>Money that went from an account to its owner's bank, or is on its way.</summary>
/// <param name="Reference">What the provider calls it.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="AmountMinor">In minor units.</param>
/// <param name="Status">Where it is, in the provider's word, such as <c>in_transit</c>.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="ArrivesAt">When it is to be there.</param>
/// <param name="Why">Why it failed, in words. Null: it did not.</param>
public sealed record AccountPayout(string Reference, string Currency, long AmountMinor, string Status, DateTimeOffset CreatedAt, DateTimeOffset ArrivesAt, string? Why);
