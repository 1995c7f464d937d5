using System.Text.Json;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Bookings;

/// <summary>What is left, and reservations by number.</summary>
public sealed class AvailabilityTests : IAsyncLifetime
{
    private SecuredService? _service;
    private EventId _event;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    public async Task InitializeAsync()
    {
        _service = await SecuredService.StartAsync();
        _event = await Service.Office.GeneralEventAsync(8);
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task Reserved_places_are_counted_and_given_back()
    {
        var path = "/api/v1/availability/" + _event;
        var (status, reserved, _) = await Service.SendAsync("POST", path + "/reserve", Ann, """{"quantity":2}""");
        Assert.Equal((201, 2, "active"), (status, reserved.GetProperty("quantity").GetInt32(), reserved.GetProperty("status").GetString()));
        var left = (await Service.SendAsync("GET", path, Ann)).Body;
        Assert.Equal((8, 6, 2, 0), Capacities(left));
        Assert.Equal((25d, true), (left.GetProperty("utilization_percentage").GetDouble(), left.GetProperty("is_available").GetBoolean()));

        var id = reserved.GetProperty("reservation_id").GetString();
        Assert.Equal(404, (await Service.SendAsync("DELETE", $"{path}/release?reservation_id={id}", Service.Token("bob", Roles.Customer))).Status);
        Assert.Equal(422, (await Service.SendAsync("DELETE", path + "/release", Ann)).Status);
        Assert.Equal(404, (await Service.SendAsync("DELETE", $"/api/v1/availability/{await Service.Office.GeneralEventAsync(1)}/release?reservation_id={id}", Ann)).Status);
        Assert.Equal(200, (await Service.SendAsync("DELETE", path + "/release", Ann, $$"""{"reservation_id":"{{id}}"}""")).Status);
        Assert.Equal(200, (await Service.SendAsync("DELETE", $"{path}/release?reservation_id={id}", Ann)).Status);
        Assert.Equal((8, 8, 0, 0), Capacities((await Service.SendAsync("GET", path, Ann)).Body));
    }

    [Fact]
    public async Task The_version_grows_with_every_change_of_places_and_stays_when_there_is_none()
    {
        var path = "/api/v1/availability/" + _event;
        var versions = new List<long> { await VersionAsync(), await VersionAsync() };
        var reserved = (await Service.SendAsync("POST", path + "/reserve", Ann, """{"quantity":2}""")).Body;
        versions.Add(await VersionAsync());
        Assert.Equal(200, (await Service.SendAsync("DELETE", $"{path}/release?reservation_id={reserved.GetProperty("reservation_id").GetString()}", Ann)).Status);
        versions.Add(await VersionAsync());
        Assert.Equal(versions[0], versions[1]);
        Assert.True(versions[1] < versions[2] && versions[2] < versions[3], string.Join(", ", versions));

        async Task<long> VersionAsync() => (await Service.SendAsync("GET", path, Ann)).Body.GetProperty("version").GetInt64();
    }

    [Fact]
    public async Task A_sold_out_event_is_not_available_and_refuses()
    {
        var path = "/api/v1/availability/" + _event;
        Assert.Equal(201, (await Service.SendAsync("POST", path + "/reserve", Ann, """{"quantity":8}""")).Status);
        var (status, body, _) = await Service.SendAsync("POST", path + "/reserve", Ann, """{"quantity":1}""");
        Assert.Equal((409, "insufficient_seats"), (status, body.GetProperty("code").GetString()));
        Assert.False((await Service.SendAsync("GET", path, Ann)).Body.GetProperty("is_available").GetBoolean());
        var all = (await Service.SendAsync("GET", "/api/v1/admin/availability", Service.Token("boss", Roles.Admin))).Body.GetProperty("items");
        Assert.Equal((8, 0, 8, 0), Capacities(Assert.Single(all.EnumerateArray())));
    }

    private static (int Total, int Available, int Reserved, int Confirmed) Capacities(JsonElement json) => (
        json.GetProperty("total_capacity").GetInt32(),
        json.GetProperty("available_capacity").GetInt32(),
        json.GetProperty("reserved_capacity").GetInt32(),
        json.GetProperty("confirmed_capacity").GetInt32());
}
