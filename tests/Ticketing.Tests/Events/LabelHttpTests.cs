using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Events;

/// <summary>Names of sections, rows and seats in the scripts of their houses.</summary>
public sealed class LabelHttpTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Theory]
    [InlineData("B\u00E4lkon", "\u00C4")]
    [InlineData("\u30D0\u30EB\u30B3\u30CB\u30FC", "\u3042")]
    [InlineData("\u0411\u0430\u043B\u043A\u043E\u043D", "\u0416")]
    [InlineData("\u0634\u0631\u0641\u0629", "\u0661")]
    [InlineData("\u0E0A\u0E31\u0E49\u0E19", "\u0E01")]
    public async Task Letters_and_digits_of_any_script_name_a_seat(string section, string row)
    {
        var (status, created, _) = await CreateAsync(section, row);
        Assert.Equal(201, status);
        var id = created.GetProperty("event_id").GetString();
        var seat = $"{section}-{row}-2";
        Assert.Equal(seat, (await Service.SendAsync("GET", $"/api/v1/events/{id}/seats")).Body.GetProperty("items")[1].GetProperty("seat_id").GetString());
        var (held, hold, _) = await Service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{id}}","seats":["{{seat}}"]}""");
        Assert.Equal((201, seat), (held, hold.GetProperty("seats")[0].GetString()));
        var (seen, shown, _) = await Service.SendAsync("GET", $"/api/v1/events/{id}/seats/{Uri.EscapeDataString(seat)}");
        Assert.Equal((200, seat, "held"), (seen, shown.GetProperty("seat_id").GetString(), shown.GetProperty("status").GetString()));
        Assert.Equal(200, (await Service.SendAsync("GET", $"/api/v1/events/{id}/seats?section={Uri.EscapeDataString(section)}")).Status);
    }

    [Theory]
    [InlineData("\\u0007")]
    [InlineData("\\u0085")]
    [InlineData("a b")]
    [InlineData("a\u200Fb")]
    [InlineData("\u0308")]
    [InlineData("\u2605")]
    public async Task What_is_no_letter_and_no_digit_is_refused(string label)
    {
        var (status, problem, _) = await CreateAsync("s", label);
        Assert.Equal((422, true), (status, problem.GetProperty("errors").TryGetProperty("sections[0].rows[0].label", out _)));
    }

    private Task<(int Status, System.Text.Json.JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> CreateAsync(string section, string row) =>
        Service.SendAsync(
            "POST", "/api/v1/events", null,
            $$$"""{"name":"Play","sections":[{"id":"{{{section}}}","kind":"seated","rows":[{"label":"{{{row}}}","seats":3}]}]}""");
}
