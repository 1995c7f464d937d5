using System.Globalization;
using System.Text.Json;

namespace Ticketing.Tests.Payments;

/// <summary>
/// An order as people buy, through Stripe: a guest takes two adults and a child with a code in two sections in one cart, the organizer postpones, the
/// guest gives one ticket back, and then the others. Amounts are to the cent in each currency; Swiss ones to the centime, whatever is rounded in cash.
/// </summary>
public sealed class StripeOrderTests
{
    [Theory]
    [InlineData("EUR", "20.00", "9.99", "1.00", "0.50", "7", true, "49.61", "3.25", "10.21", "0.67", "19.45", "19.95")]
    [InlineData("USD", "15.55", "7.77", "0.99", "0.30", "8.88", false, "42.58", "3.47", "8.87", "0.72", "16.69", "17.02")]
    [InlineData("JPY", "3000", "1500", "100", "50", "10", false, "7997", "727", "1632", "148", "3155", "3210")]
    [InlineData("KWD", "4.500", "2.250", "0.100", "0.050", "5", false, "11.260", "0.540", "2.280", "0.110", "4.460", "4.520")]
    [InlineData("CHF", "20.05", "10.05", "1.00", "0.50", "8.1", true, "49.75", "3.73", "10.27", "0.77", "19.49", "19.99")]
    public async Task A_guest_s_cart_is_paid_postponed_and_given_back_ticket_by_ticket_to_the_cent(
        string currency, string adult, string child, string ticketFee, string orderFee, string tax, bool included,
        string total, string taxes, string childBack, string childTax, string adultBack, string lastBack)
    {
        await using var shop = await StripeShop.OpenForAsync(new
        {
            name = "Play",
            currency,
            starts_at = "2030-06-01T19:30:00Z",
            ends_at = "2030-06-01T22:00:00Z",
            policy = new { refund_percent = 50 },
            tax = new { name = "VAT", percent = tax, included },
            fees = new { per_ticket = new { @fixed = ticketFee, percent = "2.5" }, per_order = new { @fixed = orderFee } },
            sections = new object[]
            {
                new { id = "stalls", kind = "seated", rows = new[] { new { label = "A", seats = 10 } }, ticket_types = new[] { new { id = "adult", name = "Adult", price = adult } } },
                new { id = "floor", kind = "general", capacity = 10, ticket_types = new[] { new { id = "child", name = "Child", price = child } } },
            },
        });
        Assert.Equal(201, (await shop.SendAsync(HttpMethod.Post, $"/api/v1/events/{shop.Event}/codes", new { code = "SPRING", percent_off = "10" })).Status);

        // Two adults and a child with a code in two sections, in one cart: all or nothing.
        var started = await shop.SendAsync(HttpMethod.Post, "/api/v1/bookings", new
        {
            event_id = shop.Event,
            code = "SPRING",
            email = "guest@example.org",
            items = new object[]
            {
                new { section = "stalls", types = new[] { new { type = "adult", qty = 2 } } },
                new { section = "floor", types = new[] { new { type = "child", qty = 1 } } },
            },
        });
        Assert.True(started.Status == 201, started.Body.ToString());
        shop.BackTo(Text(started.Body, "id"), Text(started.Body, "hold_token"));
        Assert.Equal((total, "pending"), (Text(started.Body, "total_amount"), Text(started.Body, "status")));
        var paid = await shop.PayAsync("pm_card_visa");
        Assert.True(paid.Status == 200, $"{paid.Body} {string.Join(" ", shop.Stripe.Wrong)}");
        await shop.EndsAsync("confirmed", "completed", 17);
        var kept = shop.Stripe.Books.Paid.Kept;
        Assert.Equal(Minor(total, currency), kept);

        // Tickets and the receipt add up.
        var tickets = await ItemsAsync(shop, "tickets");
        var first = await shop.SendAsync(HttpMethod.Get, $"/api/v1/bookings/{shop.Booking}");
        var prices = first.Body.GetProperty("price_breakdown");
        var added = included ? 0 : Number(taxes);
        Assert.Equal(3, tickets.Length);
        Assert.Equal(Number(total), tickets.Sum(static ticket => Number(Text(ticket, "price")) + Number(Text(ticket, "fee"))) + Number(orderFee) + added);
        Assert.Equal(Number(total), Number(Text(prices, "places_amount")) + Number(Text(prices, "fees_amount")) + added);
        await ReceiptsAsync(shop, 1);
        var receipt = (await ItemsAsync(shop, "receipts"))[0];
        Assert.Equal((total, taxes), (Text(receipt, "amount"), Text(receipt.GetProperty("taxes")[0], "amount")));
        Assert.Equal((Number(total), 3), await SoldAsync(shop, added));

        // Postponed, and given back in full until then, whatever the policy says.
        var moved = await shop.SendAsync(
            HttpMethod.Patch, $"/api/v1/events/{shop.Event}", new { starts_at = "2030-09-14T19:30:00Z", ends_at = "2030-09-14T22:00:00Z", give_back_until = "2030-07-01T00:00:00Z" }, ("If-Match", "*"));
        Assert.True(moved.Status == 200, moved.Body.ToString());

        // A process knows an event for a second.
        shop.Time.Advance(TimeSpan.FromSeconds(2));

        // The child's ticket goes back: seen first, then done, once.
        var would = await GiveBackAsync(shop, dryRun: true, 3);
        Assert.Equal((childBack, 2), (Text(would, "refunded_amount"), would.GetProperty("quantity").GetInt32()));
        Assert.Equal(3, (await shop.SendAsync(HttpMethod.Get, $"/api/v1/bookings/{shop.Booking}")).Body.GetProperty("quantity").GetInt32());
        var one = await GiveBackAsync(shop, dryRun: false, 3);
        Assert.Equal(Text(one, "version"), Text(await GiveBackAsync(shop, dryRun: false, 3), "version"));
        Assert.Equal(("confirmed", "completed", childBack, total), (Text(one, "status"), Text(one, "payment_status"), Text(one, "refunded_amount"), Text(one, "total_amount")));
        Assert.Equal("[3]", one.GetProperty("given_back_tickets").GetRawText());
        await shop.EndsAsync("confirmed", "completed", 18, () => shop.Stripe.Books.Paid.Kept == kept - Minor(childBack, currency));
        await ReceiptsAsync(shop, 2);
        var note = (await ItemsAsync(shop, "receipts"))[1];
        Assert.Equal(("credit_note", childBack, childTax), (Text(note, "kind"), Text(note, "amount"), Text(note.GetProperty("taxes")[0], "amount")));
        Assert.Equal([1, 2], (await ItemsAsync(shop, "tickets")).Select(static ticket => ticket.GetProperty("number").GetInt32()));
        Assert.Equal((Number(total) - Number(childBack), 2), await SoldAsync(shop, included ? 0 : Number(taxes) - Number(childTax)));

        // The others, one after the other: with the last all of it is paid back.
        Assert.Equal(Number(childBack) + Number(adultBack), Number(Text(await GiveBackAsync(shop, dryRun: false, 1), "refunded_amount")));
        var all = await GiveBackAsync(shop, dryRun: false, 2);
        Assert.Equal(("cancelled", "refunded", total), (Text(all, "status"), Text(all, "payment_status"), Text(all, "refunded_amount")));
        Assert.Equal(Number(total), Number(childBack) + Number(adultBack) + Number(lastBack));
        await shop.EndsAsync("cancelled", "refunded", 20, () => shop.Stripe.Books.Paid.Kept == 0);
        await ReceiptsAsync(shop, 4);
        var notes = (await ItemsAsync(shop, "receipts"))[1..];
        Assert.Equal([childBack, adultBack, lastBack], notes.Select(static note => Text(note, "amount")));
        Assert.Equal(Number(taxes), notes.Sum(static note => Number(Text(note.GetProperty("taxes")[0], "amount"))));
        Assert.Equal((0m, 0), await SoldAsync(shop, 0));
    }

    [Fact]
    public async Task Without_a_postponement_the_policy_s_share_is_paid_back_and_adds_up()
    {
        await using var shop = await StripeShop.OpenAsync("EUR", "5.01", refundPercent: 50);
        Assert.Equal(200, (await shop.PayAsync("pm_card_visa")).Status);
        await shop.EndsAsync("confirmed", "completed", 8);
        Assert.Equal("2.50", Text(await GiveBackAsync(shop, dryRun: false, 2), "refunded_amount"));
        await shop.EndsAsync("confirmed", "completed", 9, () => shop.Stripe.Books.Paid.Kept == 1_002 - 250);
        var all = await GiveBackAsync(shop, dryRun: false, 1);
        Assert.Equal(("cancelled", "5.01"), (Text(all, "status"), Text(all, "refunded_amount")));
        await shop.EndsAsync("cancelled", "completed", 10, () => shop.Stripe.Books.Paid.Kept == 501);
    }

    private static async Task<JsonElement> GiveBackAsync(StripeShop shop, bool dryRun, params int[] tickets)
    {
        var (status, body) = await shop.SendAsync(HttpMethod.Put, $"/api/v1/bookings/{shop.Booking}/give-back", new { tickets, dry_run = dryRun });
        Assert.True(status == 200, body.ToString());
        return body;
    }

    /// <summary>What was sold, with fees and added taxes, and how many places.</summary>
    private static async Task<(decimal Amount, int Sold)> SoldAsync(StripeShop shop, decimal addedTax)
    {
        var stats = (await shop.SendAsync(HttpMethod.Get, $"/api/v1/events/{shop.Event}/stats")).Body;
        return (Number(Text(stats, "revenue")) + Number(Text(stats, "fees")) + addedTax, stats.GetProperty("sold").GetInt32());
    }

    /// <summary>Numbers come a moment after the money.</summary>
    private static async Task ReceiptsAsync(StripeShop shop, int count)
    {
        for (var waited = 0; (await ItemsAsync(shop, "receipts")).Length < count; waited++)
        {
            Assert.True(waited < 20, $"There are fewer than {count} receipts.");
            await shop.PassAsync(TimeSpan.FromSeconds(15));
        }
    }

    private static async Task<JsonElement[]> ItemsAsync(StripeShop shop, string what)
    {
        var (status, body) = await shop.SendAsync(HttpMethod.Get, $"/api/v1/bookings/{shop.Booking}/{what}");
        Assert.True(status == 200, body.ToString());
        return [.. body.GetProperty("items").EnumerateArray()];
    }

    /// <summary>As Stripe counts: what has three decimals in thousandths.</summary>
    private static long Minor(string amount, string currency) => (long)(Number(amount) * (currency switch { "JPY" => 1, "KWD" => 1_000, _ => 100 }));

    private static decimal Number(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);

    private static string Text(JsonElement element, string name) => element.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : element.GetProperty(name).GetString()!;
}
