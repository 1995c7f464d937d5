using System.Text;
using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Receipts;

/// <summary>Receipts of what was paid and paid back, as their buyers and staff read them.</summary>
public sealed class ReceiptHttpTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task Each_payment_and_each_refund_has_a_receipt_and_an_events_are_numbered_without_a_gap()
    {
        var id = await EventAsync();
        var first = await BookAsync(id, 3);
        var second = await BookAsync(id, 1);
        await ReceiptsAsync(first, 1);
        await ReceiptsAsync(second, 1);
        Assert.Equal(200, (await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{first}/refund", Boss, """{"reason":"ill","amount":"20.00"}""", ("If-Match", "*"))).Status);
        Assert.Equal(200, (await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{first}/refund", Boss, """{"reason":"all are ill"}""")).Status);
        var receipts = await ReceiptsAsync(first, 3);
        Assert.Equal(["payment 60.00 3.93", "credit_note 20.00 1.31", "credit_note 40.00 2.62"], receipts.Select(static receipt =>
            $"{Text(receipt, "kind")} {Text(receipt, "amount")} {Text(receipt.GetProperty("taxes")[0], "amount")}"));
        Assert.Equal(Text(receipts[0], "number"), Assert.Single(receipts[1].GetProperty("corrects").EnumerateArray()).GetString());
        Assert.Equal(("Play Ltd", "cash", "till 1", "Play"), (Text(receipts[0].GetProperty("seller"), "name"), Text(receipts[0], "payment_method"), Text(receipts[0], "payment_reference"), Text(receipts[0], "event_name")));
        var numbers = receipts.Concat(await ReceiptsAsync(second, 1)).Select(static receipt => Text(receipt, "number").Split('-')).ToArray();
        Assert.Single(numbers.Select(static number => number[0]).Distinct());
        Assert.Equal(["1", "2", "3", "4"], numbers.Select(static number => number[1]).Order());
    }

    [Fact]
    public async Task A_receipt_is_a_pdf_for_who_booked_and_for_staff()
    {
        var booking = await BookAsync(await EventAsync(), 2);
        var number = Text((await ReceiptsAsync(booking, 1))[0], "number");
        var path = $"/api/v1/bookings/{booking}/receipts/{number}.pdf";
        foreach (var token in new[] { Ann, Boss })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(path, UriKind.Relative));
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
            using var answer = await Service.Client.SendAsync(request);
            Assert.Equal((200, "application/pdf", $"{number}.pdf"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.ToString(), answer.Content.Headers.ContentDisposition!.FileName));
            Assert.StartsWith("%PDF-", Encoding.ASCII.GetString(await answer.Content.ReadAsByteArrayAsync()), StringComparison.Ordinal);
        }

        var eve = Service.Token("eve", Roles.Customer);
        Assert.Equal((404, "booking_not_found"), await RefusedAsync(path, eve));
        Assert.Equal((404, "booking_not_found"), await RefusedAsync($"/api/v1/bookings/{booking}/receipts", eve));
        Assert.Equal((404, "receipt_not_found"), await RefusedAsync($"/api/v1/bookings/{booking}/receipts/{number}9.pdf", Ann));
    }

    [Fact]
    public async Task What_costs_nothing_has_none()
    {
        var id = await EventAsync("0");
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","qty":1}""")).Body;
        var booking = Text((await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","hold_token":"{{Text(hold, "hold_token")}}"}""")).Body, "id");
        await Service.Office.UntilAsync(async () => (await Service.SendAsync("GET", $"/api/v1/bookings/{booking}/receipts", Ann)).Status == 200);
        Assert.Empty((await Service.SendAsync("GET", $"/api/v1/bookings/{booking}/receipts", Ann)).Body.GetProperty("items").EnumerateArray());
    }

    private async Task<(int Status, string Code)> RefusedAsync(string path, string token)
    {
        var answer = await Service.SendAsync("GET", path, token);
        return (answer.Status, Text(answer.Body, "code"));
    }

    private async Task<string> EventAsync(string price = "20.00") => Text(
        (await Service.SendAsync("POST", "/api/v1/events", Boss, $$"""
            {"name":"Play","currency":"EUR","total_seats":10,"price":"{{price}}","tax":{"name":"VAT","percent":"7","included":true},"seller":{"name":"Play Ltd","tax_number":"DE 123"} }
            """)).Body,
        "event_id");

    private async Task<string> BookAsync(string id, int places)
    {
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","qty":{{places}}}""")).Body;
        var booked = await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"till 1"}""");
        Assert.True(booked.Status == 201, booked.Body.ToString());
        return Text(booked.Body, "id");
    }

    /// <summary>Their numbers come a moment after the change.</summary>
    private async Task<JsonElement[]> ReceiptsAsync(string booking, int count)
    {
        JsonElement[] receipts = [];
        await Service.Office.UntilAsync(async () =>
        {
            var answer = await Service.SendAsync("GET", $"/api/v1/bookings/{booking}/receipts", Boss);
            receipts = answer.Status == 200 ? [.. answer.Body.GetProperty("items").EnumerateArray()] : [];
            return receipts.Length == count;
        });
        return receipts;
    }

    private static string Text(JsonElement body, string member) => body.GetProperty(member).GetString()!;
}
