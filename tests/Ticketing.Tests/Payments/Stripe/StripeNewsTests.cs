using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ticketing.Tests.Payments;

/// <summary>What Stripe tells by webhook, what clients are told of Stripe, and what prices it takes.</summary>
public sealed class StripeNewsTests
{
    [Fact]
    public async Task A_dispute_is_in_the_payments_record_in_the_bookings_history_and_told_to_followers_once_for_each_step()
    {
        await using var shop = await StripeShop.OpenAsync();
        Assert.Equal(200, (await shop.PayAsync("pm_card_visa")).Status);
        var row = shop.Stripe.Books.Paid;
        row.Dispute = Dispute(row.Id, "needs_response");
        for (var times = 0; times < 2; times++)
        {
            Assert.Equal(200, (await shop.HearAsync("charge.dispute.created", row.Dispute)).Status);
        }

        var dispute = (await shop.AttemptsAsync())[0].GetProperty("dispute");
        Assert.Equal(("dp_1", "needs_response", "fraudulent", "10.00"), (Text(dispute, "reference"), Text(dispute, "status"), Text(dispute, "reason"), Text(dispute, "amount")));
        const string first = "The customer disputes the payment with their bank: needs_response, fraudulent, 10.00 EUR (dp_1). It can be answered at the provider until 2027-02-07 00:00 UTC.";
        Assert.Equal([first], await DisputesAsync(shop));

        row.Dispute = Dispute(row.Id, "lost");
        Assert.Equal(200, (await shop.HearAsync("charge.dispute.closed", row.Dispute)).Status);
        Assert.Equal([first, "The customer disputes the payment with their bank: lost, fraudulent, 10.00 EUR (dp_1)."], await DisputesAsync(shop));
        Assert.Equal("confirmed", (await shop.WhereAsync()).Status);
    }

    [Fact]
    public async Task News_that_can_not_be_asked_about_now_is_503_so_that_Stripe_sends_it_again()
    {
        await using var shop = await StripeShop.OpenAsync();
        await shop.PayAsync("pm_card_visa");
        var row = shop.Stripe.Books.Paid;
        row.Dispute = Dispute(row.Id, "needs_response");
        shop.Stripe.Fail("get", StripeFault.Locked);
        Assert.Equal(503, (await shop.HearAsync("charge.dispute.created", row.Dispute)).Status);
        Assert.Empty(await DisputesAsync(shop));
        Assert.Equal(200, (await shop.HearAsync("charge.dispute.created", row.Dispute)).Status);
        Assert.Single(await DisputesAsync(shop));
    }

    [Fact]
    public async Task A_refund_that_was_made_at_Stripe_is_in_the_record()
    {
        await using var shop = await StripeShop.OpenAsync();
        await shop.PayAsync("pm_card_visa");
        shop.Stripe.Books.Paid.Refunded = 300;
        Assert.Equal(200, (await shop.HearAsync("charge.refunded", shop.Stripe.Books.Paid.Charge())).Status);
        Assert.Equal("3.00", Text((await shop.AttemptsAsync())[0], "refunded_amount"));
    }

    [Fact]
    public async Task A_webhook_that_is_not_Stripes_or_not_of_now_is_refused_and_what_is_of_others_is_taken()
    {
        await using var shop = await StripeShop.OpenAsync();
        await shop.PayAsync("pm_slow");
        var about = shop.Stripe.Books.Rows.Single().Json();
        (int, string)[] refused =
        [
            await CodeAsync(shop.HearAsync("payment_intent.succeeded", about, secret: "whsec_of_somebody_else")),
            await CodeAsync(shop.HearAsync("payment_intent.succeeded", about, TimeSpan.FromSeconds(301))),
            await CodeAsync(shop.HearAsync("payment_intent.succeeded", about, TimeSpan.FromSeconds(-301))),
            await CodeAsync(shop.SendAsync(HttpMethod.Post, "/api/v1/payments/webhooks/stripe", "{}")),
            await CodeAsync(shop.SendAsync(HttpMethod.Post, "/api/v1/payments/webhooks/stripe", "{}", ("Stripe-Signature", "nonsense"))),
            await CodeAsync(shop.SendAsync(HttpMethod.Post, "/api/v1/payments/webhooks/stripe", "{}", ("Stripe-Signature", "t=99999999999,v1=00"))),
        ];
        Assert.All(refused, static answer => Assert.Equal((400, "webhook_unsigned"), answer));

        Assert.Equal(200, (await shop.HearAsync("customer.updated", new JsonObject())).Status);
        Assert.Equal(200, (await shop.HearAsync("payment_intent.succeeded", new JsonObject { ["metadata"] = new JsonObject { ["ticketing_payment"] = "of another shop" } })).Status);
        Assert.Equal(200, (await shop.HearAsync("payment_intent.succeeded", new JsonObject { ["metadata"] = 7 })).Status);
        Assert.Equal(200, (await shop.HearAsync("charge.dispute.created", new JsonObject { ["object"] = "dispute", ["payment_intent"] = "pi_of_another_shop" })).Status);
    }

    [Fact]
    public async Task Clients_are_told_what_the_form_needs()
    {
        await using var shop = await StripeShop.OpenAsync();
        var (status, body) = await shop.SendAsync(HttpMethod.Get, "/api/v1/payments/provider");
        Assert.Equal((200, "stripe", FakeStripe.PublishableKey, "manual"), (status, Text(body, "provider"), Text(body, "publishable_key"), Text(body, "capture_method")));
        Assert.Equal(["card"], body.GetProperty("payment_method_types").EnumerateArray().Select(static type => type.GetString()));
    }

    [Theory]
    [InlineData("EUR", "0.30", "price must be 0, or at least 0.50 EUR: Stripe charges nothing below.")]
    [InlineData("KWD", "1.234", "price must end in 0 to be paid through Stripe, such as 1.230 KWD.")]
    public async Task A_price_that_can_not_be_charged_is_refused_where_it_is_set(string currency, string price, string why)
    {
        await using var shop = await StripeShop.OpenAsync();
        var single = await shop.SendAsync(HttpMethod.Post, "/api/v1/events", new { name = "Concert", currency, price, total_seats = 10 });
        Assert.Equal((422, why), (single.Status, single.Body.GetProperty("errors").GetProperty("price")[0].GetString()));
        var sections = await shop.SendAsync(
            HttpMethod.Post, "/api/v1/events", new { name = "Concert", currency, sections = new[] { new { id = "floor", kind = "general", capacity = 5, price } } });
        Assert.Equal((422, why), (sections.Status, sections.Body.GetProperty("errors").GetProperty("sections[0].price")[0].GetString()));
    }

    [Fact]
    public async Task A_price_that_a_venue_proposes_and_Stripe_does_not_charge_is_refused_with_the_event()
    {
        await using var shop = await StripeShop.OpenAsync();
        var venue = await shop.SendAsync(HttpMethod.Post, "/api/v1/venues", new { name = "Cellar", sections = new[] { new { id = "floor", kind = "general", capacity = 5, price = "0.30" } } });
        var created = await shop.SendAsync(HttpMethod.Post, "/api/v1/events", new { name = "Concert", currency = "EUR", venue_id = Text(venue.Body, "venue_id") });
        Assert.Equal(422, created.Status);
        Assert.StartsWith("The venue's price of section 'floor' must be 0, or at least 0.50 EUR", created.Body.GetProperty("errors").GetProperty("venue_id")[0].GetString(), StringComparison.Ordinal);
    }

    private static JsonObject Dispute(string intent, string status) => new()
    {
        ["id"] = "dp_1",
        ["object"] = "dispute",
        ["amount"] = 1_000,
        ["currency"] = "eur",
        ["charge"] = "ch_" + intent,
        ["payment_intent"] = intent,
        ["reason"] = "fraudulent",
        ["status"] = status,
        ["metadata"] = new JsonObject(),
        ["evidence_details"] = new JsonObject { ["due_by"] = new DateTimeOffset(2027, 2, 7, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() },
    };

    private static async Task<string[]> DisputesAsync(StripeShop shop) =>
    [
        .. (await shop.SendAsync(HttpMethod.Get, $"/api/v1/bookings/{shop.Booking}/history")).Body.GetProperty("items").EnumerateArray()
            .Select(static entry => entry.GetProperty("why").GetString() ?? "").Where(static why => why.Contains("disputes", StringComparison.Ordinal)),
    ];

    private static async Task<(int, string)> CodeAsync(Task<(int Status, JsonElement Body)> sent)
    {
        var (status, body) = await sent;
        return (status, Text(body, "code"));
    }

    private static string Text(JsonElement body, string member) => body.GetProperty(member).GetString()!;
}
