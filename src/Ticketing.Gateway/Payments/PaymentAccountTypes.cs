using System.Text.Json.Serialization;
using Ticketing.Http;

namespace Ticketing.Payments;

/// <summary>An organization's account at the provider.</summary>
public sealed record PaymentAccountResponse
{
    /// <summary>What the provider calls it.</summary>
    public required string Account { get; init; }

    public required string Provider { get; init; }

    public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>Events with prices can be published, and paid.</summary>
    public required bool TakesPayments { get; init; }

    /// <summary>What it took is paid out.</summary>
    public required bool PaysOut { get; init; }

    /// <summary>What the provider still has to know, in its words.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Why the provider keeps it from something, in its word. Null: it does not.</summary>
    public required string? Why { get; init; }

    /// <summary>Since when its owner lets this service do nothing there any more. Null: it may.</summary>
    public required DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Why this is not as of now. Null: it is.</summary>
    public required string? Trouble { get; init; }

    /// <summary>Where its owner says what is missing: for one visit, soon. Only in the answer to who connects it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    /// <summary>How long that page can be opened.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? UrlExpiresAt { get; init; }

    internal static PaymentAccountResponse Of(AccountAnswer answer) => new()
    {
        Account = answer.Account!.Reference,
        Provider = answer.Account.Provider,
        ConnectedAt = answer.Account.ConnectedAt,
        TakesPayments = answer.Account.TakesPayments,
        PaysOut = answer.Account.PaysOut,
        Missing = answer.Account.Missing,
        Why = answer.Account.Why,
        RevokedAt = answer.Account.RevokedAt,
        Trouble = answer.Trouble,
        Url = answer.Link?.Url,
        UrlExpiresAt = answer.Link?.ExpiresAt,
    };
}

/// <summary>The money of an organization's account, as of half a minute ago at most.</summary>
public sealed record PayoutsResponse
{
    /// <summary>For each currency.</summary>
    public required IReadOnlyList<BalanceResponse> Balance { get; init; }

    /// <summary>The last ones, the youngest first.</summary>
    public required IReadOnlyList<PayoutResponse> Items { get; init; }

    internal static PayoutsResponse Of(AccountMoney money) => new()
    {
        Balance = [.. money.Balance.Select(static sum => new BalanceResponse { Currency = sum.Currency, Available = Amount.Of(sum.AvailableMinor, sum.Currency), Pending = Amount.Of(sum.PendingMinor, sum.Currency) })],
        Items = [.. money.Payouts.Select(PayoutResponse.Of)],
    };
}

/// <summary>What an account has in one currency.</summary>
public sealed record BalanceResponse
{
    public required string Currency { get; init; }

    /// <summary>What can be paid out, as a decimal number. Less than 0: refunds took more than there was.</summary>
    public required string Available { get; init; }

    /// <summary>What can be paid out later.</summary>
    public required string Pending { get; init; }
}

/// <summary>Money on its way to an organization's bank, or there.</summary>
public sealed record PayoutResponse
{
    public required string Reference { get; init; }

    public required string Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>Where it is, in the provider's word: <c>pending</c>, <c>in_transit</c>, <c>paid</c>, <c>failed</c>, <c>canceled</c>.</summary>
    public required string Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is to be there.</summary>
    public required DateTimeOffset ArrivesAt { get; init; }

    /// <summary>Why it failed. Null: it did not.</summary>
    public required string? Why { get; init; }

    internal static PayoutResponse Of(AccountPayout payout) => new()
    {
        Reference = payout.Reference,
        Amount = Http.Amount.Of(payout.AmountMinor, payout.Currency),
        Currency = payout.Currency,
        Status = payout.Status,
        CreatedAt = payout.CreatedAt,
        ArrivesAt = payout.ArrivesAt,
        Why = payout.Why,
    };
}
