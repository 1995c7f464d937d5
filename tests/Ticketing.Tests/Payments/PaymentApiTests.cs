using System.Text;
using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Payments;

/// <summary>Paying over HTTP.</summary>
public sealed class PaymentApiTests
{
    [Fact]
    public async Task A_booking_is_paid_and_its_record_shows_how()
    {
        await using var shop = await ShopAsync();
        var id = await BookAsync(shop);
        var paid = await PayAsync(shop, id, "tok_success");
        Assert.Equal((200, "succeeded", "10.00"), (paid.Status, paid.Body.GetProperty("state").GetString(), paid.Body.GetProperty("amount").GetString()));
        var booking = await shop.SendAsync("GET", $"/api/v1/bookings/{id}", Ann(shop));
        Assert.Equal(("confirmed", "completed", "test"), (Text(booking.Body, "status"), Text(booking.Body, "payment_status"), Text(booking.Body, "payment_provider")));
        var record = await shop.SendAsync("GET", $"/api/v1/bookings/{id}/payment", Ann(shop));
        Assert.Equal(
            ["begun", "places kept", "authorize: requires_capture", "places sold", "capture: succeeded", "paid"],
            record.Body.GetProperty("items")[0].GetProperty("steps").EnumerateArray().Select(step => Text(step, "what")));
    }

    [Fact]
    public async Task A_decline_is_402_and_the_next_token_pays()
    {
        await using var shop = await ShopAsync();
        var id = await BookAsync(shop);
        var declined = await PayAsync(shop, id, "tok_decline");
        Assert.Equal((402, "payment_declined"), (declined.Status, Text(declined.Body, "code")));
        Assert.Equal(200, (await PayAsync(shop, id, "tok_success")).Status);
        var again = await PayAsync(shop, id, "tok_success");
        Assert.Equal((409, "illegal_transition"), (again.Status, Text(again.Body, "code")));
    }

    [Fact]
    public async Task A_capture_that_fails_for_good_is_402_and_says_that_the_booking_is_cancelled()
    {
        await using var shop = await ShopAsync();
        var id = await BookAsync(shop);
        var declined = await PayAsync(shop, id, "tok_capture_declined");
        Assert.Equal(
            (402, "The provider says capture_declined. The booking is cancelled, and its places are given back: make a new one."),
            (declined.Status, Text(declined.Body, "detail")));
        Assert.Equal("cancelled", Text((await shop.SendAsync("GET", $"/api/v1/bookings/{id}", Ann(shop))).Body, "status"));
    }

    [Fact]
    public async Task A_payment_whose_booking_is_cancelled_meanwhile_is_409_and_takes_nothing()
    {
        await using var shop = await ShopAsync();
        var id = await BookAsync(shop);
        shop.Office.Payments.Meanwhile = async act =>
        {
            if (act == "authorize")
            {
                Assert.Equal(200, (await shop.SendAsync("PUT", $"/api/v1/bookings/{id}/cancel", Ann(shop), "{}")).Status);
            }
        };
        var answer = await PayAsync(shop, id, "tok_success");
        Assert.Equal((409, "illegal_transition"), (answer.Status, Text(answer.Body, "code")));
        Assert.StartsWith("The payment was given up, and nothing was taken: the booking was cancelled meanwhile", Text(answer.Body, "detail"), StringComparison.Ordinal);
        Assert.DoesNotContain("capture", shop.Office.Payments.Asked);
        Assert.Equal("cancelled", Text((await shop.SendAsync("GET", $"/api/v1/bookings/{id}", Ann(shop))).Body, "status"));
    }

    [Fact]
    public async Task A_customer_acts_once()
    {
        await using var shop = await ShopAsync();
        var attempt = await PayAsync(shop, await BookAsync(shop), "tok_action");
        var action = Text(attempt.Body, "action_url")!;
        Assert.Equal(200, (await shop.SendAsync("POST", action, token: null, "{}")).Status);
        var again = await shop.SendAsync("POST", action, token: null, "{}");
        Assert.Equal((409, "illegal_transition"), (again.Status, Text(again.Body, "code")));
        Assert.StartsWith("Nothing is required of the customer: the payment is ", Text(again.Body, "detail"), StringComparison.Ordinal);
        var other = await shop.SendAsync("POST", action.Replace("-1/", "-2/", StringComparison.Ordinal), token: null, "{}");
        Assert.Equal((404, "payment_not_found"), (other.Status, Text(other.Body, "code")));
    }

    [Fact]
    public async Task While_money_is_to_be_paid_back_the_booking_says_so()
    {
        await using var shop = await ShopAsync();
        var id = await BookAsync(shop);
        Assert.Equal(200, (await PayAsync(shop, id, "tok_success")).Status);
        Assert.False((await shop.SendAsync("GET", $"/api/v1/bookings/{id}", Ann(shop))).Body.GetProperty("refund_pending").GetBoolean());
        shop.Office.Payments.Fail("refund", WriteFault.BeforeEffect);
        Assert.Equal(200, (await shop.SendAsync("PUT", $"/api/v1/bookings/{id}/cancel", Ann(shop), "{}")).Status);
        var (_, owing, _) = await shop.SendAsync("GET", $"/api/v1/bookings/{id}", Ann(shop));
        Assert.Equal((true, "10.00"), (owing.GetProperty("refund_pending").GetBoolean(), Text(owing, "refunded_amount")));
    }

    [Fact]
    public async Task An_idempotency_key_makes_one_attempt_of_two_requests()
    {
        await using var shop = await ShopAsync();
        var id = await BookAsync(shop);
        Assert.Equal(202, (await PayAsync(shop, id, "tok_action", "first")).Status);
        Assert.Equal(1, (await PayAsync(shop, id, "tok_action", "first")).Body.GetProperty("number").GetInt32());
        Assert.Equal(422, (await PayAsync(shop, id, "tok_success", "first")).Status);
    }

    [Fact]
    public async Task A_booking_of_somebody_else_is_not_there()
    {
        await using var shop = await ShopAsync();
        var id = await BookAsync(shop);
        var mallory = shop.Token("mallory", Roles.Customer);
        Assert.Equal(404, (await shop.SendAsync("POST", $"/api/v1/bookings/{id}/pay", mallory, """{"payment_token":"tok_success"}""")).Status);
        Assert.Equal(404, (await shop.SendAsync("GET", $"/api/v1/bookings/{id}/payment", mallory)).Status);
    }

    [Theory]
    [InlineData("{}", "payment_method")]
    [InlineData("""{"payment_method":7}""", "payment_method")]
    [InlineData("""{"payment_token":""}""", "payment_token")]
    [InlineData("""{"payment_method":"tok_success","payment_token":"tok_slow"}""", "payment_method")]
    public async Task A_payment_without_a_token_is_refused_by_name(string body, string name)
    {
        await using var shop = await ShopAsync();
        var answer = await shop.SendAsync("POST", $"/api/v1/bookings/{await BookAsync(shop)}/pay", Ann(shop), body);
        Assert.Equal(422, answer.Status);
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty(name, out _));
    }

    [Theory]
    [InlineData("""{"payment_method":"tok_success"}""")]
    [InlineData("""{"payment_method":"tok_success","payment_token":"tok_success"}""")]
    public async Task A_means_of_payment_has_a_new_name_and_its_former_one(string body)
    {
        await using var shop = await ShopAsync();
        Assert.Equal(200, (await shop.SendAsync("POST", $"/api/v1/bookings/{await BookAsync(shop)}/pay", Ann(shop), body)).Status);
    }

    [Fact]
    public async Task A_signed_webhook_has_the_provider_asked_and_any_other_is_refused()
    {
        await using var shop = await ShopAsync();
        var id = await BookAsync(shop);
        Assert.Equal(202, (await PayAsync(shop, id, "tok_slow")).Status);
        shop.Office.Time.Advance(TimeSpan.FromSeconds(30));
        var body = $$$"""{"type":"payment.updated","data":{"payment":"{{{id.Replace("-", "", StringComparison.Ordinal)}}}-1"}}""";
        var now = shop.Office.Time.GetUtcNow().ToUnixTimeSeconds();
        var signature = shop.Office.Payments.Signer.Sign("msg_1", now, Encoding.UTF8.GetBytes(body));
        Assert.Equal(400, (await HearAsync(shop, body + " ", now, signature)).Status);
        Assert.Equal(400, (await HearAsync(shop, body, now - 301, signature)).Status);
        Assert.Equal(400, (await HearAsync(shop, body, now, "v1,AAAA")).Status);
        Assert.Equal(200, (await HearAsync(shop, body, now, "v1,old " + signature)).Status);
        Assert.Equal(200, (await HearAsync(shop, body, now, signature)).Status);
        await shop.Office.UntilAsync(async () =>
            Text((await shop.SendAsync("GET", $"/api/v1/bookings/{id}", Ann(shop))).Body, "payment_status") == "completed");
        Assert.Single(shop.Office.Payments.Asked, "capture");
    }

    [Fact]
    public async Task A_signed_webhook_about_nothing_of_ours_is_taken_and_does_nothing()
    {
        await using var shop = await ShopAsync();
        var now = shop.Office.Time.GetUtcNow().ToUnixTimeSeconds();
        string[] others = ["""{"data":{"payment":"pi_123"}}""", """{"data":{"payment":"00000000000000000000000000000000-1"}}""", """{"type":"customer.updated","data":{"object":{}}}""", "{", "7", "{\"data\":7}", ""];
        foreach (var body in others)
        {
            var signature = shop.Office.Payments.Signer.Sign("msg_1", now, Encoding.UTF8.GetBytes(body));
            Assert.Equal(200, (await HearAsync(shop, body, now, signature)).Status);
        }

        Assert.Empty(shop.Office.Payments.Asked);
    }

    [Fact]
    public async Task A_webhook_of_a_provider_that_is_not_known_here_is_404()
    {
        await using var shop = await ShopAsync();
        var heard = await shop.SendAsync("POST", "/api/v1/payments/webhooks/stripe", token: null, "{}");
        Assert.Equal((404, "payment_provider_not_found"), (heard.Status, Text(heard.Body, "code")));
    }

    private static Task<SecuredService> ShopAsync() => SecuredService.StartAsync();

    private static string Ann(SecuredService shop) => shop.Token("ann", Roles.Customer);

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();

    private static async Task<string> BookAsync(SecuredService shop)
    {
        var @event = await shop.Office.GeneralEventAsync(10);
        var booked = await shop.SendAsync("POST", "/api/v1/bookings", Ann(shop), $$"""{"event_id":"{{@event}}","quantity":2}""");
        Assert.Equal(201, booked.Status);
        return Text(booked.Body, "id")!;
    }

    private static Task<(int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> PayAsync(
        SecuredService shop, string id, string token, string? key = null) => shop.SendAsync(
            "POST", $"/api/v1/bookings/{id}/pay", Ann(shop), $$"""{"payment_token":"{{token}}"}""", key is null ? [] : [("Idempotency-Key", key)]);

    private static Task<(int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> HearAsync(
        SecuredService shop, string body, long seconds, string signature) => shop.SendAsync(
            "POST",
            "/api/v1/payments/webhooks/test",
            token: null,
            body,
            ("webhook-id", "msg_1"),
            ("webhook-timestamp", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("webhook-signature", signature));
}
