using System.Text.Json;
using Ticketing.Finalization;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Finalization;

/// <summary>What customers and admins see of the background work on tickets.</summary>
public sealed class FinalizationHttpTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task A_booking_says_pending_then_finalized_and_when_it_was_mailed()
    {
        await Service.SendAsync("PUT", "/api/v1/customers/me", Ann, """{"name":"Ann","email":"ann@example.org"}""");
        var booked = await BookAsync();
        Assert.Equal("PENDING", Text(booked, "ticket_status"));
        var id = Text(booked, "booking_id");
        await Service.Office.UntilAsync(async () => Text(await GetAsync($"/api/v1/bookings/{id}", Ann), "tickets_mailed_at") is not null);
        Assert.Equal("FINALIZED", Text(await GetAsync($"/api/v1/bookings/{id}", Ann), "ticket_status"));
        Assert.Equal("FINALIZED", Text(await GetAsync($"/api/v1/bookings/{id}/status", Ann), "ticket_status"));
        Assert.Equal("ann@example.org", Assert.Single(Service.Office.Post.Letters).To);
        await Service.Office.UntilAsync(async () => (await GetAsync("/api/v1/admin/finalization", Boss)).GetProperty("letters").GetProperty("sent").GetInt32() == 1);
        var progress = await GetAsync("/api/v1/admin/finalization", Boss);
        Assert.Equal((0, 1, 0, null), (
            progress.GetProperty("pending").GetInt32(), progress.GetProperty("finalized").GetInt32(),
            progress.GetProperty("dead").GetInt32(), Text(progress, "oldest_pending_at")));

        await Service.SendAsync("PUT", $"/api/v1/bookings/{id}/cancel", Ann);
        Assert.Null(Text(await GetAsync($"/api/v1/bookings/{id}", Ann), "ticket_status"));
    }

    [Fact]
    public async Task A_letter_that_is_kept_for_want_of_a_server_is_not_counted_as_sent()
    {
        await Service.SendAsync("PUT", "/api/v1/customers/me", Ann, """{"name":"Ann","email":"ann@example.org"}""");
        (Service.Office.Post.Outcome, Service.Post.Outcome) = (MailOutcome.Kept, MailOutcome.Kept);
        var id = Text(await BookAsync(), "booking_id");
        await Service.Office.UntilAsync(async () => (await GetAsync("/api/v1/admin/finalization", Boss)).GetProperty("letters").GetProperty("kept").GetInt32() == 1);
        Assert.Equal(0, (await GetAsync("/api/v1/admin/finalization", Boss)).GetProperty("letters").GetProperty("sent").GetInt32());
        Assert.NotNull(Text(await GetAsync($"/api/v1/bookings/{id}", Ann), "tickets_mailed_at"));
        var (status, asked, _) = await Service.SendAsync("POST", $"/api/v1/bookings/{id}/tickets/mail", Ann);
        Assert.Equal((200, false, true), (status, asked.GetProperty("sent").GetBoolean(), asked.GetProperty("kept").GetBoolean()));
    }

    [Fact]
    public async Task Letters_that_go_nowhere_are_neither_counted_nor_tried_again()
    {
        await Service.SendAsync("PUT", "/api/v1/customers/me", Ann, """{"name":"Ann","email":"ann@example.org"}""");
        Service.Office.Post.Outcome = new MailOutcome(MailResult.Off);
        var id = Text(await BookAsync(), "booking_id");
        await Service.Office.UntilAsync(async () => !Service.Office.Post.Letters.IsEmpty && (await GetAsync("/api/v1/admin/finalization", Boss)).GetProperty("letters").GetProperty("pending").GetInt32() == 0);
        var progress = await GetAsync("/api/v1/admin/finalization", Boss);
        Assert.Equal((0, """{"pending":0,"sent":0,"kept":0,"given_up":0}"""), (progress.GetProperty("dead").GetInt32(), progress.GetProperty("letters").GetRawText()));
        Assert.Null(Text(await GetAsync($"/api/v1/bookings/{id}", Ann), "tickets_mailed_at"));
    }

    [Fact]
    public async Task A_booking_that_is_not_confirmed_has_no_ticket_status()
    {
        var event_ = await Service.Office.GeneralEventAsync(5);
        var (status, pending, _) = await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"event_id":"{{event_}}","quantity":1}""");
        Assert.Equal((201, null), (status, Text(pending, "ticket_status")));
    }

    [Fact]
    public async Task An_admin_lists_what_was_given_up_has_it_retried_and_that_is_audited()
    {
        await Service.SendAsync("PUT", "/api/v1/customers/me", Ann, """{"name":"Ann","email":"ann@example.org"}""");
        Service.Office.Post.Outcome = new MailOutcome(MailResult.Refused, "550 ann@example.org is gone");
        var id = Text(await BookAsync(), "booking_id")!;
        await Service.Office.UntilAsync(async () => (await GetAsync("/api/v1/admin/finalization", Boss)).GetProperty("dead").GetInt32() == 1);
        var dead = Assert.Single((await GetAsync("/api/v1/admin/finalization/dead-letters", Boss)).GetProperty("items").EnumerateArray());
        Assert.Equal((id, "letter", "mail_refused", 1), (Text(dead, "booking_id"), Text(dead, "step"), Text(dead, "error"), dead.GetProperty("attempts").GetInt32()));
        Assert.Equal("FINALIZED", Text(await GetAsync($"/api/v1/bookings/{id}", Ann), "ticket_status"));

        Service.Office.Post.Outcome = MailOutcome.Sent;
        var path = $"/api/v1/admin/finalization/dead-letters/{id}/retry";
        Assert.Equal(403, (await Service.SendAsync("POST", path, Ann)).Status);
        Assert.Equal(202, (await Service.SendAsync("POST", path, Boss)).Status);
        await Service.Office.UntilAsync(async () => Text(await GetAsync($"/api/v1/bookings/{id}", Ann), "tickets_mailed_at") is not null);
        var (status, body, _) = await Service.SendAsync("POST", path, Boss);
        Assert.Equal((404, "dead_letter_not_found"), (status, Text(body, "code")));
        var audited = (await GetAsync("/api/v1/admin/audit", Boss)).GetProperty("items").EnumerateArray().Select(static entry => (Text(entry, "path"), Text(entry, "by")));
        Assert.Contains((path, "boss"), audited);
    }

    [Theory]
    [InlineData("no-id")]
    [InlineData("8242d34d-8040-8000-8000-000000000001")]
    [InlineData("c242d34d-8040-8000-8000-000000000001")]
    public async Task What_was_not_given_up_is_not_there(string id) =>
        Assert.Equal(404, (await Service.SendAsync("POST", $"/api/v1/admin/finalization/dead-letters/{id}/retry", Boss)).Status);

    private async Task<JsonElement> BookAsync()
    {
        var id = await Service.Office.FreeEventAsync(5);
        var (status, booking, _) = await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"event_id":"{{id}}","qty":2}""");
        Assert.Equal(201, status);

        // Whoever looks at it has its home hand it over at once.
        await GetAsync($"/api/v1/bookings/{Text(booking, "booking_id")}", Ann);
        return booking;
    }

    private async Task<JsonElement> GetAsync(string path, string token)
    {
        var (status, body, _) = await Service.SendAsync("GET", path, token);
        Assert.Equal(200, status);
        return body;
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
