using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Ticketing.ApiKeys;
using Ticketing.Security;
using Ticketing.Tests.Organizations;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.ApiKeys;

/// <summary>API keys over HTTP: what is told of them, how soon they end, and what is noted.</summary>
public sealed class ApiKeyTests
{
    private const string Wrong = "The API key is wrong, has expired, or was revoked.";

    [Fact]
    public async Task A_key_is_shown_once_and_only_its_hash_is_kept_and_nothing_of_it_is_logged()
    {
        await using var houses = await Houses.OpenAsync();
        var (key, id) = await MakeAsync(houses, "events:read", "events:write");
        Assert.Matches("^tk_[0-9a-f]{16}_[0-9a-f]{40}$", key);
        Assert.Equal($"tk_{id}_", key[..20]);
        var owner = houses.As(houses.North, "owner");
        var shown = await houses.DoAsync("GET", $"/api/v1/keys/{id}", owner, null, 200);
        Assert.False(shown.TryGetProperty("key", out _));
        Assert.Equal(["events:read", "events:write"], shown.GetProperty("scopes").EnumerateArray().Select(static one => one.GetString()));

        await houses.DoAsync("POST", "/api/v1/events", key, $$"""{"name":"x","organization_id":"{{houses.North.Organization}}","total_seats":1}""", 201);

        Assert.DoesNotContain(houses.Service.Logged, line => line.Contains(key[20..], StringComparison.Ordinal));

        // By mistake, where it does not belong.
        await houses.DoAsync("DELETE", $"/api/v1/keys/{key}", owner, null, 404);
        await houses.DoAsync("DELETE", $"/api/v1/keys/{key}", houses.Admin, null, 404);
        var log = await houses.DoAsync("GET", "/api/v1/admin/audit?limit=200", houses.Admin, null, 200);
        Assert.Contains($"/api/v1/keys/tk_{id}_…", log.GetProperty("items").EnumerateArray().Select(static one => one.GetProperty("path").GetString()));
        Assert.DoesNotContain(key[20..], log.ToString(), StringComparison.Ordinal);
        var stored = await houses.Service.Office.Grains.GetGrain<IApiKeysGrain>(IApiKeysGrain.All).Since(-1);
        Assert.DoesNotContain(key[20..], JsonSerializer.Serialize(stored), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_expired_and_revoked_keys_are_refused_with_one_answer()
    {
        await using var houses = await Houses.OpenAsync();
        var (revoked, id) = await MakeAsync(houses, "sales:read");
        await houses.DoAsync("DELETE", $"/api/v1/keys/{id}", houses.As(houses.North, "owner"), null, 204);
        var soon = (houses.Service.Office.Time.GetUtcNow() + TimeSpan.FromHours(1)).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var expiring = (await houses.DoAsync(
            "POST", "/api/v1/keys", houses.As(houses.North, "owner"),
            $$"""{"organization_id":"{{houses.North.Organization}}","name":"short","scopes":["sales:read"],"expires_at":"{{soon}}"}""", 201)).GetProperty("key").GetString()!;
        var (good, _) = await MakeAsync(houses, "sales:read");
        await houses.DoAsync("GET", "/api/v1/me", expiring, null, 200);
        houses.Service.Office.Time.Advance(TimeSpan.FromHours(1));
        await houses.DoAsync("GET", "/api/v1/me", good, null, 200);

        string[] wrong = [revoked, expiring, good[..^1] + (good[^1] == '0' ? '1' : '0'), $"tk_{new string('0', 16)}_{good[20..]}", good[..^1], good + "0", "tk_", good.ToUpperInvariant().Replace("TK_", "tk_", StringComparison.Ordinal)];
        foreach (var one in wrong)
        {
            var (status, answer, headers) = await houses.Service.SendAsync("GET", "/api/v1/me", one);
            Assert.Equal((401, "invalid_token", Wrong), (status, answer.GetProperty("code").GetString(), answer.GetProperty("detail").GetString()));
            Assert.Equal($"Bearer realm=\"ticketing\", error=\"invalid_token\", error_description=\"{Wrong}\"", headers.GetValues("WWW-Authenticate").Single());
        }
    }

    [Fact]
    public async Task A_key_that_was_revoked_elsewhere_opens_nothing_after_a_second()
    {
        await using var houses = await Houses.OpenAsync();
        var (key, id) = await MakeAsync(houses, "sales:read");
        var path = $"/api/v1/events/{houses.North.Event}/stats";
        await houses.DoAsync("GET", path, key, null, 200);

        // As another gateway would: this one's own memory is not told.
        await houses.Service.Office.Grains.GetGrain<IApiKeysGrain>(IApiKeysGrain.All).Revoke(id);
        houses.Service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        await houses.DoAsync("GET", "/api/v1/me", key, null, 401);

        // What everybody may see is seen as anybody sees it.
        await houses.DoAsync("GET", path, key, null, 404);
    }

    [Fact]
    public async Task It_says_whom_it_acts_for_and_what_it_opens()
    {
        await using var houses = await Houses.OpenAsync();
        var (key, id) = await MakeAsync(houses, "checkin", "sales:read");
        var me = await houses.DoAsync("GET", "/api/v1/me", key, null, 200);
        Assert.Equal(($"key:{id}", "north"), (me.GetProperty("subject").GetString(), me.GetProperty("organizations")[0].GetProperty("name").GetString()));
        Assert.Equal(["sales:read", "checkin"], me.GetProperty("scopes").EnumerateArray().Select(static one => one.GetString()));
        Assert.False((await houses.DoAsync("GET", "/api/v1/me", houses.Admin, null, 200)).TryGetProperty("scopes", out _));
    }

    [Fact]
    public async Task What_a_program_does_is_audited_as_its_key_with_the_scope_that_opened_the_way()
    {
        await using var houses = await Houses.OpenAsync();
        var (own, id) = await MakeAsync(houses, "refunds:write", "bookings:read");
        await houses.DoAsync("PUT", $"/api/v1/admin/bookings/{houses.North.Booking}/cancel", own, """{"reason":"rained off"}""", 200);
        var platform = await houses.MakeKeyAsync(null, "refunds:write");
        await houses.DoAsync("PUT", $"/api/v1/admin/bookings/{houses.South.Booking}/cancel", platform.GetProperty("key").GetString()!, """{"reason":"too"}""", 200);
        var log = await houses.DoAsync("GET", "/api/v1/admin/audit?limit=200", houses.Admin, null, 200);
        var records = log.GetProperty("items").EnumerateArray().Where(static one => one.GetProperty("path").GetString()!.EndsWith("/cancel", StringComparison.Ordinal))
            .Select(static one => (one.GetProperty("by").GetString(), one.GetProperty("roles")[0].GetString(), one.GetProperty("reason").GetString()));
        Assert.Equivalent(
            new[] { ($"key:{platform.GetProperty("key_id").GetString()}", "refunds:write", "too"), ($"key:{id}", $"refunds:write@{houses.North.Organization}", "rained off") },
            records);
    }

    [Fact]
    public async Task When_it_was_last_used_is_shown_at_once_and_told_once_a_minute_off_the_path_of_requests()
    {
        await using var houses = await Houses.OpenAsync();
        var (key, id) = await MakeAsync(houses, "sales:read");
        var owner = houses.As(houses.North, "owner");
        var grain = houses.Service.Office.Grains.GetGrain<IApiKeysGrain>(IApiKeysGrain.All);
        Assert.Equal(JsonValueKind.Null, (await houses.DoAsync("GET", $"/api/v1/keys/{id}", owner, null, 200)).GetProperty("last_used_at").ValueKind);
        await houses.DoAsync("GET", "/api/v1/me", key, null, 200);
        await houses.DoAsync("GET", "/api/v1/me", key, null, 200);
        var at = houses.Service.Office.Time.GetUtcNow();
        Assert.Equal(at, (await houses.DoAsync("GET", $"/api/v1/keys/{id}", owner, null, 200)).GetProperty("last_used_at").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        Assert.Empty(await grain.LastUses([id]));

        houses.Service.Office.Time.Advance(ApiKeyUses.Period);
        while (await grain.LastUses([id]) is not [{ } use] || use.At != at)
        {
            await Task.Yield();
        }

        var listed = await houses.DoAsync("GET", $"/api/v1/keys?organization_id={houses.North.Organization}", owner, null, 200);
        var shown = listed.GetProperty("items").EnumerateArray().Single(one => one.GetProperty("key_id").GetString() == id);
        Assert.Equal(at, shown.GetProperty("last_used_at").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task An_organization_has_so_many_keys_and_no_more_and_each_can_be_renamed()
    {
        await using var houses = await Houses.OpenAsync();
        var owner = houses.As(houses.North, "owner");
        for (var i = 1; i < IApiKeysGrain.MostOfOne; i++)
        {
            await MakeAsync(houses, "checkin");
        }

        var body = $$"""{"organization_id":"{{houses.North.Organization}}","name":"x","scopes":["checkin"]}""";
        Assert.Equal("too_many_api_keys", (await houses.DoAsync("POST", "/api/v1/keys", owner, body, 409)).GetProperty("code").GetString());
        await houses.MakeKeyAsync(houses.South, "checkin");
        Assert.Equal("till 7", (await houses.DoAsync("PUT", $"/api/v1/keys/{houses.North.Key}", owner, """{"name":"till 7"}""", 200)).GetProperty("name").GetString());
        await houses.DoAsync("DELETE", $"/api/v1/keys/{houses.North.Key}", owner, null, 204);
        await houses.DoAsync("GET", $"/api/v1/keys/{houses.North.Key}", owner, null, 404);
        await houses.DoAsync("POST", "/api/v1/keys", owner, body, 201);
    }

    [Theory]
    [InlineData("""{"name":"x","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["everything"]}""", "scopes")]
    [InlineData("""{"name":"","scopes":["checkin"]}""", "name")]
    [InlineData("""{"name":"x","scopes":["checkin"],"expires_at":"2020-01-01T00:00:00Z"}""", "expires_at")]
    public async Task What_is_wrong_is_said_at_its_field(string body, string field)
    {
        await using var houses = await Houses.OpenAsync();
        var answer = await houses.DoAsync("POST", "/api/v1/keys", houses.Admin, body, 422);
        Assert.True(answer.GetProperty("errors").TryGetProperty(field, out _), answer.ToString());
    }

    [Fact]
    public async Task Who_sells_with_a_key_sells_to_guests_or_to_the_customer_who_is_named()
    {
        await using var houses = await Houses.OpenAsync();
        var (key, _) = await MakeAsync(houses, "bookings:write", "bookings:read");
        var held = await houses.DoAsync("POST", "/api/v1/holds", key, $$"""{"event_id":"{{houses.North.Event}}","qty":1}""", 201);
        Assert.False(held.TryGetProperty("customer_id", out var customer) && customer.ValueKind == JsonValueKind.String);
        var opened = await houses.DoAsync(
            "POST", "/api/v1/bookings", key, $$"""{"hold_id":"{{held.GetProperty("hold_id").GetGuid()}}","hold_token":"{{held.GetProperty("hold_token").GetString()}}","email":"gil@example.org"}""", 201);
        var sold = await houses.DoAsync(
            "PUT", $"/api/v1/admin/bookings/{opened.GetProperty("booking_id").GetGuid()}/confirm", key, """{"reason":"paid in our shop","payment_reference":"S-1"}""", 200);
        Assert.Equal("confirmed", sold.GetProperty("status").GetString());
        var named = await houses.DoAsync("POST", "/api/v1/holds", key, $$"""{"event_id":"{{houses.North.Event}}","qty":1,"customer_id":"carl"}""", 201);
        Assert.Equal("carl", named.GetProperty("customer_id").GetString());
    }

    [Fact]
    public async Task Each_key_is_counted_for_itself()
    {
        await using var service = await SecuredService.StartAsync(limit: new RateLimitOptions { PerSecond = 1, Burst = 3 });
        var admin = service.Token("adam", Roles.Admin);
        var keys = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            keys.Add((await service.SendAsync("POST", "/api/v1/keys", admin, """{"name":"x","scopes":["events:write"]}""")).Body.GetProperty("key").GetString()!);
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(201, (await service.SendAsync("POST", "/api/v1/events", keys[0], """{"name":"x","total_seats":1}""")).Status);
        }

        Assert.Equal(429, (await service.SendAsync("POST", "/api/v1/events", keys[0], """{"name":"x","total_seats":1}""")).Status);
        Assert.Equal(201, (await service.SendAsync("POST", "/api/v1/events", keys[1], """{"name":"x","total_seats":1}""")).Status);
    }

    [Fact]
    public async Task No_key_opens_the_dashboard_or_is_a_tokens_subject()
    {
        await using var service = await SecuredService.StartAsync(map: static app =>
        {
            AdminGate.Protect(app, "/dashboard");
            app.MapGet("/dashboard/{**rest}", static () => Results.Text("""{"page":1}"""));
        });
        var made = (await service.SendAsync("POST", "/api/v1/keys", service.Token("adam", Roles.Admin), """{"name":"x","scopes":["events:read"]}""")).Body;
        var key = made.GetProperty("key").GetString()!;
        Assert.Equal(403, (await service.SendAsync("GET", "/dashboard", key)).Status);
        Assert.Equal(401, (await service.SendAsync("GET", "/dashboard", headers: ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("key:" + key))))).Status);
        var forged = Forge.Hs256(Forge.Claims(("sub", $"key:{made.GetProperty("key_id").GetString()}")));
        Assert.Equal(401, (await service.SendAsync("GET", "/api/v1/me", forged)).Status);
    }

    [Fact]
    public void What_is_secret_in_a_text_is_left_out_wherever_a_key_stands()
    {
        var key = ApiKeyText.Of([1, 2, 3, 4, 5, 6, 7, 8], [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]);
        Assert.Equal(ApiKeyText.Length, key.Length);
        Assert.Equal("0102030405060708", ApiKeyText.IdIn(key));
        Assert.Equal("?a=tk_0102030405060708_…&b, tk_0102030405060708_… and tk_x", ApiKeyText.Redact($"?a={key}&b, {key[..30]} and tk_x"));
    }

    private static async Task<(string Key, string Id)> MakeAsync(Houses houses, params string[] scopes)
    {
        var made = await houses.MakeKeyAsync(houses.North, scopes);
        return (made.GetProperty("key").GetString()!, made.GetProperty("key_id").GetString()!);
    }
}
