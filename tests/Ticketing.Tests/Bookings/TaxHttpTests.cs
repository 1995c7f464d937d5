using System.Globalization;
using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Bookings;

/// <summary>Taxes, from the event to the statistics and the money that is paid back.</summary>
public sealed class TaxHttpTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task An_event_tells_its_tax_and_its_seller_and_its_duplicate_has_them()
    {
        var id = await EventAsync("""
            {"name":"Play","currency":"EUR","total_seats":5,"price":"20","starts_at":"2040-01-01T19:00:00Z",
             "tax":{"name":"VAT","percent":"7","fee_percent":19,"included":true},"seller":{"name":"Play Ltd","address":"1 High Street\nTown","tax_number":"DE 123"}}
            """);
        var again = Text((await Service.SendAsync("POST", $"/api/v1/events/{id}/duplicate", Boss, """{"starts_at":"2040-02-01T19:00:00Z"}""")).Body, "event_id");
        foreach (var one in new[] { id, again })
        {
            var read = (await Service.SendAsync("GET", $"/api/v1/events/{one}", Boss)).Body;
            Assert.Equal("""{"name":"VAT","percent":"7","fee_percent":"19","included":true}""", read.GetProperty("tax").GetRawText());
            Assert.Equal("""{"name":"Play Ltd","address":"1 High Street\nTown","tax_number":"DE 123"}""", read.GetProperty("seller").GetRawText());
        }
    }

    [Theory]
    [InlineData("EUR", "20.05", "1.00", true, "61.63", "7.7", "4.41", "57.22")]
    [InlineData("EUR", "20.05", "1.00", false, "66.38", "7.7", "4.75", "61.63")]
    [InlineData("USD", "15.55", "0.99", false, "51.97", "8.25", "3.96", "48.01")]
    [InlineData("JPY", "3000", "100", true, "9172", "10", "834", "8338")]
    [InlineData("KWD", "4.505", "0.100", false, "14.415", "5", "0.690", "13.725")]
    [InlineData("KWD", "4.505", "0.100", true, "13.725", "5", "0.654", "13.071")]
    [InlineData("CHF", "20.05", "1.00", true, "61.63", "2.6", "1.56", "60.07")]
    public async Task A_hold_its_booking_and_the_statistics_add_up(string currency, string price, string fee, bool included, string total, string percent, string tax, string net)
    {
        var id = await EventAsync($$"""
            {"name":"Play","currency":"{{currency}}","total_seats":600,"price":"{{price}}","fees":{"per_order":{"fixed":"{{fee}}","percent":"0.8"} },
             "tax":{"name":"VAT","percent":"{{percent}}","included":{{(included ? "true" : "false")}} } }
            """);
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","qty":3}""")).Body;
        var prices = hold.GetProperty("price_breakdown");
        Assert.Equal(
            $$"""[{"name":"VAT","percent":"{{percent}}","net_amount":"{{net}}","amount":"{{tax}}","included":{{(included ? "true" : "false")}}}]""", prices.GetProperty("taxes").GetRawText());
        Assert.Equal(total, Text(hold, "total_amount"));
        Assert.Equal(Number(total), Number(Text(prices, "places_amount")) + Number(Text(prices, "fees_amount")) + (included ? 0 : Number(tax)));
        Assert.Equal(Number(total), Number(net) + Number(tax));

        var booked = await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"till 1"}""");
        Assert.Equal((201, total), (booked.Status, Text(booked.Body, "total_amount")));
        Assert.Equal(prices.GetRawText(), booked.Body.GetProperty("price_breakdown").GetRawText());

        await Service.Office.UntilAsync(async () => (await Service.SendAsync("GET", $"/api/v1/events/{id}/stats", Boss)).Body.GetProperty("sold").GetInt32() == 3);
        var stats = (await Service.SendAsync("GET", $"/api/v1/events/{id}/stats", Boss)).Body;
        Assert.Equal(tax, Text(stats, "taxes"));
        Assert.Equal(tax, Text(stats.GetProperty("sections")[0], "taxes"));
        Assert.Equal(Number(total), Number(Text(stats, "revenue")) + Number(Text(stats, "fees")) + (included ? 0 : Number(tax)));

        await Service.Office.UntilAsync(async () => (await Service.SendAsync("GET", $"/api/v1/admin/bookings/{Text(booked.Body, "id")}", Boss)).Status == 200);
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"/api/v1/admin/bookings?format=csv&event_id={id}", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Boss);
        using var export = await Service.Client.SendAsync(request);
        Assert.EndsWith($",,{tax}\r\n", await export.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Assert.Equal(total, Text((await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{Text(booked.Body, "id")}/refund", Boss, """{"reason":"ill"}""")).Body, "refunded_amount"));
        await Service.Office.UntilAsync(async () => Number(Text((await Service.SendAsync("GET", $"/api/v1/events/{id}/stats", Boss)).Body, "taxes")) == 0);
    }

    [Fact]
    public async Task A_code_that_makes_all_free_leaves_no_tax_and_one_that_takes_half_half_of_it()
    {
        var id = await EventAsync("""{"name":"Play","currency":"USD","total_seats":10,"price":"10.00","tax":{"name":"sales tax","percent":"8.25","included":false}}""");
        Assert.Equal(201, (await Service.SendAsync("POST", $"/api/v1/events/{id}/codes", Boss, """{"code":"HALF","percent_off":50}""")).Status);
        Assert.Equal(201, (await Service.SendAsync("POST", $"/api/v1/events/{id}/codes", Boss, """{"code":"FREE","percent_off":100}""")).Status);
        var half = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","qty":2,"code":"HALF"}""")).Body;
        Assert.Equal("10.83", Text(half, "total_amount"));
        var free = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","qty":2,"code":"FREE"}""")).Body;
        Assert.Equal(("0.00", false), (Text(free, "total_amount"), free.GetProperty("price_breakdown").TryGetProperty("taxes", out _)));
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"hold_id":"{{Text(free, "hold_id")}}","hold_token":"{{Text(free, "hold_token")}}"}""")).Status);
    }

    [Fact]
    public async Task An_exchange_compares_totals_with_their_taxes()
    {
        var id = await EventAsync("""
            {"name":"Play","currency":"USD","tax":{"name":"tax","percent":"8","included":false},
             "sections":[{"id":"a","kind":"general","capacity":5,"price":"10"},{"id":"b","kind":"general","capacity":5,"price":"20"}]}
            """);
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","section":"a","qty":1}""")).Body;
        var booking = Text((await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"till 1"}""")).Body, "id");
        var exchanged = await Service.SendAsync("POST", $"/api/v1/bookings/{booking}/exchange", Boss, """{"reason":"nearer","payment_reference":"till 2","section":"b"}""");
        Assert.Equal(200, exchanged.Status);
        var read = (await Service.SendAsync("GET", $"/api/v1/admin/bookings/{booking}", Boss)).Body;
        Assert.Equal(("21.60", "1.60"), (Text(read, "total_amount"), Text(read.GetProperty("price_breakdown").GetProperty("taxes")[0], "amount")));
    }

    [Theory]
    [InlineData("""{"name":"VAT","percent":"7.555","included":true}""", "tax.percent")]
    [InlineData("""{"name":"VAT","percent":101,"included":true}""", "tax.percent")]
    [InlineData("""{"name":"VAT","percent":"7","fee_percent":"x","included":true}""", "tax.fee_percent")]
    [InlineData("""{"name":" ","percent":"7","included":true}""", "tax.name")]
    [InlineData("""{"name":"V\nAT","percent":"7","included":true}""", "tax.name")]
    [InlineData("""{"name":"VAT","percent":"7"}""", "tax.included")]
    [InlineData("""{"name":"VAT","included":true}""", "tax.percent")]
    public async Task A_tax_that_can_not_be_names_its_member(string tax, string member)
    {
        var refused = await Service.SendAsync("POST", "/api/v1/events", Boss, $$"""{"name":"Play","total_seats":5,"price":"5","tax":{{tax}}}""");
        Assert.Equal((422, member), (refused.Status, Assert.Single(refused.Body.GetProperty("errors").EnumerateObject()).Name));
    }

    [Theory]
    [InlineData("""{"name":" "}""", "seller.name")]
    [InlineData("""{"address":"Town"}""", "seller.name")]
    [InlineData("""{"name":"Play Ltd","address":"1\n2\n3\n4\n5\n6\n7"}""", "seller.address")]
    [InlineData("""{"name":"Play Ltd","tax_number":"1\n2"}""", "seller.tax_number")]
    public async Task A_seller_that_can_not_be_names_its_member(string seller, string member)
    {
        var refused = await Service.SendAsync("POST", "/api/v1/events", Boss, $$"""{"name":"Play","total_seats":5,"price":"5","seller":{{seller}}}""");
        Assert.Equal((422, member), (refused.Status, Assert.Single(refused.Body.GetProperty("errors").EnumerateObject()).Name));
    }

    private async Task<string> EventAsync(string facts)
    {
        var answer = await Service.SendAsync("POST", "/api/v1/events", Boss, facts);
        Assert.True(answer.Status == 201, answer.Body.ToString());
        return Text(answer.Body, "event_id");
    }

    private static decimal Number(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);

    private static string Text(JsonElement body, string member) => body.GetProperty(member).GetString()!;
}
