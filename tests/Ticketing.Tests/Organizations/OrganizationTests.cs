using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Tests.Organizations;

/// <summary>Organizations over HTTP: what is theirs, who works there, and how soon that counts.</summary>
public sealed class OrganizationTests
{
    [Fact]
    public async Task Drafts_are_seen_by_those_alone_who_sell_for_the_organization()
    {
        await using var houses = await Houses.OpenAsync();
        var draft = (await houses.DoAsync(
            "POST", "/api/v1/events", houses.As(houses.North, "manager"),
            $$"""{"name":"Secret","organization_id":"{{houses.North.Organization}}","total_seats":5,"status":"draft"}""", 201)).GetProperty("event_id").GetGuid();

        foreach (var role in Houses.Roles)
        {
            await houses.DoAsync("GET", $"/api/v1/events/{draft}", houses.As(houses.North, role), null, role == "door" ? 404 : 200);
            await houses.DoAsync("GET", $"/api/v1/events/{draft}", houses.As(houses.South, role), null, 404);
        }

        Assert.Equal(2, await CountAsync(houses.As(houses.North, "box_office")));
        Assert.Equal(1, await CountAsync(houses.As(houses.North, "door")));
        Assert.Equal(1, await CountAsync(houses.As(houses.South, "owner")));
        Assert.Equal(1, await CountAsync(houses.Service.Token("carl", Roles.Customer)));

        async Task<int> CountAsync(string token) =>
            (await houses.DoAsync("GET", $"/api/v1/events?organization_id={houses.North.Organization}", token, null, 200)).GetProperty("items").GetArrayLength();
    }

    [Fact]
    public async Task Who_is_taken_out_may_nothing_within_a_second_also_behind_another_gateway()
    {
        await using var houses = await Houses.OpenAsync();
        var manager = houses.As(houses.North, "manager");
        var path = $"/api/v1/events/{houses.North.Event}";
        await houses.DoAsync("GET", $"{path}/codes", manager, null, 200);

        // As another gateway would: this one's own memory is not told.
        await houses.Service.Office.Grains.GetGrain<Ticketing.Organizations.IOrganizationsGrain>(Ticketing.Organizations.IOrganizationsGrain.All)
            .RemoveStaff(houses.North.Organization, "north-manager", by: null);
        houses.Service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        await houses.DoAsync("GET", $"{path}/codes", manager, null, 403);
        await houses.DoAsync("GET", $"/api/v1/organizations/{houses.North.Organization}", manager, null, 403);
        Assert.Equal(0, (await houses.DoAsync("GET", "/api/v1/me", manager, null, 200)).GetProperty("organizations").GetArrayLength());
    }

    [Theory]
    [InlineData("staff")]
    [InlineData("blocked")]
    [InlineData("key")]
    public async Task Who_may_not_any_more_follows_no_draft_any_more(string why)
    {
        await using var houses = await Houses.OpenAsync();
        var draft = (await houses.DoAsync(
            "POST", "/api/v1/events", houses.As(houses.North, "manager"),
            $$"""{"name":"Secret","organization_id":"{{houses.North.Organization}}","total_seats":5,"status":"draft"}""", 201)).GetProperty("event_id").GetGuid();
        var key = await houses.MakeKeyAsync(houses.North, "events:read");
        var token = why == "key" ? key.GetProperty("key").GetString()! : houses.As(houses.North, "manager");
        using var opening = new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/v1/events/{draft}/stream", UriKind.Relative));
        opening.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        using var opened = await houses.Service.Client.SendAsync(opening, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)opened.StatusCode);
        var following = FollowAsync(await opened.Content.ReadAsStreamAsync());
        await houses.Service.Office.PassAsync(TimeSpan.FromSeconds(10));
        Assert.False(following.IsCompleted);

        await (why switch
        {
            "staff" => houses.DoAsync("DELETE", $"/api/v1/organizations/{houses.North.Organization}/staff/north-manager", houses.Admin, null, 204),
            "blocked" => houses.DoAsync("PUT", "/api/v1/admin/customers/north-manager/block", houses.Admin, """{"reason":"left"}""", 200),
            _ => houses.DoAsync("DELETE", $"/api/v1/keys/{key.GetProperty("key_id").GetString()}", houses.Admin, null, 204),
        });
        for (var second = 0; second < 3; second++)
        {
            await houses.Service.Office.PassAsync(TimeSpan.FromSeconds(1));
        }

        await houses.Service.Office.UntilAsync(() => Task.FromResult(following.IsCompleted));

        static async Task FollowAsync(Stream stream)
        {
            var buffer = new byte[4_096];
            try
            {
                while (await stream.ReadAsync(buffer) > 0)
                {
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or HttpRequestException)
            {
                // Cut off.
            }
        }
    }

    [Fact]
    public async Task The_last_owner_stays()
    {
        await using var houses = await Houses.OpenAsync();
        var (owner, staff) = (houses.As(houses.North, "owner"), $"/api/v1/organizations/{houses.North.Organization}/staff");
        Assert.Equal("last_owner", (await houses.DoAsync("DELETE", $"{staff}/north-owner", owner, null, 409)).GetProperty("code").GetString());
        Assert.Equal("last_owner", (await houses.DoAsync("POST", staff, owner, """{"subject":"north-owner","role":"door"}""", 409)).GetProperty("code").GetString());

        await houses.DoAsync("POST", staff, owner, """{"subject":"north-manager","role":"owner"}""", 200);
        await houses.DoAsync("DELETE", $"{staff}/north-owner", owner, null, 204);
        await houses.DoAsync("GET", staff, owner, null, 403);
        await houses.DoAsync("GET", staff, houses.As(houses.North, "manager"), null, 200);
    }

    [Fact]
    public async Task What_staff_do_is_audited_with_their_role_and_organization()
    {
        await using var houses = await Houses.OpenAsync();
        await houses.DoAsync("PUT", $"/api/v1/admin/bookings/{houses.North.Booking}/cancel", houses.As(houses.North, "manager"), """{"reason":"rained off"}""", 200);
        var log = await houses.DoAsync("GET", "/api/v1/admin/audit?limit=200", houses.Admin, null, 200);
        var record = log.GetProperty("items").EnumerateArray().First(one => one.GetProperty("path").GetString()!.EndsWith("/cancel", StringComparison.Ordinal));
        Assert.Equal(
            ("north-manager", $"manager@{houses.North.Organization}", "rained off"),
            (record.GetProperty("by").GetString(), record.GetProperty("roles")[0].GetString(), record.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task What_is_done_at_the_door_is_audited_too()
    {
        await using var houses = await Houses.OpenAsync();
        houses.Service.Office.Time.Advance(TimeSpan.FromDays(10));
        var guard = houses.As(houses.North, "door");
        await houses.DoAsync("POST", "/api/v1/checkin", guard, $$"""{"ticket":"{{houses.North.Code}}","gate":"north","event_id":"{{houses.North.Event}}"}""", 200);
        await houses.DoAsync("POST", $"/api/v1/tickets/{houses.North.Ticket}/checkin/undo", guard, """{"reason":"wrong person"}""", 200);
        var log = await houses.DoAsync("GET", "/api/v1/admin/audit?limit=200", houses.Admin, null, 200);
        var record = log.GetProperty("items").EnumerateArray().First(static one => one.GetProperty("path").GetString()!.EndsWith("/undo", StringComparison.Ordinal));
        Assert.Equal(("north-door", "wrong person"), (record.GetProperty("by").GetString(), record.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_hold_of_another_organization_is_not_sold_under_the_name_of_ones_own_event()
    {
        await using var houses = await Houses.OpenAsync();
        var (status, answer, _) = await houses.Service.SendAsync(
            "POST", "/api/v1/book", houses.As(houses.North, "owner"),
            $$"""{"hold_id":"{{houses.South.Hold}}","event_id":"{{houses.North.Event}}","payment_method":"cash","payment_reference":"3","reason":"mine"}""");
        Assert.True(status is 403 or 422, $"{status} {answer}");
    }

    [Fact]
    public async Task An_id_that_carries_ones_own_event_finds_nothing_of_another()
    {
        await using var houses = await Houses.OpenAsync();
        Assert.True(EventId.TryFrom(houses.North.Event, out var own));
        Span<byte> bytes = stackalloc byte[16];
        Span<byte> event_ = stackalloc byte[16];
        houses.South.Booking.TryWriteBytes(bytes, bigEndian: true, out _);
        own.Value.TryWriteBytes(event_, bigEndian: true, out _);

        // The event's key stands in the first six bytes, behind two bits of kind.
        event_[..6].CopyTo(bytes);
        bytes[0] = (byte)((bytes[0] & 0x3F) | 0xC0);
        var forged = new Guid(bytes, bigEndian: true);
        Assert.True(BookingId.TryFrom(forged, out var id) && id.Hold.Event == own);
        await houses.DoAsync("GET", $"/api/v1/admin/bookings/{forged}", houses.As(houses.North, "owner"), null, 404);
    }

    [Fact]
    public async Task In_guest_mode_an_organizations_events_are_its_own_and_others_everybodys()
    {
        await using var houses = await Houses.OpenAsync(AuthMode.Guest);
        var body = """{"name":"Mine now"}""";
        foreach (var token in new[] { null, houses.Service.Token("carl", Roles.Customer), houses.As(houses.South, "owner") })
        {
            var (status, _, _) = await houses.Service.SendAsync("PATCH", $"/api/v1/events/{houses.North.Event}", token, body, ("If-Match", "*"));
            Assert.Equal(404, status);
            Assert.Equal(404, (await houses.Service.SendAsync("GET", $"/api/v1/events/{houses.North.Event}/stats", token)).Status);
            Assert.Equal(404, (await houses.Service.SendAsync("POST", "/api/v1/events", token, $$"""{"name":"x","total_seats":1,"organization_id":"{{houses.North.Organization}}"}""")).Status);
        }

        Assert.Equal(200, (await houses.Service.SendAsync("PATCH", $"/api/v1/events/{houses.North.Event}", houses.As(houses.North, "owner"), body, ("If-Match", "*"))).Status);
        var (made, answer, _) = await houses.Service.SendAsync("POST", "/api/v1/events", null, """{"name":"x","total_seats":1}""");
        Assert.Equal(201, made);
        Assert.Equal(200, (await houses.Service.SendAsync("PATCH", $"/api/v1/events/{answer.GetProperty("event_id").GetGuid()}", null, body, ("If-Match", "*"))).Status);
    }

    [Fact]
    public async Task In_guest_mode_a_draft_of_an_organization_is_told_apart_from_what_is_not_there_by_nothing()
    {
        await using var houses = await Houses.OpenAsync(AuthMode.Guest);
        var draft = (await houses.DoAsync(
            "POST", "/api/v1/events", houses.As(houses.North, "manager"),
            $$"""{"name":"Secret","organization_id":"{{houses.North.Organization}}","total_seats":5,"status":"draft"}""", 201)).GetProperty("event_id").GetGuid();
        foreach (var token in new[] { null, houses.Service.Token("carl", Roles.Customer), houses.As(houses.South, "owner") })
        {
            foreach (var (method, path, body) in new[]
            {
                ("POST", "/api/v1/holds", """{"event_id":"{0}","qty":1}"""),
                ("POST", "/api/v1/book", """{"event_id":"{0}","qty":1}"""),
                ("POST", "/api/v1/bookings", """{"event_id":"{0}","quantity":1}"""),
                ("POST", "/api/v1/waitlist", """{"event_id":"{0}","quantity":1}"""),
                ("POST", "/api/v1/availability/{0}/reserve", """{"quantity":1}"""),
                ("GET", "/api/v1/availability/{0}", null),
                ("GET", "/api/v1/events/{0}", null),
                ("GET", "/api/v1/events/{0}/status", null),
                ("GET", "/api/v1/events/{0}/seats", null),
            })
            {
                var (there, none) = (await AskAsync(draft), await AskAsync(new Guid("4242d34d-8040-8000-8000-000000000000")));
                Assert.Equal((path, none), (path, there));

                async Task<(int, string?)> AskAsync(Guid id)
                {
                    var (status, answer, _) = await houses.Service.SendAsync(method, path.Replace("{0}", id.ToString(), StringComparison.Ordinal), token, body?.Replace("{0}", id.ToString(), StringComparison.Ordinal));
                    return (status, answer.TryGetProperty("code", out var code) ? code.GetString() : null);
                }
            }
        }
    }

    [Fact]
    public async Task What_is_known_of_staff_is_in_their_export_and_their_address_is_erased()
    {
        await using var houses = await Houses.OpenAsync();
        var owner = houses.As(houses.North, "owner");
        var staff = $"/api/v1/organizations/{houses.North.Organization}/staff";
        var bea = (await houses.DoAsync("POST", staff, owner, """{"email":"bea@example.org","role":"box_office"}""", 200)).GetProperty("subject").GetString()!;
        var known = (await houses.DoAsync("GET", $"/api/v1/admin/customers/{bea}/export", houses.Admin, null, 200)).GetProperty("staff")[0];
        Assert.Equal(
            (houses.North.Organization, "north", "box_office", "bea@example.org"),
            (known.GetProperty("organization_id").GetGuid(), known.GetProperty("name").GetString(), known.GetProperty("role").GetString(), known.GetProperty("email").GetString()));

        await houses.DoAsync("DELETE", $"/api/v1/admin/customers/{bea}", houses.Admin, """{"reason":"asked for it"}""", 202);
        await houses.Service.Office.MinutesUntilAsync(async () =>
            (await houses.DoAsync("GET", $"/api/v1/admin/customers/{bea}/erasure", houses.Admin, null, 200)).GetProperty("status").GetString() == "done");
        var left = await houses.DoAsync("GET", staff, owner, null, 200);
        Assert.DoesNotContain("bea@example.org", left.ToString(), StringComparison.Ordinal);
        Assert.Contains(left.GetProperty("items").EnumerateArray(), one => one.GetProperty("subject").GetString() == bea);
    }

    [Theory]
    [InlineData("""{"name":"x"}""", "owner_email")]
    [InlineData("""{"name":"x","owner_email":"a@example.org","owner_subject":"a"}""", "owner_email")]
    [InlineData("""{"name":"x","owner_email":"nobody"}""", "owner_email")]
    [InlineData("""{"name":"x","owner_subject":"system"}""", "owner_subject")]
    [InlineData("""{"name":"","owner_subject":"a"}""", "name")]
    public async Task What_is_wrong_is_said_at_its_field(string body, string field)
    {
        await using var houses = await Houses.OpenAsync();
        var answer = await houses.DoAsync("POST", "/api/v1/organizations", houses.Admin, body, 422);
        Assert.True(answer.GetProperty("errors").TryGetProperty(field, out _), answer.ToString());
    }
}
