using System.Text.Json;
using Ticketing.Identifiers;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Gateway;

/// <summary>A hold's token has a new name in requests and answers, and its former one.</summary>
public sealed class RenamedMemberTests
{
    [Fact]
    public async Task Answers_have_both_names()
    {
        await using var shop = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });
        var (_, hold, _) = await HoldAsync(shop, await shop.Office.FreeEventAsync(10));
        Assert.Equal(22, Text(hold, "hold_token").Length);
        Assert.Equal(Text(hold, "hold_token"), Text(hold, "payment_token"));
    }

    [Theory]
    [InlineData("/api/v1/book", "hold_token", 201)]
    [InlineData("/api/v1/book", "payment_token", 201)]
    [InlineData("/api/v1/bookings", "hold_token", 201)]
    [InlineData("/api/v1/bookings", "payment_token", 201)]
    public async Task Requests_take_either(string path, string name, int status)
    {
        await using var shop = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });
        var (_, hold, _) = await HoldAsync(shop, await shop.Office.FreeEventAsync(10));
        var sent = await shop.SendAsync("POST", path, body: $$"""{"hold_id":"{{Text(hold, "hold_id")}}","{{name}}":"{{Text(hold, "hold_token")}}"}""");
        Assert.Equal(status, sent.Status);
    }

    [Theory]
    [InlineData("/api/v1/book")]
    [InlineData("/api/v1/bookings")]
    public async Task Two_that_differ_are_refused_by_the_new_name_and_so_is_none(string path)
    {
        await using var shop = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });
        var (_, hold, _) = await HoldAsync(shop, await shop.Office.FreeEventAsync(10));
        foreach (var (tokens, message) in new[]
        {
            ($",\"hold_token\":\"{Text(hold, "hold_token")}\",\"payment_token\":\"other\"", "hold_token and payment_token are two names for one thing, and they differ: send hold_token alone."),
            ("", "hold_token is required."),
        })
        {
            var sent = await shop.SendAsync("POST", path, body: $$"""{"hold_id":"{{Text(hold, "hold_id")}}"{{tokens}}}""");
            Assert.Equal((422, message), (sent.Status, sent.Body.GetProperty("errors").GetProperty("hold_token")[0].GetString()));
        }
    }

    private static async Task<(int Status, JsonElement Body, object Headers)> HoldAsync(SecuredService shop, EventId id)
    {
        var held = await shop.SendAsync("POST", "/api/v1/holds", body: $$"""{"event_id":"{{id}}","qty":1}""");
        Assert.True(held.Status == 201, held.Body.ToString());
        return held;
    }

    private static string Text(JsonElement body, string member) => body.GetProperty(member).GetString()!;
}
