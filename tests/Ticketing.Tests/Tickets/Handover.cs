using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Doors;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Tickets;

/// <summary>Ann, who books, and Bob and Carl, whom the service knows, and who can be passed tickets.</summary>
internal sealed class Handover(Gate gate) : IAsyncDisposable
{
    public Gate Gate => gate;

    public string Bob => Service.Token("bob", Roles.Customer);

    public string Carl => Service.Token("carl", Roles.Customer);

    private SecuredService Service => gate.Service;

    public static async Task<Handover> StartAsync()
    {
        var handover = new Handover(await Gate.StartAsync());
        foreach (var (token, profile) in new[]
        {
            (handover.Gate.Ann, """{"name":"Ann","email":"ann@example.org"}"""),
            (handover.Bob, """{"name":"Bob Example","email":"bob@example.org"}"""),
            (handover.Carl, "{}"),
        })
        {
            Assert.Equal(200, (await handover.Service.SendAsync("PUT", "/api/v1/customers/me", token, profile)).Status);
        }

        return handover;
    }

    public ValueTask DisposeAsync() => gate.DisposeAsync();

    public async Task<(int Status, JsonElement Body)> TransferAsync(string booking, int place, string token, string? to, string? reason = null, string? key = null)
    {
        var members = new[] { ("to", to), ("reason", reason) }.Where(static member => member.Item2 is not null).Select(static member => $"\"{member.Item1}\":\"{member.Item2}\"");
        (string, string)[] headers = key is null ? [] : [("Idempotency-Key", key)];
        var (status, body, _) = await Service.SendAsync("POST", $"/api/v1/bookings/{booking}/tickets/{place}/transfer", token, $"{{{string.Join(',', members)}}}", headers);
        return (status, body);
    }

    public async Task<(int Status, string? Code)> RefusedAsync(string booking, int place, string token, string to) =>
        await TransferAsync(booking, place, token, to) is var (status, body) ? (status, Text(body, "code")) : default;

    public async Task<JsonElement[]> TicketsAsync(string booking, string token) =>
        [.. (await Service.SendAsync("GET", $"/api/v1/bookings/{booking}/tickets", token)).Body.GetProperty("items").EnumerateArray()];

    public async Task<(int Status, string? Code)> CodeAsync(string method, string path, string token, string? body = null) =>
        await Service.SendAsync(method, path, token, body) is var (status, problem, _) ? (status, Text(problem, "code")) : default;

    public async Task<int[]> StatusesAsync(string token, params string[] paths)
    {
        List<int> statuses = [];
        foreach (var path in paths)
        {
            statuses.Add((await Service.SendAsync("GET", path, token)).Status);
        }

        return [.. statuses];
    }

    public static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
