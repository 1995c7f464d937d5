using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Events;

/// <summary>What an event takes over from its venue.</summary>
public sealed class VenueHttpTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Theory]
    [InlineData("12.50", "EUR", "12.50")]
    [InlineData("12.5", "KWD", "12.500")]
    [InlineData("1500", "JPY", "1500")]
    [InlineData("1500.00", "JPY", "1500")]
    [InlineData("0", "JPY", "0")]
    public async Task A_price_of_a_venue_is_the_same_number_in_every_currency(string price, string currency, string expected)
    {
        var (status, show, _) = await CreateAsync(price, currency);
        Assert.Equal((201, "Hall", expected), (status, show.GetProperty("venue").GetString(), show.GetProperty("sections")[0].GetProperty("price").GetString()));
    }

    [Fact]
    public async Task A_currency_with_too_few_decimals_for_the_prices_is_refused()
    {
        var (status, problem, _) = await CreateAsync("12.50", "JPY");
        Assert.Equal((422, true), (status, problem.GetProperty("errors").TryGetProperty("currency", out _)));
    }

    [Theory]
    [InlineData("sections[0].rows", """{"id":"stalls","kind":"seated"}""")]
    [InlineData("sections[0].rows", """{"id":"stalls","kind":"seated","rows":[]}""")]
    [InlineData("sections[0].capacity", """{"id":"floor","kind":"general"}""")]
    public async Task A_venue_no_event_could_take_place_in_is_refused(string field, string section)
    {
        var (status, problem, _) = await Service.SendAsync("POST", "/api/v1/venues", null, $$"""{"name":"Hall","sections":[{{section}}]}""");
        Assert.Equal((422, true), (status, problem.GetProperty("errors").TryGetProperty(field, out _)));
    }

    private async Task<(int Status, System.Text.Json.JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> CreateAsync(string price, string currency)
    {
        var (_, venue, _) = await Service.SendAsync("POST", "/api/v1/venues", null, $$"""{"name":"Hall","capacity":10,"price":"{{price}}"}""");
        return await Service.SendAsync(
            "POST", "/api/v1/events", null, $$"""{"name":"Play","venue_id":"{{venue.GetProperty("venue_id").GetString()}}","currency":"{{currency}}"}""");
    }
}
