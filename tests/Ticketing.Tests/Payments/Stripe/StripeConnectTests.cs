using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ticketing.Tests.Payments;

/// <summary>Organizations' own accounts at Stripe: connecting them, selling by them, losing them; and whose webhook changes what.</summary>
public sealed class StripeConnectTests
{
    private const string Card = "pm_card_visa";
    private static readonly JsonObject Application = new() { ["object"] = "application", ["id"] = "ca_1" };

    [Fact]
    public async Task An_owner_connects_an_account_and_events_with_prices_are_published_once_it_takes_payments()
    {
        await using var shop = await StripeShop.FoundedAsync();
        var facts = new { name = "Concert", currency = "EUR", price = "5.00", total_seats = 10, organization_id = shop.Organization };
        var (status, body) = await shop.AsAsync("olga", HttpMethod.Post, "/api/v1/events", facts);
        Assert.Equal((422, "status must be draft: there are prices, and the organization has no account that takes payments. Its owner connects one, under Payouts."), (status, Error(body, "status")));
        Assert.Equal((404, "payment_account_not_found"), Code(await AccountAsync(shop, HttpMethod.Get)));

        var draft = await shop.AsAsync("olga", HttpMethod.Post, "/api/v1/events", new { facts.name, facts.currency, facts.price, facts.total_seats, facts.organization_id, status = "draft" });
        Assert.Equal(201, draft.Status);
        shop.BackToEvent(Text(draft.Body, "event_id"));
        var connected = await AccountAsync(shop, HttpMethod.Post);
        Assert.Equal((200, "acct_1", "https://connect.stripe.com/setup/s/acct_1", false), (connected.Status, Text(connected.Body, "account"), Text(connected.Body, "url"), connected.Body.GetProperty("takes_payments").GetBoolean()));
        Assert.Equal(["business_profile.url", "external_account"], connected.Body.GetProperty("missing").EnumerateArray().Select(static one => one.GetString()));
        Assert.Equal("acct_1", Text((await AccountAsync(shop, HttpMethod.Post)).Body, "account"));
        Assert.Equal(
            "status can't become on_sale: there are prices, and the organization's account can't take payments before its owner has told the provider what it asks for, under Payouts.",
            Error((await shop.ChangeEventAsync(new { status = "on_sale" })).Body, "status"));

        // Nobody told us: the provider is asked before anybody is refused.
        shop.Stripe.Books.Accounts.Single().Complete();
        Assert.Equal(200, (await shop.ChangeEventAsync(new { status = "on_sale" })).Status);
        var seen = await AccountAsync(shop, HttpMethod.Get);
        Assert.Equal((true, true, 0), (seen.Body.GetProperty("takes_payments").GetBoolean(), seen.Body.GetProperty("pays_out").GetBoolean(), seen.Body.GetProperty("missing").GetArrayLength()));
        Assert.Equal(shop.Organization, shop.Stripe.Books.Accounts.Single().Organization);
        Assert.Empty(shop.Stripe.Wrong);
    }

    [Fact]
    public async Task An_event_without_prices_needs_no_account_and_gets_none_without_one()
    {
        await using var shop = await StripeShop.FoundedAsync();
        await shop.CreateEventAsync(price: "0");
        var section = (await shop.SendAsync(HttpMethod.Get, $"/api/v1/events/{shop.Event}")).Body.GetProperty("sections")[0].GetProperty("id").GetString();
        var path = $"/api/v1/events/{shop.Event}/sections/{section}/prices";
        var (status, body) = await shop.AsAsync("olga", HttpMethod.Put, path, new { price = "5.00" }, headers: ("If-Match", "*"));
        Assert.Equal((422, "price must be 0: the organization has no account that takes payments. Its owner connects one, under Payouts."), (status, Error(body, "price")));

        await shop.ConnectAsync();
        Assert.Equal(200, (await shop.AsAsync("olga", HttpMethod.Put, path, new { price = "5.00" }, headers: ("If-Match", "*"))).Status);
    }

    [Theory]
    [InlineData(nameof(StripeFault.BreaksAfter))]
    [InlineData(nameof(StripeFault.BreaksBefore))]
    [InlineData(nameof(StripeFault.Locked))]
    public async Task An_account_whose_making_was_not_heard_is_made_once(string fault)
    {
        await using var shop = await StripeShop.FoundedAsync();
        shop.Stripe.Fail("account", Enum.Parse<StripeFault>(fault));
        Assert.Equal(503, (await AccountAsync(shop, HttpMethod.Post)).Status);
        await shop.ConnectAsync();
        Assert.Equal("acct_1", Assert.Single(shop.Stripe.Books.Accounts).Id);
    }

    [Fact]
    public async Task What_was_paid_to_an_account_is_paid_back_from_it_after_another_was_connected()
    {
        await using var shop = await StripeShop.OpenAsync(sellsForOrganizations: true);
        Assert.Equal(200, (await shop.PayAsync(Card)).Status);
        var (first, token) = (shop.Booking, shop.Token);
        Assert.Equal((409, "payment_account_in_use"), Code(await AccountAsync(shop, HttpMethod.Delete)));
        Assert.Equal(200, (await shop.ChangeEventAsync(new { status = "paused" })).Status);
        Assert.Equal(204, (await AccountAsync(shop, HttpMethod.Delete)).Status);
        Assert.Equal(422, (await shop.ChangeEventAsync(new { status = "on_sale" })).Status);
        await shop.ConnectAsync();
        Assert.Equal(200, (await shop.ChangeEventAsync(new { status = "on_sale" })).Status);

        await shop.BookAsync(3);
        Assert.Equal(200, (await shop.PayAsync(Card)).Status);
        Assert.Equal([("acct_1", 1_000L), ("acct_2", 1_500L)], Kept(shop));
        shop.BackTo(first, token);
        await shop.CancelAsync();
        await shop.EndsAsync("cancelled", "refunded", 7, () => Kept(shop).SequenceEqual([("acct_1", 0L), ("acct_2", 1_500L)]));
    }

    [Fact]
    public async Task The_platforms_own_events_are_paid_to_its_own_account()
    {
        await using var shop = await StripeShop.FoundedAsync();
        shop.BackToOrganization("", null);
        await shop.CreateEventAsync();
        await shop.BookAsync(2);
        Assert.Equal(200, (await shop.PayAsync(Card)).Status);
        await shop.EndsAsync("confirmed", "completed", 8, () => shop.Stripe.Books.Paid is { Account: null, Kept: 1_000 });
        Assert.Equal(JsonValueKind.Null, (await shop.SendAsync(HttpMethod.Get, $"/api/v1/payments/provider?event_id={shop.Event}")).Body.GetProperty("account").ValueKind);
    }

    [Fact]
    public async Task Where_there_is_one_seller_an_organizations_events_are_paid_to_it_and_no_account_is_connected()
    {
        await using var shop = await StripeShop.FoundedAsync(sellsForOrganizations: false);
        await shop.CreateEventAsync();
        await shop.BookAsync(2);
        Assert.Equal(200, (await shop.PayAsync(Card)).Status);
        await shop.EndsAsync("confirmed", "completed", 8, () => shop.Stripe.Books.Paid is { Account: null, Kept: 1_000 });
        Assert.Equal((409, "one_seller"), Code(await AccountAsync(shop, HttpMethod.Post)));
        Assert.Equal((409, "one_seller"), Code(await AccountAsync(shop, HttpMethod.Get)));
        Assert.Empty(shop.Stripe.AskedOfAccounts);
    }

    /// <summary>Whoever owns a connected account can write whatever they like into its payments.</summary>
    [Fact]
    public async Task A_webhook_of_another_account_changes_nothing_and_is_counted()
    {
        await using var shop = await StripeShop.OpenAsync(sellsForOrganizations: true);
        await shop.PayAsync("pm_slow");
        var row = shop.Stripe.Books.Rows.Single();
        var (organization, account) = (shop.Organization, shop.Account);
        await shop.FoundAsync("otto");
        await shop.ConnectAsync("otto");
        var theirs = shop.Account;
        shop.BackToOrganization(organization, account);
        await shop.PassAsync(TimeSpan.FromSeconds(1));

        shop.Stripe.Books.Change("requires_capture");
        var (asked, counted) = (shop.Stripe.Asked.Count, await ForeignAsync(shop));
        Assert.Equal(200, (await shop.HearOfAsync(theirs, "payment_intent.amount_capturable_updated", row.Json())).Status);
        Assert.Equal(200, (await shop.HearOfAsync(null, "payment_intent.amount_capturable_updated", row.Json())).Status);
        Assert.Equal(200, (await shop.HearOfAsync(theirs, "charge.refunded", row.Charge())).Status);
        Assert.Equal((asked, counted + 3), (shop.Stripe.Asked.Count, await ForeignAsync(shop)));
        Assert.Equal("processing", Text((await shop.AttemptsAsync())[0], "state"));

        Assert.Equal(200, (await shop.HearAsync("payment_intent.amount_capturable_updated", row.Json())).Status);
        await shop.EndsAsync("confirmed", "completed", 8);
        Assert.Equal(counted + 3, await ForeignAsync(shop));
    }

    [Fact]
    public async Task A_dispute_on_an_account_is_in_the_payments_record_and_told_to_the_organizer_once()
    {
        await using var shop = await StripeShop.OpenAsync(sellsForOrganizations: true);
        Assert.Equal(200, (await shop.PayAsync(Card)).Status);
        var row = shop.Stripe.Books.Paid;
        row.Dispute = new JsonObject
        {
            ["id"] = "dp_1",
            ["object"] = "dispute",
            ["amount"] = 1_000,
            ["currency"] = "eur",
            ["payment_intent"] = row.Id,
            ["reason"] = "fraudulent",
            ["status"] = "needs_response",
            ["metadata"] = new JsonObject(),
        };
        for (var times = 0; times < 2; times++)
        {
            Assert.Equal(200, (await shop.HearAsync("charge.dispute.created", row.Dispute)).Status);
        }

        Assert.Equal("needs_response", Text((await shop.AttemptsAsync())[0].GetProperty("dispute"), "status"));
        var history = await shop.AsAsync("olga", HttpMethod.Get, $"/api/v1/bookings/{shop.Booking}/history");
        Assert.Single(history.Body.GetProperty("items").EnumerateArray(), static step => step.GetProperty("why").GetString()?.Contains("disputes", StringComparison.Ordinal) == true);
        Assert.All(shop.Stripe.AskedOn, account => Assert.Equal("acct_1", account));
        Assert.Empty(shop.Stripe.Wrong);
    }

    [Fact]
    public async Task An_account_that_its_owner_took_back_takes_nothing_new_and_what_was_reserved_there_waits_for_it()
    {
        await using var shop = await StripeShop.OpenAsync(sellsForOrganizations: true);
        shop.Stripe.Fail("capture", StripeFault.Locked, 2);
        await shop.PayAsync(Card);
        Assert.Equal(("confirmed", "processing", 8), await shop.WhereAsync());
        var account = shop.Stripe.Books.Accounts.Single();
        account.IsRevoked = true;
        Assert.Equal(200, (await shop.HearAsync("account.application.deauthorized", Application)).Status);
        var seen = await AccountAsync(shop, HttpMethod.Get);
        Assert.False(seen.Body.GetProperty("takes_payments").GetBoolean());
        Assert.Equal(JsonValueKind.String, seen.Body.GetProperty("revoked_at").ValueKind);

        var (sold, token) = (shop.Booking, shop.Token);
        await shop.BookAsync(2);
        var (status, body) = await shop.PayAsync(Card);
        Assert.Equal((409, "seller_not_ready", "Nothing was taken, and the places stay held until their time is over. Ask the organizer, or try again later."), (status, Text(body, "code"), Text(body, "detail")));
        Assert.Empty(await shop.AttemptsAsync());
        Assert.Equal((409, "seller_not_ready"), Code(await shop.SendAsync(HttpMethod.Get, $"/api/v1/payments/provider?event_id={shop.Event}")));

        // Nothing that was acknowledged is lost: it waits, and says why.
        shop.BackTo(sold, token);
        await shop.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("confirmed", (await shop.WhereAsync()).Status);
        Assert.StartsWith("Stripe gives no access to the organizer's account any more.", Text((await shop.AttemptsAsync())[0], "trouble"), StringComparison.Ordinal);
        account.IsRevoked = false;
        await shop.EndsAsync("confirmed", "completed", 8, () => shop.Stripe.Books.Paid is { Account: "acct_1", Captures: 1 });
    }

    [Fact]
    public async Task After_an_account_was_taken_back_another_one_is_connected_and_sells()
    {
        await using var shop = await StripeShop.OpenAsync(sellsForOrganizations: true);
        shop.Stripe.Books.Accounts.Single().IsRevoked = true;
        Assert.Equal(200, (await shop.HearAsync("account.application.deauthorized", Application)).Status);
        Assert.Equal(409, (await shop.PayAsync(Card)).Status);
        await shop.ConnectAsync();
        Assert.Equal("acct_2", shop.Account);
        Assert.Equal(200, (await shop.PayAsync(Card)).Status);
        await shop.EndsAsync("confirmed", "completed", 8, () => shop.Stripe.Books.Paid is { Account: "acct_2" });
    }

    [Fact]
    public async Task What_Stripe_tells_of_an_account_is_asked_and_what_is_told_of_a_strangers_changes_nothing()
    {
        await using var shop = await StripeShop.OpenAsync(sellsForOrganizations: true);
        var account = shop.Stripe.Books.Accounts.Single();
        var says = account.Json();
        (account.ChargesEnabled, account.Missing, account.DisabledReason) = (false, ["individual.verification.document"], "requirements.past_due");
        Assert.Equal(200, (await shop.HearOfAsync("acct_of_a_stranger", "account.updated", account.Json())).Status);
        Assert.Equal(200, (await shop.HearOfAsync("acct_of_a_stranger", "account.application.deauthorized", Application)).Status);

        // What it says may be old: the account itself is looked at.
        Assert.Equal(200, (await shop.HearAsync("account.updated", says)).Status);
        Assert.Equal((409, "seller_not_ready"), Code(await shop.PayAsync(Card)));
        account.Complete();
        Assert.Equal(200, (await shop.HearAsync("account.updated", says)).Status);
        Assert.Equal(200, (await shop.HearAsync("account.updated", says)).Status);
        Assert.Equal(200, (await shop.PayAsync(Card)).Status);
    }

    [Fact]
    public async Task News_of_an_account_that_can_not_be_looked_at_now_is_503_so_that_Stripe_sends_it_again()
    {
        await using var shop = await StripeShop.OpenAsync(sellsForOrganizations: true);
        shop.Stripe.Books.Accounts.Single().ChargesEnabled = false;
        shop.Stripe.Fail("look", StripeFault.Locked);
        Assert.Equal(503, (await shop.HearAsync("account.updated", shop.Stripe.Books.Accounts.Single().Json())).Status);
        Assert.Equal(200, (await shop.HearAsync("account.updated", shop.Stripe.Books.Accounts.Single().Json())).Status);
        Assert.Equal(409, (await shop.PayAsync(Card)).Status);
    }

    [Fact]
    public async Task An_owner_sees_what_is_in_the_account_and_what_was_paid_out_and_nobody_else_does()
    {
        await using var shop = await StripeShop.OpenAsync(sellsForOrganizations: true);
        shop.Stripe.Books.Accounts.Single().PayOut("po_1", 500_00, "eur", "failed", "The bank account was closed.");
        shop.Stripe.Books.Accounts.Single().PayOut("po_2", 300_50, "eur", "in_transit");
        var path = $"/api/v1/organizations/{shop.Organization}/payment-account/payouts";
        var (status, body) = await shop.AsAsync("olga", HttpMethod.Get, path);
        Assert.Equal(200, status);
        Assert.Equal(["EUR 12.34 0.10", "JPY 500 0"], body.GetProperty("balance").EnumerateArray().Select(static sum => $"{Text(sum, "currency")} {Text(sum, "available")} {Text(sum, "pending")}"));
        Assert.Equal(
            ["po_2 300.50 EUR in_transit ", "po_1 500.00 EUR failed The bank account was closed."],
            body.GetProperty("items").EnumerateArray().Select(static one => $"{Text(one, "reference")} {Text(one, "amount")} {Text(one, "currency")} {Text(one, "status")} {one.GetProperty("why").GetString()}"));

        Assert.Equal(200, (await shop.AsAsync("olga", HttpMethod.Get, path)).Status);
        Assert.Single(shop.Stripe.AskedOfAccounts, "payouts");
        await shop.FoundAsync("otto");
        Assert.Equal((404, "organization_not_found"), Code(await shop.AsAsync("otto", HttpMethod.Get, path)));
    }

    [Fact]
    public async Task Where_Stripe_does_not_answer_the_account_is_shown_as_it_was_last_seen()
    {
        await using var shop = await StripeShop.OpenAsync(sellsForOrganizations: true);
        shop.Stripe.Fail("look", StripeFault.BreaksBefore);
        var (status, body) = await AccountAsync(shop, HttpMethod.Get);
        Assert.Equal((200, true), (status, body.GetProperty("takes_payments").GetBoolean()));
        Assert.StartsWith("Stripe can't be reached", Text(body, "trouble"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exchange_for_more_is_paid_to_the_account_that_is_connected_then()
    {
        await using var shop = await StripeShop.OpenAsync(sellsForOrganizations: true);
        Assert.Equal(200, (await shop.PayAsync(Card)).Status);
        var section = (await shop.SendAsync(HttpMethod.Get, $"/api/v1/events/{shop.Event}")).Body.GetProperty("sections")[0].GetProperty("id").GetString();
        Assert.Equal(200, (await shop.AsAsync("olga", HttpMethod.Put, $"/api/v1/events/{shop.Event}/sections/{section}/prices", new { price = "8.00" }, headers: ("If-Match", "*"))).Status);
        shop.Stripe.Books.Accounts.Single().IsRevoked = true;
        Assert.Equal(200, (await shop.HearAsync("account.application.deauthorized", Application)).Status);
        var exchange = new { section, quantity = 2, payment_method = Card };
        await shop.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal((409, "seller_not_ready"), Code(await shop.SendAsync(HttpMethod.Post, $"/api/v1/bookings/{shop.Booking}/exchange", exchange)));
        await shop.ConnectAsync();
        Assert.Equal(200, (await shop.SendAsync(HttpMethod.Post, $"/api/v1/bookings/{shop.Booking}/exchange", exchange)).Status);
        Assert.Equal([("acct_1", 1_000L), ("acct_2", 600L)], Kept(shop));
    }

    private static (string?, long)[] Kept(StripeShop shop) => [.. shop.Stripe.Books.Rows.Where(static row => row.Status == "succeeded").Select(static row => (row.Account, row.Kept))];

    private static Task<(int Status, JsonElement Body)> AccountAsync(StripeShop shop, HttpMethod method) =>
        shop.AsAsync("olga", method, $"/api/v1/organizations/{shop.Organization}/payment-account");

    private static async Task<long> ForeignAsync(StripeShop shop)
    {
        var metrics = await shop.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return metrics.Split('\n').Where(static line => line.StartsWith("ticketing_payment_webhooks_foreign_total{", StringComparison.Ordinal))
            .Sum(static line => long.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Error(JsonElement body, string field) => body.GetProperty("errors").GetProperty(field)[0].GetString()!;

    private static (int, string) Code((int Status, JsonElement Body) answer) => (answer.Status, Text(answer.Body, "code"));

    private static string Text(JsonElement body, string member) => body.GetProperty(member).GetString()!;
}
