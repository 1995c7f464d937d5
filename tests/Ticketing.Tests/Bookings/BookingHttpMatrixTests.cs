using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Bookings;

/// <summary>Everything that can be asked of a booking over HTTP, in every state that it can be in.</summary>
public sealed class BookingHttpMatrixTests : IAsyncLifetime
{
    private const string Refused = "409";

    /// <summary>What becomes of a booking, by how it came to be what it is and by what is asked.</summary>
    private static readonly Dictionary<string, (string Cancel, string AdminCancel, string Confirm, string Refund)> Expected = new()
    {
        ["pending"] = ("cancelled", "cancelled", "confirmed", Refused),
        ["confirmed"] = ("cancelled", "cancelled", "confirmed", "refunded"),
        ["cancelled before it was paid"] = ("cancelled", "cancelled", Refused, Refused),
        ["cancelled and half paid back"] = ("cancelled", "cancelled", Refused, "refunded"),
        ["refunded"] = (Refused, Refused, Refused, "refunded"),
        ["expired"] = (Refused, Refused, Refused, Refused),
        ["completed"] = (Refused, Refused, Refused, "refunded"),
    };

    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Theory]
    [InlineData("pending")]
    [InlineData("confirmed")]
    [InlineData("cancelled before it was paid")]
    [InlineData("cancelled and half paid back")]
    [InlineData("refunded")]
    [InlineData("expired")]
    [InlineData("completed")]
    public async Task Every_wish_is_granted_or_refused_by_name_and_has_one_entry_or_none(string state)
    {
        var (cancel, adminCancel, confirm, refund) = Expected[state];
        var ids = await ReachAsync(state, 4);
        (string Wish, string Path, string Token, string Outcome)[] wishes =
        [
            ("cancel", "/api/v1/bookings/{0}/cancel", Ann, cancel),
            ("cancel", "/api/v1/admin/bookings/{0}/cancel", Boss, adminCancel),
            ("confirm", "/api/v1/admin/bookings/{0}/confirm", Boss, confirm),
            ("refund", "/api/v1/admin/bookings/{0}/refund", Boss, refund),
        ];
        foreach (var (id, (wish, path, token, outcome)) in ids.Zip(wishes))
        {
            var before = await LookAsync(id);
            Assert.Equal(state.Split(' ')[0], before.Status);
            var (status, body, _) = await Service.SendAsync("PUT", string.Format(null, path, id), token, """{"reason":"wished"}""");
            var after = await LookAsync(id);
            if (outcome == Refused)
            {
                Assert.Equal((state, wish, 409, "illegal_transition"), (state, wish, status, body.GetProperty("code").GetString()));
                Assert.Matches($"A booking that is {before.Status} can't be {wish}", body.GetProperty("detail").GetString());
                Assert.Equal(before, after);
            }
            else
            {
                Assert.Equal((state, wish, 200, outcome), (state, wish, status, after.Status));
                Assert.Equal(before.Entries + (before.Status == outcome ? 0 : 1), after.Entries);
            }

            Assert.Equal(after.Entries, after.Version);
        }
    }

    private async Task<(string Status, long Version, int Entries)> LookAsync(string id)
    {
        var booking = (await Service.SendAsync("GET", "/api/v1/bookings/" + id, Ann)).Body;
        var history = (await Service.SendAsync("GET", $"/api/v1/bookings/{id}/history", Ann)).Body;
        return (booking.GetProperty("status").GetString()!, booking.GetProperty("version").GetInt64(), history.GetProperty("items").GetArrayLength());
    }

    private async Task<IReadOnlyList<string>> ReachAsync(string state, int count)
    {
        var now = Service.Office.Time.GetUtcNow();
        var (_, concert, _) = await Service.SendAsync("POST", "/api/v1/events", Boss, $$"""
            {"name":"Concert","total_seats":10,"price":"10.00","starts_at":"{{now.AddHours(1):O}}","ends_at":"{{now.AddHours(2):O}}","policy":{"refund_percent":50} }
            """);
        List<string> ids = [];
        for (var i = 0; i < count; i++)
        {
            var (_, booking, _) = await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"event_id":"{{concert.GetProperty("event_id").GetString()}}","quantity":1}""");
            var id = booking.GetProperty("id").GetString()!;
            ids.Add(id);
            if (state is not ("pending" or "expired" or "cancelled before it was paid"))
            {
                await StepAsync($"/api/v1/admin/bookings/{id}/confirm", Boss);
            }

            if (state.StartsWith("cancelled", StringComparison.Ordinal))
            {
                await StepAsync($"/api/v1/bookings/{id}/cancel", Ann);
            }
            else if (state == "refunded")
            {
                await StepAsync($"/api/v1/admin/bookings/{id}/refund", Boss);
            }
        }

        Service.Office.Time.Advance(state switch
        {
            "expired" => TimeSpan.FromMinutes(16),
            "completed" => TimeSpan.FromHours(2) + TimeSpan.FromMinutes(1),
            _ => TimeSpan.Zero,
        });
        return ids;
    }

    private async Task StepAsync(string path, string token) =>
        Assert.Equal(200, (await Service.SendAsync("PUT", path, token, """{"reason":"on the way"}""")).Status);
}
