using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Tickets;

namespace Ticketing.Payments;

/// <summary>
/// What is kept of an account is what the provider last told; whenever it matters it is asked anew. So what a webhook says is a hint, and
/// one that is late, comes twice or is another's does no harm.
/// </summary>
public sealed partial class PaymentAccountService(
    IGrainFactory grains, IEventListService events, PaymentProviders providers, TicketOptions options, TimeProvider time, ILogger<PaymentAccountService> log) : IPaymentAccountService
{
    private const int EventsAtOnce = 100;
    private static readonly TimeSpan MoneyFor = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (AccountMoney Money, long ReadAt)> _money = new(StringComparer.Ordinal);
    private readonly ILogger<PaymentAccountService> _log = log;

    public async Task<AccountAnswer> ConnectAsync(Guid organization)
    {
        if (providers.Accounts is not { } accounts)
        {
            return Refused(RefusalCode.OneSeller);
        }

        if (await Organizations.Get(organization) is not { } known)
        {
            return Refused(RefusalCode.OrganizationNotFound);
        }

        if (IsUsed(known.Account) && await LinkAsync(accounts, organization, known.Account!) is { } link)
        {
            return new AccountAnswer(known.Account) { Link = link };
        }

        // Whoever asks again, or beside this, names the same account: the provider makes it once.
        var made = await accounts.OpenAsync($"{organization:N}-account-{known.AccountsConnected + 1}", organization, CancellationToken.None);
        var answer = await Organizations.ConnectAccount(organization, made, known.AccountsConnected);
        return answer.Organization?.Account is { } account
            ? new AccountAnswer(account) { Link = await LinkAsync(accounts, organization, account) }
            : new AccountAnswer(null, answer.Refusal ?? new Refusal(RefusalCode.PaymentAccountNotFound));
    }

    public async Task<AccountAnswer> LookAsync(Guid organization)
    {
        if (providers.Accounts is not { } accounts)
        {
            return Refused(RefusalCode.OneSeller);
        }

        if (await Organizations.Get(organization) is not { } known)
        {
            return Refused(RefusalCode.OrganizationNotFound);
        }

        if (known.Account is not { } account)
        {
            return Refused(RefusalCode.PaymentAccountNotFound);
        }

        try
        {
            return new AccountAnswer(IsUsed(account) ? await SeeAsync(accounts, known, account) : account);
        }
        catch (PaymentUnavailableException e)
        {
            return new AccountAnswer(account) { Trouble = e.Message };
        }
    }

    public async Task<AccountAnswer> MoneyAsync(Guid organization)
    {
        if (providers.Accounts is not { } accounts)
        {
            return Refused(RefusalCode.OneSeller);
        }

        if (await Organizations.Account(organization) is not { } account || !IsUsed(account))
        {
            return Refused(RefusalCode.PaymentAccountNotFound);
        }

        if (_money.TryGetValue(account.Reference, out var kept) && time.GetElapsedTime(kept.ReadAt) < MoneyFor)
        {
            return new AccountAnswer(account) { Money = kept.Money };
        }

        var readAt = time.GetTimestamp();
        if (await accounts.MoneyAsync(account.Reference, CancellationToken.None) is not { } money)
        {
            return Refused(RefusalCode.PaymentAccountNotFound);
        }

        _money[account.Reference] = (money, readAt);
        return new AccountAnswer(account) { Money = money };
    }

    public async Task<Refusal?> DisconnectAsync(Guid organization)
    {
        if (await Organizations.Get(organization) is not { } known)
        {
            return new Refusal(RefusalCode.OrganizationNotFound);
        }

        if (known.Account is not { } account)
        {
            return new Refusal(RefusalCode.PaymentAccountNotFound);
        }

        if (IsUsed(account) && await SellingAsync(organization) is { } selling)
        {
            return new Refusal(RefusalCode.PaymentAccountInUse, $"'{selling.Name}' ({selling.EventId}) is on sale. Pause or close the sale of each event with prices first.");
        }

        return (await Organizations.DisconnectAccount(organization, account.Reference)).Refusal;
    }

    public async Task<string?> WhyNotSellAsync(Guid organization)
    {
        if (providers is not { Accounts: { } accounts, Active: { } active } || await Organizations.Get(organization) is not { } known)
        {
            return null;
        }

        if (SellerRules.WhyNotTake(known.Account, active.Name) is null)
        {
            return null;
        }

        // Nobody is refused on the word of an activation beside the one that knows better: it could not write this.
        known = (await Organizations.SeeAccount(organization, known.Account ?? new PaymentAccount())).Organization ?? known;
        if (SellerRules.WhyNotTake(known.Account, active.Name) is not { } why)
        {
            return null;
        }

        // Its owner may have come from the provider's page just now.
        return IsUsed(known.Account) ? SellerRules.WhyNotTake(await SeeAsync(accounts, known, known.Account!), active.Name) : why;
    }

    public async Task<SellerAnswer> SellerOfAsync(EventView? view)
    {
        if (providers is not { Accounts: not null, Active: { } active } || view?.OrganizationId is not { } organization)
        {
            return default;
        }

        return SellerRules.Of(await Organizations.Account(organization), active.Name);
    }

    public async Task HearAsync(string provider, string? account, (BookingId Booking, int Attempt)? payment, bool isAfterwards)
    {
        if (payment is var (booking, number))
        {
            var known = grains.GetGrain<IPaymentGrain>(booking.GrainKey());
            if ((await known.Get())?.Attempts.FirstOrDefault(attempt => attempt.Number == number) is { } attempt && attempt.Account != account)
            {
                PaymentInstruments.Foreign.Add(1, new KeyValuePair<string, object?>("provider", provider));
                LogForeign(booking, number, account ?? "the platform's own");
                return;
            }

            await (isAfterwards ? known.Review(number) : known.Look(number));
        }
        else if (account is not null && providers.Find(provider)?.Accounts is { } accounts && await Organizations.OfAccount(provider, account) is { } organization)
        {
            await SeeAsync(accounts, organization, organization.Account!);
        }
    }

    private IOrganizationsGrain Organizations => grains.GetGrain<IOrganizationsGrain>(IOrganizationsGrain.All);

    private static AccountAnswer Refused(RefusalCode code) => new(null, new Refusal(code));

    private bool IsUsed(PaymentAccount? account) => account is { RevokedAt: null } && account.Provider == providers.Active?.Name;

    /// <summary>Null: the account is not to be used any more.</summary>
    private async Task<AccountLink?> LinkAsync(IPaymentAccounts accounts, Guid organization, PaymentAccount account)
    {
        var page = $"{options.PagesUrl}/organize/payouts?organization={organization}";
        return await accounts.LinkAsync(account.Reference, page, page + "&again=1", CancellationToken.None);
    }

    /// <summary>The account as the provider has it now, which is noted.</summary>
    private async Task<PaymentAccount> SeeAsync(IPaymentAccounts accounts, OrganizationView organization, PaymentAccount account)
    {
        var seen = await accounts.LookAsync(account.Reference, CancellationToken.None)
            ?? account with { TakesPayments = false, PaysOut = false, RevokedAt = account.RevokedAt ?? time.GetUtcNow() };
        if (seen.IsAs(account))
        {
            return account;
        }

        var noted = (await Organizations.SeeAccount(organization.OrganizationId, seen)).Organization?.Account ?? seen;
        if (!seen.TakesPayments && account.TakesPayments)
        {
            LogStopped(organization.OrganizationId, account.Reference, seen.RevokedAt is null ? seen.Why ?? "the provider does not say why" : "access was revoked");
        }

        return noted;
    }

    /// <summary>An event with prices that can be bought now. Null: there is none.</summary>
    private async Task<EventView?> SellingAsync(Guid organization)
    {
        EventQuery query = new() { IsForStaff = true, OrganizationId = organization, Status = EventStatus.OnSale, GoesOnAt = time.GetUtcNow() };
        for (EventPlace? after = null; ;)
        {
            var part = await events.ListAsync(query, after, skip: 0, EventsAtOnce);
            if (part.Items.FirstOrDefault(SellerRules.HasPrices) is { } found)
            {
                return found;
            }

            if (part.Next is not { } next)
            {
                return null;
            }

            after = next;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A webhook of the account {Account} names payment {Booking}-{Attempt}, which is another account's: nothing is done")]
    private partial void LogForeign(BookingId booking, int attempt, string account);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The payment account {Account} of organization {Organization} takes no payments any more: {Why}")]
    private partial void LogStopped(Guid organization, string account, string why);
}
