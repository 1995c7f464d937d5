using Ticketing.Tests.Security;

namespace Ticketing.Tests.Doors;

/// <summary>Gates that decide by themselves and report later.</summary>
public sealed class OfflineGateTests : IAsyncLifetime
{
    private Gate? _gate;

    private Gate Gate => _gate!;

    private SecuredService Service => Gate.Service;

    private DateTimeOffset Now => Service.Office.Time.GetUtcNow();

    public async Task InitializeAsync() => _gate = await Gate.StartAsync();

    public async Task DisposeAsync() => await Gate.DisposeAsync();

    [Fact]
    public async Task The_first_scan_counts_conflicts_are_reported_and_twice_is_harmless()
    {
        var id = await Service.Office.GeneralEventAsync(10);
        var (booking, codes) = await Gate.BookAsync(id, 2);
        var (early, late, alone, online) = (Gate.Next(), Gate.Next(), Gate.Next(), Gate.Next());
        var start = Now;
        Service.Office.Time.Advance(TimeSpan.FromMinutes(30));
        await Gate.ScanAsync(codes[0], "north", online);
        for (var i = 0; i < 2; i++)
        {
            var south = await Gate.ReportAsync("south", TimeSpan.Zero, (codes[0], early, start.AddMinutes(1)), (codes[1], alone, start.AddMinutes(2)));
            Assert.Equal(["admitted  conflict", "admitted"], south.Select(Gate.Said));
            Assert.Equal(online, south[0].GetProperty("other").GetProperty("scan_id").GetGuid());
        }

        var west = Assert.Single(await Gate.ReportAsync("west", TimeSpan.Zero, (codes[0], late, start.AddMinutes(20))));
        Assert.Equal("refused already_admitted conflict", Gate.Said(west));
        Assert.Equal(early, west.GetProperty("admission").GetProperty("scan_id").GetGuid());
        var (_, counts, _) = await Service.SendAsync("GET", $"/api/v1/events/{id}/checkin", Gate.Organizer);
        Assert.Equal((2, 1), (counts.GetProperty("admitted").GetInt32(), counts.GetProperty("conflicts").GetInt32()));
        var (_, conflicts, _) = await Service.SendAsync("GET", $"/api/v1/events/{id}/checkin/conflicts", Gate.Organizer);
        Assert.Equal($"{booking}-1", Gate.Text(Assert.Single(conflicts.GetProperty("items").EnumerateArray()), "ticket_id"));
    }

    [Fact]
    public async Task What_was_cancelled_before_the_scan_is_a_conflict_and_admits_nobody()
    {
        var (booking, codes) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10), 2);
        var start = Now;
        Service.Office.Time.Advance(TimeSpan.FromMinutes(10));
        await Service.SendAsync("PUT", $"/api/v1/bookings/{booking}/cancel", Gate.Ann);
        Service.Office.Time.Advance(TimeSpan.FromMinutes(10));
        var report = await Gate.ReportAsync("south", TimeSpan.Zero, (codes[0], Gate.Next(), start), (codes[1], Gate.Next(), start.AddMinutes(15)));
        Assert.Equal(["admitted  conflict", "refused ticket_cancelled conflict"], report.Select(Gate.Said));
    }

    [Fact]
    public async Task A_code_counts_no_more_since_the_next_was_made_out_however_often_that_was_done()
    {
        var (booking, codes) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10), 2);
        var start = Now;
        for (var i = 0; i < 3; i++)
        {
            Service.Office.Time.Advance(TimeSpan.FromMinutes(10));
            await Service.SendAsync("POST", $"/api/v1/tickets/{booking}-1/reissue", Gate.Organizer, """{"reason":"lost"}""");
        }

        var report = await Gate.ReportAsync(
            "south", TimeSpan.Zero, (codes[0], Gate.Next(), start.AddMinutes(15)), (codes[0], Gate.Next(), start.AddMinutes(5)), (codes[1], Gate.Next(), start.AddMinutes(15)));
        Assert.Equal(["refused ticket_revoked conflict", "admitted  conflict", "admitted"], report.Select(Gate.Said));
    }

    [Fact]
    public async Task A_gate_whose_clock_is_wrong_is_told_so_and_nothing_is_taken_from_it()
    {
        var (_, codes) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10));
        Assert.Equal("refused clock_skew conflict", Gate.Said(Assert.Single(await Gate.ReportAsync("south", TimeSpan.FromMinutes(3), (codes[0], Gate.Next(), Now)))));
        Assert.Equal("refused scan_too_old conflict", Gate.Said(Assert.Single(await Gate.ReportAsync("south", TimeSpan.Zero, (codes[0], Gate.Next(), Now.AddDays(-8))))));
        Assert.Equal("admitted", (await Gate.ScanAsync(codes[0])).Said);
    }

    [Fact]
    public async Task The_list_of_revocations_grows_and_is_not_sent_twice()
    {
        var id = await Service.Office.GeneralEventAsync(1_000);
        var path = $"/api/v1/events/{id}/checkin/revocations";
        Assert.Equal(404, (await Service.SendAsync("GET", "/api/v1/events/none/checkin/revocations", Gate.Scanner)).Status);
        Assert.Empty(await Gate.RevokedAsync(id));
        var (first, _) = await Gate.BookAsync(id, 2);
        await Service.SendAsync("POST", $"/api/v1/tickets/{first}-2/reissue", Gate.Organizer, """{"reason":"lost"}""");
        Assert.Equal([$"{first} 2 2"], await Gate.RevokedAsync(id));
        var (status, body, headers) = await Service.SendAsync("GET", path, Gate.Scanner);
        var tag = headers.ETag!.ToString();
        Assert.Equal((200, 304), (status, (await Service.SendAsync("GET", path, Gate.Scanner, null, ("If-None-Match", tag))).Status));
        await Service.SendAsync("PUT", $"/api/v1/bookings/{first}/cancel", Gate.Ann);
        Assert.Equal([$"{first} 2 2", $"{first}  "], await Gate.RevokedAsync(id));
        Assert.Equal(200, (await Service.SendAsync("GET", path, Gate.Scanner, null, ("If-None-Match", tag))).Status);
        var rest = (await Service.SendAsync("GET", $"{path}?cursor={Gate.Text(body, "resume_cursor")}", Gate.Scanner)).Body;
        Assert.Equal(first, Gate.Text(Assert.Single(rest.GetProperty("items").EnumerateArray()), "booking_id"));
    }

    [Fact]
    public async Task Many_revocations_come_in_pages()
    {
        var id = await Service.Office.GeneralEventAsync(1_000);
        List<string> cancelled = [];
        for (var i = 0; i < 150; i++)
        {
            var (booking, _) = await Gate.BookAsync(id);
            await Service.SendAsync("PUT", $"/api/v1/bookings/{booking}/cancel", Gate.Ann);
            cancelled.Add(booking);
            Service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        }

        List<string> listed = [];
        for (var cursor = ""; cursor is not null;)
        {
            var (_, body, _) = await Service.SendAsync("GET", $"/api/v1/events/{id}/checkin/revocations?limit=40&cursor={cursor}", Gate.Scanner);
            listed.AddRange(body.GetProperty("items").EnumerateArray().Select(static item => Gate.Text(item, "booking_id")));
            cursor = body.GetProperty("next_cursor").GetString();
        }

        Assert.Equal(cancelled, listed);
    }

    [Theory]
    [InlineData("""{}""", "gate")]
    [InlineData("""{"gate":"n","sent_at":"2027-01-31T20:00:00Z"}""", "scans")]
    [InlineData("""{"gate":"n","sent_at":"2027-01-31T20:00:00Z","scans":[{}]}""", "scans[0].ticket")]
    [InlineData("""{"gate":"n","scans":[{"ticket":"A","scan_id":"5f0c7b52-1d53-4b1c-9d35-3f6a4a2c9d10","at":"2027-01-31T19:02:11Z"}]}""", "sent_at")]
    public async Task A_report_that_is_not_complete_is_refused(string report, string field)
    {
        var (status, body, _) = await Service.SendAsync("POST", "/api/v1/checkin/scans", Gate.Scanner, report);
        Assert.Equal(422, status);
        Assert.True(body.GetProperty("errors").TryGetProperty(field, out _), body.GetRawText());
    }
}
