using System.Text.Json;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Doors;

/// <summary>A service with customers who have tickets, and gates that they come to.</summary>
internal sealed class Gate(SecuredService service) : IAsyncDisposable
{
    private int _scans;

    public SecuredService Service => service;

    public string Boss => service.Token("boss", Roles.Admin);

    public string Organizer => service.Token("olga", Roles.Organizer);

    public string Scanner => service.Token("gate-7", Roles.Scanner);

    public string Ann => service.Token("ann", Roles.Customer);

    public static async Task<Gate> StartAsync() => new(await SecuredService.StartAsync());

    /// <summary>A booking of Ann's, who paid at the counter, and the codes of its tickets.</summary>
    public async Task<(string Booking, string[] Codes)> BookAsync(EventId id, int quantity = 1)
    {
        var (_, hold, _) = await service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","qty":{{quantity}}}""");
        Assert.True(hold.TryGetProperty("hold_id", out _), hold.GetRawText());
        var (_, booking, _) = await service.SendAsync(
            "POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"R-1"}""");
        var number = Text(booking, "booking_id");
        return (number, await CodesAsync(number));
    }

    public async Task<string[]> CodesAsync(string booking) =>
    [
        .. (await service.SendAsync("GET", $"/api/v1/bookings/{booking}/tickets", Ann)).Body.GetProperty("items").EnumerateArray().Select(static ticket => Text(ticket, "code")),
    ];

    /// <summary>The status, and "admitted" or the refusal's code.</summary>
    public async Task<(int Status, string Said, JsonElement Body)> ScanAsync(string code, string gate = "north", Guid? scan = null, EventId? served = null)
    {
        var only = served is { } id ? $",\"event_id\":\"{id}\"" : "";
        var (status, body, _) = await service.SendAsync(
            "POST", "/api/v1/checkin", Scanner, $$"""{"ticket":"{{code}}","gate":"{{gate}}","scan_id":"{{scan ?? Next()}}"{{only}}}""");
        return (status, Text(body, status == 200 ? "result" : "code"), body);
    }

    /// <summary>Reports scans of a gate that was offline; the clock of the gate may be off.</summary>
    public async Task<JsonElement[]> ReportAsync(string gate, TimeSpan off, params (string Code, Guid Scan, DateTimeOffset At)[] scans)
    {
        var list = string.Join(',', scans.Select(static scan => $$"""{"ticket":"{{scan.Code}}","scan_id":"{{scan.Scan}}","at":"{{scan.At:O}}"}"""));
        var (status, body, _) = await service.SendAsync(
            "POST", "/api/v1/checkin/scans", Scanner, $$"""{"gate":"{{gate}}","sent_at":"{{service.Office.Time.GetUtcNow() + off:O}}","scans":[{{list}}]}""");
        Assert.Equal(200, status);
        return [.. body.GetProperty("items").EnumerateArray()];
    }

    public async Task<string[]> RevokedAsync(EventId id)
    {
        var (_, body, _) = await service.SendAsync("GET", $"/api/v1/events/{id}/checkin/revocations", Scanner);
        return [.. body.GetProperty("items").EnumerateArray().Select(static item => $"{Text(item, "booking_id")} {item.GetProperty("number")} {item.GetProperty("below_revision")}")];
    }

    public Guid Next() => new(++_scans, 0, 0, new byte[8]);

    public static string Said(JsonElement item) =>
        $"{Text(item, "result")} {item.GetProperty("code")} {(item.GetProperty("conflict").GetBoolean() ? "conflict" : "")}".Trim();

    public static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    public ValueTask DisposeAsync() => service.DisposeAsync();
}
