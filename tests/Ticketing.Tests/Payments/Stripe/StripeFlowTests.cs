using System.Text.Json;

namespace Ticketing.Tests.Payments;

/// <summary>Every row of the table in docs/payments.md, through the platform's account at Stripe.</summary>
public sealed class StripeFlowTests : StripeFlows
{
    protected override bool SellsForOrganizations => false;
}

/// <summary>Every row of the table in docs/payments.md, through an organization's own account at Stripe: no request leaves it.</summary>
public sealed class ConnectFlowTests : StripeFlows
{
    protected override bool SellsForOrganizations => true;
}

/// <summary>Every row of the table in docs/payments.md, through Stripe: HTTP in, HTTP out, over a SQLite file.</summary>
public abstract class StripeFlows
{
    private const string Card = "pm_card_visa";

    protected abstract bool SellsForOrganizations { get; }

    /// <summary>Each currency in the units that Stripe counts.</summary>
    [Theory]
    [InlineData("EUR", "5.00", 1_000)]
    [InlineData("USD", "12.34", 2_468)]
    [InlineData("JPY", "500", 1_000)]
    [InlineData("KWD", "5.120", 10_240)]
    [InlineData("CHF", "80.00", 16_000)]
    [InlineData("ISK", "700", 140_000)]
    public async Task It_goes_well(string currency, string price, long taken)
    {
        await using var shop = await OpenAsync(currency, price);
        var paid = await shop.PayAsync(Card);
        Assert.True(paid.Status == 200, $"{paid.Body} {string.Join(" ", shop.Stripe.Wrong)} {string.Join(" ", shop.Stripe.Asked)}");
        Assert.Equal(("succeeded", "pi_1"), (Text(paid.Body, "state"), Text(paid.Body, "reference")));
        await shop.EndsAsync("confirmed", "completed", 8);
        Assert.Equal((taken, 1, currency.ToLowerInvariant()), (shop.Stripe.Books.Paid.Kept, shop.Stripe.Books.Paid.Captures, shop.Stripe.Books.Paid.Currency));
        Assert.Equal(["create", "confirm", "capture"], shop.Stripe.Asked);
        Assert.Equal((SellsForOrganizations ? "acct_1" : null, SellsForOrganizations ? "acct_1" : null), (shop.Stripe.Books.Paid.Account, (await shop.AttemptsAsync())[0].GetProperty("account").GetString()));
        Assert.Equal(
            ["begun", "places kept", "authorize: made at the provider", "authorize: requires_capture", "places sold", "capture: succeeded", "paid"],
            (await shop.AttemptsAsync())[0].GetProperty("steps").EnumerateArray().Select(static step => Text(step, "what")));
    }

    [Fact]
    public async Task A_confirmation_token_pays_as_well()
    {
        await using var shop = await OpenAsync();
        Assert.Equal(200, (await shop.PayAsync("ctoken_visa")).Status);
        await shop.EndsAsync("confirmed", "completed", 8);
    }

    [Theory]
    [InlineData("pm_card_chargeDeclined", "generic_decline")]
    [InlineData("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds")]
    [InlineData("pm_nobody_knows", "resource_missing")]
    [InlineData("tok_success", "invalid_payment_method")]
    public async Task A_decline_leaves_the_places_for_another_try_and_nothing_that_can_still_be_paid(string means, string code)
    {
        await using var shop = await OpenAsync();
        var declined = await shop.PayAsync(means);
        Assert.Equal((402, "payment_declined"), (declined.Status, Text(declined.Body, "code")));
        Assert.Contains(code, Text(declined.Body, "detail"), StringComparison.Ordinal);
        await shop.EndsAsync("pending", "failed", 8, () => shop.Stripe.Books.Rows.All(static row => row.Status == "canceled"));
        Assert.Equal(200, (await shop.PayAsync(Card)).Status);
        await shop.EndsAsync("confirmed", "completed", 8, () => shop.Stripe.Books.Paid.Kept == 1_000);
    }

    [Fact]
    public async Task What_takes_a_moment_is_confirmed_after_it_whatever_webhooks_come_twice_or_late_or_in_the_wrong_order()
    {
        await using var shop = await OpenAsync();
        Assert.Equal((202, "processing"), Of(await shop.PayAsync("pm_slow")));
        await shop.EndsAsync("pending", "processing", 8);
        var row = shop.Stripe.Books.Rows.Single();
        var before = row.Json();
        shop.Stripe.Books.Change("requires_capture");
        Assert.Equal(200, (await shop.HearAsync("payment_intent.amount_capturable_updated", row.Json())).Status);
        Assert.Equal(200, (await shop.HearAsync("payment_intent.amount_capturable_updated", row.Json())).Status);
        Assert.Equal(200, (await shop.HearAsync("payment_intent.processing", before)).Status);
        Assert.Equal(400, (await shop.HearAsync("payment_intent.processing", row.Json(), TimeSpan.FromMinutes(6))).Status);
        await shop.EndsAsync("confirmed", "completed", 8);
        Assert.Single(shop.Stripe.Asked, "capture");
    }

    [Theory]
    [InlineData(true, "confirmed", "completed", "succeeded")]
    [InlineData(false, "pending", "failed", "canceled")]
    public async Task A_customer_who_must_act_does_so_with_the_client_secret(bool agrees, string status, string payment, string intent)
    {
        await using var shop = await OpenAsync();
        var attempt = await shop.PayAsync("pm_card_threeDSecure2Required");
        Assert.Equal((202, "requires_action"), Of(attempt));
        Assert.Equal("pi_1_secret_x", Text(attempt.Body, "client_secret"));
        shop.Stripe.Books.Act(agrees);
        Assert.Equal(200, (await shop.HearAsync("payment_intent.amount_capturable_updated", shop.Stripe.Books.Rows[0].Json())).Status);
        await shop.EndsAsync(status, payment, 8, () => shop.Stripe.Books.Rows[0].Status == intent);
        Assert.Equal(JsonValueKind.Null, (await shop.AttemptsAsync())[0].GetProperty("client_secret").ValueKind);
    }

    [Fact]
    public async Task A_customer_who_never_acts_loses_the_places_and_no_money()
    {
        await using var shop = await OpenAsync();
        await shop.PayAsync("pm_card_threeDSecure2Required");
        await shop.EndsAsync("expired", "failed", 10, () => shop.Stripe.Books.Rows.Single().Status == "canceled");
    }

    [Fact]
    public async Task Another_attempt_while_the_customer_was_to_act_is_paid_once()
    {
        await using var shop = await OpenAsync();
        await shop.PayAsync("pm_card_threeDSecure2Required");
        await shop.PayAsync(Card);
        await shop.EndsAsync("confirmed", "completed", 8, () => shop.Stripe.Books.Rows.Select(static row => row.Status).SequenceEqual(["canceled", "succeeded"]));
    }

    public static TheoryData<string, string, int> Faults
    {
        get
        {
            TheoryData<string, string, int> all = [];
            foreach (var act in new[] { "create", "confirm", "capture" })
            {
                foreach (var fault in Enum.GetNames<StripeFault>())
                {
                    all.Add(act, fault, 1);
                }

                all.Add(act, nameof(StripeFault.BreaksAfter), 4);
                all.Add(act, nameof(StripeFault.BreaksBefore), 4);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Without_an_answer_it_is_asked_again_and_paid_once(string act, string fault, int times)
    {
        await using var shop = await OpenAsync();
        shop.Stripe.Fail(act, Enum.Parse<StripeFault>(fault), times);
        var paid = shop.PayAsync(Card);
        if (fault == nameof(StripeFault.HangsAfter))
        {
            await UntilAsync(() => shop.Stripe.Asked.Contains(act));
            while (!paid.IsCompleted)
            {
                shop.Time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(5);
            }
        }

        Assert.Contains((await paid).Status, new[] { 200, 202 });
        await shop.EndsAsync("confirmed", "completed", 8, () => shop.Stripe.Books.Paid.Kept == 1_000);
        Assert.All(shop.Stripe.Books.Rows, static row => Assert.Contains(row.Status, new[] { "succeeded", "requires_payment_method" }));
    }

    [Fact]
    public async Task A_capture_that_fails_for_good_cancels_the_booking_and_gives_the_reservation_up()
    {
        await using var shop = await OpenAsync();
        var declined = await shop.PayAsync("pm_fails_at_capture");
        Assert.Equal(402, declined.Status);
        await shop.EndsAsync("cancelled", "failed", 10, () => shop.Stripe.Books.Rows.Single() is { Status: "canceled", Kept: 0 });
    }

    [Fact]
    public async Task A_provider_that_is_down_all_along_costs_nobody_money()
    {
        await using var shop = await OpenAsync();
        shop.Stripe.Fail("create", StripeFault.BreaksBefore, 10_000);
        var attempt = await shop.PayAsync(Card);
        Assert.Equal((202, "unknown"), Of(attempt));
        Assert.Contains("Stripe can't be reached", Text(attempt.Body, "trouble"), StringComparison.Ordinal);
        await shop.EndsAsync("expired", "processing", 10);
        shop.Stripe.Heal();
        await shop.EndsAsync("expired", "failed", 10, () => shop.Stripe.Books.Rows.Single().Status == "canceled");
    }

    [Theory]
    [InlineData(false, "confirmed", "completed", 8, 1_000)]
    [InlineData(true, "expired", "failed", 0, 0)]
    public async Task Money_that_comes_after_the_end_gets_the_places_or_goes_back(bool isTaken, string status, string payment, int free, long kept)
    {
        await using var shop = await OpenAsync();
        await shop.PayAsync("pm_stubborn");
        await shop.EndsAsync("expired", "processing", 10);
        var (booking, token) = (shop.Booking, shop.Token);
        if (isTaken)
        {
            await shop.BookAsync(10);
        }

        var row = shop.Stripe.Books.Rows.Single();
        row.Captures++;
        shop.Stripe.Books.Change("succeeded");
        shop.BackTo(booking, token);
        await shop.EndsAsync(status, payment, free, () => row.Kept == kept);
    }

    [Fact]
    public async Task Who_cancels_while_it_is_under_way_pays_nothing()
    {
        await using var shop = await OpenAsync();
        await shop.PayAsync("pm_slow");
        await shop.CancelAsync();
        await shop.EndsAsync("cancelled", "failed", 10, () => shop.Stripe.Books.Rows.Single().Status == "canceled");
    }

    [Fact]
    public async Task Who_cancels_between_the_sale_and_the_capture_pays_nothing()
    {
        await using var shop = await OpenAsync();
        shop.Stripe.Fail("capture", StripeFault.Locked, 3);
        await shop.PayAsync(Card);
        Assert.Equal(("confirmed", "processing", 8), await shop.WhereAsync());
        await shop.CancelAsync();
        await shop.EndsAsync("cancelled", "refunded", 10, () => shop.Stripe.Books.Rows.Single() is { Status: "canceled", Captures: 0 });
    }

    [Theory]
    [InlineData("EUR", "5.00", null, "refunded", 0)]
    [InlineData("EUR", "5.00", 40, "completed", 600)]
    [InlineData("JPY", "501", 50, "completed", 501)]
    [InlineData("KWD", "5.120", 33, "completed", 6_860)]
    public async Task Who_cancels_after_paying_gets_back_what_the_policy_says_or_the_next_that_Stripe_can(string currency, string price, int? percent, string payment, long kept)
    {
        await using var shop = await OpenAsync(currency, price, percent);
        await shop.PayAsync(Card);
        await shop.CancelAsync();
        await shop.EndsAsync("cancelled", payment, 10, () => shop.Stripe.Books.Paid.Kept == kept);
        await UntilAsync(async () => !await RefundPendingAsync(shop), () => shop.PassAsync(TimeSpan.FromSeconds(15)));
    }

    [Theory]
    [InlineData(nameof(StripeFault.BreaksBefore))]
    [InlineData(nameof(StripeFault.BreaksAfter))]
    [InlineData(nameof(StripeFault.FailsAfter))]
    [InlineData(nameof(StripeFault.Locked))]
    [InlineData(nameof(StripeFault.InUse))]
    [InlineData(nameof(StripeFault.Garbage))]
    public async Task A_refund_whose_answer_is_lost_is_paid_once(string fault)
    {
        await using var shop = await OpenAsync();
        await shop.PayAsync(Card);
        shop.Stripe.Fail("refund", Enum.Parse<StripeFault>(fault), 3);
        await shop.CancelAsync();
        await shop.EndsAsync("cancelled", "refunded", 10, () => shop.Stripe.Books.Paid is { Kept: 0, Refunds: 1 });
        await UntilAsync(async () => !await RefundPendingAsync(shop), () => shop.PassAsync(TimeSpan.FromSeconds(15)));
        Assert.Equal(1, shop.Stripe.Books.Paid.Refunds);
    }

    [Fact]
    public async Task A_host_that_ends_in_order_leaves_everything_to_the_next()
    {
        await using var shop = await OpenAsync();
        await shop.PayAsync("pm_slow");
        await shop.RestartAsync();
        shop.Stripe.Books.Change("requires_capture");
        await shop.EndsAsync("confirmed", "completed", 8, () => shop.Stripe.Books.Paid.Kept == 1_000);
    }

    [Fact]
    public async Task What_costs_nothing_never_reaches_Stripe()
    {
        await using var shop = await OpenAsync("EUR", "0");
        Assert.Equal("confirmed", (await shop.WhereAsync()).Status);
        Assert.Empty(shop.Stripe.Asked);
    }

    private Task<StripeShop> OpenAsync(string currency = "EUR", string price = "5.00", int? refundPercent = null) =>
        StripeShop.OpenAsync(currency, price, refundPercent, SellsForOrganizations);

    private static (int Status, string? State) Of((int Status, JsonElement Body) answer) => (answer.Status, Text(answer.Body, "state"));

    private static string? Text(JsonElement body, string member) => body.GetProperty(member).GetString();

    private static async Task<bool> RefundPendingAsync(StripeShop shop) =>
        (await shop.SendAsync(HttpMethod.Get, $"/api/v1/bookings/{shop.Booking}")).Body.GetProperty("refund_pending").GetBoolean();

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()), static () => Task.Delay(1));

    private static async Task UntilAsync(Func<Task<bool>> holds, Func<Task> meanwhile)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await meanwhile();
        }
    }
}
