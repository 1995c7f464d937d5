using Ticketing.Events;
using Ticketing.Organizations;
using Ticketing.Payments;

namespace Ticketing.Tests.Domain.Payments;

/// <summary>Who may sell for money, and what becomes of an organization's account.</summary>
public sealed class SellerRulesTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 31, 19, 30, 0, TimeSpan.Zero);
    private static readonly PaymentAccount Ready = new() { Provider = "stripe", Reference = "acct_1", TakesPayments = true, PaysOut = true, IsComplete = true };

    [Fact]
    public void An_account_that_takes_payments_sells_and_every_other_says_what_helps()
    {
        Assert.Null(SellerRules.WhyNotTake(Ready, "stripe"));
        Assert.All(
            new[] { null, Ready with { RevokedAt = Now }, Ready with { Provider = "test" }, Ready with { TakesPayments = false }, Ready with { TakesPayments = false, Missing = ["external_account"] } },
            static account => Assert.EndsWith("under Payouts.", SellerRules.WhyNotTake(account, "stripe"), StringComparison.Ordinal));
    }

    [Fact]
    public void A_fixed_fee_is_something_to_be_paid_and_a_share_of_nothing_is_not()
    {
        Assert.False(SellerRules.HasPrices([0, 0], fees: null));
        Assert.True(SellerRules.HasPrices([0, 500], fees: null));
        Assert.True(SellerRules.HasPrices([0], new EventFees { Order = new Fee { FixedMinor = 100 } }));
        Assert.False(SellerRules.HasPrices([0], new EventFees { Ticket = new Fee { PercentHundredths = 250 } }));
    }

    [Fact]
    public void Two_who_connect_at_once_get_the_first_ones_account_and_a_later_one_replaces_it()
    {
        OrganizationView organization = new() { Name = "House" };
        var first = OrganizationDecisions.Connect(organization, Ready, after: 0, Now);
        var second = OrganizationDecisions.Connect(first, Ready with { Reference = "acct_2" }, after: 0, Now);
        Assert.Equal(("acct_1", Now, 1), (second.Account!.Reference, second.Account.ConnectedAt, second.AccountsConnected));
        Assert.Equal(("acct_2", 2), OrganizationDecisions.Connect(second, Ready with { Reference = "acct_2" }, after: 1, Now) is var third ? (third.Account!.Reference, third.AccountsConnected) : default);
    }

    [Fact]
    public void What_is_seen_of_an_account_changes_it_and_what_is_seen_of_another_changes_nothing()
    {
        var known = OrganizationDecisions.Connect(new OrganizationView(), Ready, after: 0, Now);
        Assert.Same(known, OrganizationDecisions.See(known, Ready with { Missing = [] }));
        Assert.Same(known, OrganizationDecisions.See(known, Ready with { Reference = "acct_2", TakesPayments = false }));
        var seen = OrganizationDecisions.See(known, Ready with { Missing = ["external_account"] });
        Assert.Equal(["external_account"], seen.Account!.Missing.ToArray());
        Assert.Equal(Now, seen.Account.ConnectedAt);
        Assert.Same(seen, OrganizationDecisions.Disconnect(seen, "acct_2"));
        Assert.Null(OrganizationDecisions.Disconnect(seen, "acct_1").Account);
    }
}
