using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Bookings;

/// <summary>An event is cancelled by an admin over HTTP, and everybody is paid back.</summary>
public sealed class CancellationHttpTests : IAsyncLifetime
{
    private SecuredService? _service;
    private EventId _event;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync()
    {
        _service = await SecuredService.StartAsync();
        _event = await Service.Office.GeneralEventAsync(10);
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task A_dry_run_counts_and_changes_nothing()
    {
        var id = await BookAsync();
        var (status, counted, _) = await Service.SendAsync("POST", $"/api/v1/admin/events/{_event}/cancel", Boss, """{"reason":"storm","dry_run":true}""");
        Assert.Equal((200, 1, "10.00"), (status, counted.GetProperty("bookings").GetInt32(), counted.GetProperty("refund_amount").GetString()));
        Assert.Equal("confirmed", await StatusAsync(id));
        Assert.Equal((404, "cancellation_not_found"), await RefusalAsync("GET", $"/api/v1/admin/events/{_event}/cancellation"));
    }

    [Fact]
    public async Task A_job_goes_through_all_bookings_and_says_how_far_it_is()
    {
        var id = await BookAsync();
        var (status, job, headers) = await Service.SendAsync("POST", $"/api/v1/admin/events/{_event}/cancel/", Boss, """{"reason":"storm"}""");
        Assert.Equal((202, "running", "boss"), (status, job.GetProperty("status").GetString(), job.GetProperty("by").GetString()));
        var location = headers.Location!.OriginalString;
        Assert.Equal($"/api/v1/admin/events/{_event}/cancellation", location);
        await Service.Office.UntilAsync(async () =>
        {
            Service.Office.Time.Advance(TimeSpan.FromMilliseconds(10));
            var progress = (await Service.SendAsync("GET", location, Boss)).Body;
            return (progress.GetProperty("cancelled").GetInt32(), progress.GetProperty("refunded_amount").GetString()) == (1, "10.00");
        });
        Assert.Equal("cancelled", await StatusAsync(id));
        var history = (await Service.SendAsync("GET", $"/api/v1/bookings/{id}/history", Ann)).Body.GetProperty("items");
        Assert.Equal(("boss", "storm"), (history[2].GetProperty("by").GetString(), history[2].GetProperty("why").GetString()));
        Assert.Equal((409, "not_on_sale"), await RefusalAsync("POST", "/api/v1/bookings", $$"""{"event_id":"{{_event}}","quantity":1}"""));
    }

    [Fact]
    public async Task What_was_paid_back_before_is_neither_promised_nor_reported_once_more()
    {
        var (first, second) = (await BookAsync(), await BookAsync());
        Assert.Equal(200, (await Service.SendAsync(
            "PUT", $"/api/v1/admin/bookings/{first}/refund", Boss, """{"amount":"8.00","reason":"late start"}""", ("If-Match", "\"2\""))).Status);
        var (_, counted, _) = await Service.SendAsync("POST", $"/api/v1/admin/events/{_event}/cancel", Boss, """{"reason":"storm","dry_run":true}""");
        Assert.Equal((2, "12.00"), (counted.GetProperty("bookings").GetInt32(), counted.GetProperty("refund_amount").GetString()));
        Assert.Equal(202, (await Service.SendAsync("POST", $"/api/v1/admin/events/{_event}/cancel", Boss, """{"reason":"storm"}""")).Status);
        await Service.Office.UntilAsync(async () =>
        {
            Service.Office.Time.Advance(TimeSpan.FromMilliseconds(10));
            var progress = (await Service.SendAsync("GET", $"/api/v1/admin/events/{_event}/cancellation", Boss)).Body;
            return (progress.GetProperty("cancelled").GetInt32(), progress.GetProperty("refunded_amount").GetString()) == (2, "12.00");
        });
        Assert.Equal("10.00", (await Service.SendAsync("GET", "/api/v1/bookings/" + second, Ann)).Body.GetProperty("refunded_amount").GetString());
        Assert.Equal("10.00", (await Service.SendAsync("GET", "/api/v1/bookings/" + first, Ann)).Body.GetProperty("refunded_amount").GetString());
    }

    [Fact]
    public async Task A_reason_is_needed_and_an_event_too()
    {
        Assert.Equal((422, "invalid_field"), await RefusalAsync("POST", $"/api/v1/admin/events/{_event}/cancel", """{"dry_run":true}"""));
        Assert.Equal((404, "event_not_found"), await RefusalAsync("POST", $"/api/v1/admin/events/{EventId.FromKey(77)}/cancel", """{"reason":"storm"}"""));
        Assert.Equal((404, "event_not_found"), await RefusalAsync("POST", $"/api/v1/admin/events/{EventId.FromKey(77)}/cancel", """{"reason":"storm","dry_run":true}"""));
    }

    private async Task<string> BookAsync()
    {
        var (_, booking, _) = await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"event_id":"{{_event}}","quantity":2}""");
        var id = booking.GetProperty("id").GetString()!;
        Assert.Equal(200, (await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{id}/confirm", Boss, """{"reason":"paid"}""")).Status);
        return id;
    }

    private async Task<string?> StatusAsync(string id) => (await Service.SendAsync("GET", "/api/v1/bookings/" + id, Ann)).Body.GetProperty("status").GetString();

    private async Task<(int Status, string? Code)> RefusalAsync(string method, string path, string? body = null)
    {
        var (status, problem, _) = await Service.SendAsync(method, path, Boss, body);
        return (status, problem.GetProperty("code").GetString());
    }
}
