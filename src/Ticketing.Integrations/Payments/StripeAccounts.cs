using Stripe;
using Ticketing.Money;

namespace Ticketing.Payments;

/// <summary>
/// Stripe Connect: accounts that are organizations' own, with Stripe's whole dashboard. They pay Stripe's fees and answer for disputes, and
/// Stripe asks them for what it has to know. We may act for them until they take that back in their dashboard.
/// </summary>
internal sealed class StripeAccounts(V1Services stripe) : IPaymentAccounts
{
    private const int LastPayouts = 10;

    /// <summary>The organization in an account's metadata, for people who look at the dashboard.</summary>
    private const string OrganizationName = "ticketing_organization";

    public async Task<PaymentAccount> OpenAsync(string key, Guid organization, CancellationToken cancellationToken)
    {
        // What differs from one try to the next would be another request under the same key: names can be changed, so they are left to Stripe's page.
        AccountCreateOptions options = new()
        {
            Controller = new()
            {
                Fees = new() { Payer = "account" },
                Losses = new() { Payments = "stripe" },
                RequirementCollection = "stripe",
                StripeDashboard = new() { Type = "full" },
            },
            Metadata = new() { [OrganizationName] = organization.ToString() },
        };
        var (account, refusal) = await StripePaymentProvider.TryAsync(() => stripe.Accounts.CreateAsync(options, new RequestOptions { IdempotencyKey = key }, cancellationToken));
        return account is null ? throw Refused("make an account", refusal) : View(account);
    }

    public async Task<AccountLink?> LinkAsync(string account, string done, string again, CancellationToken cancellationToken)
    {
        AccountLinkCreateOptions options = new() { Account = account, Type = "account_onboarding", ReturnUrl = done, RefreshUrl = again };
        var (link, refusal) = await StripePaymentProvider.TryAsync(() => stripe.AccountLinks.CreateAsync(options, null, cancellationToken), isGoneTold: true);
        return link is not null ? new AccountLink(link.Url, new DateTimeOffset(link.ExpiresAt, TimeSpan.Zero))
            : StripePaymentProvider.IsGone(refusal) ? null
            : throw Refused("make a page for the account", refusal);
    }

    public async Task<PaymentAccount?> LookAsync(string account, CancellationToken cancellationToken)
    {
        var (found, refusal) = await StripePaymentProvider.TryAsync(() => stripe.Accounts.GetAsync(account, null, null, cancellationToken), isGoneTold: true);
        return found is not null ? View(found) : StripePaymentProvider.IsGone(refusal) ? null : throw Refused("look at the account", refusal);
    }

    public async Task<AccountMoney?> MoneyAsync(string account, CancellationToken cancellationToken)
    {
        RequestOptions of = new() { StripeAccount = account };
        var (balance, refusal) = await StripePaymentProvider.TryAsync(() => stripe.Balance.GetAsync(of, cancellationToken), isGoneTold: true);
        if (balance is null)
        {
            return StripePaymentProvider.IsGone(refusal) ? null : throw Refused("look at the balance", refusal);
        }

        var (payouts, wrong) = await StripePaymentProvider.TryAsync(() => stripe.Payouts.ListAsync(new PayoutListOptions { Limit = LastPayouts }, of, cancellationToken));
        return payouts is null ? throw Refused("list the payouts", wrong) : new AccountMoney([.. SumsOf(balance)], [.. payouts.Data.Select(PayoutOf)]);
    }

    private static IEnumerable<AccountSum> SumsOf(Balance balance) =>
        from code in balance.Available.Select(static sum => sum.Currency).Union(balance.Pending.Select(static sum => sum.Currency))
        let currency = code.ToUpperInvariant()
        select new AccountSum(
            currency,
            Minor(balance.Available.Where(sum => sum.Currency == code).Sum(static sum => sum.Amount), currency),
            Minor(balance.Pending.Where(sum => sum.Currency == code).Sum(static sum => sum.Amount), currency));

    private static AccountPayout PayoutOf(Payout payout)
    {
        var currency = payout.Currency.ToUpperInvariant();
        return new AccountPayout(
            payout.Id, currency, Minor(payout.Amount, currency), payout.Status, new DateTimeOffset(payout.Created, TimeSpan.Zero), new DateTimeOffset(payout.ArrivalDate, TimeSpan.Zero), payout.FailureMessage);
    }

    private static long Minor(long amount, string code) => Money.Currency.TryFind(code, out var currency) ? StripeAmounts.Minor(amount, currency) : amount;

    private static PaymentAccount View(Account account) => new()
    {
        Provider = StripePaymentProvider.ProviderName,
        Reference = account.Id,
        TakesPayments = account.ChargesEnabled,
        PaysOut = account.PayoutsEnabled,
        IsComplete = account.DetailsSubmitted,
        Missing = [.. (account.Requirements?.PastDue ?? []).Union(account.Requirements?.CurrentlyDue ?? [], StringComparer.Ordinal)],
        Why = account.Requirements?.DisabledReason,
    };

    private static PaymentUnavailableException Refused(string what, StripeException? refusal) =>
        new($"Stripe does not {what}: {refusal?.StripeError?.Message ?? "it does not say why"}");
}
