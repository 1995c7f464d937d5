using System.Text.Json;
using Ticketing.Auditing;
using Ticketing.Security;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Auditing;

/// <summary>What staff do is noted before it is done, and what became of it after that.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private const string Block = """{"reason":"charged back"}""";
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task Who_did_what_when_why_from_where_and_what_became_of_it_is_there()
    {
        Assert.Equal(200, (await Service.SendAsync("PUT", "/api/v1/admin/customers/ann/block", Boss, Block)).Status);
        Assert.Equal(422, (await Service.SendAsync("PUT", "/api/v1/admin/customers/bob/block", Boss, "{}")).Status);
        var created = await Service.SendAsync("POST", "/api/v1/events", Service.Token("olga", Roles.Organizer), """{"name":"Concert","total_seats":10}""");
        Assert.Equal(201, created.Status);

        var items = await ListAsync("");
        Assert.Equal(
            [
                $"olga organizer POST /api/v1/events {created.Headers.Location!.OriginalString} - 201 -",
                "boss admin PUT /api/v1/admin/customers/bob/block bob - 422 invalid_field",
                "boss admin PUT /api/v1/admin/customers/ann/block ann charged back 200 -",
            ],
            items.Select(Line));
        Assert.All(items, item => Assert.Equal("2027-01-31T19:30:00.000Z", Text(item, "at")));
        Assert.All(items, item => Assert.NotEmpty(Text(item, "address")!));
    }

    [Fact]
    public async Task Reading_guests_customers_and_those_who_are_not_let_in_are_not_noted()
    {
        await Service.SendAsync("GET", "/api/v1/admin/bookings", Boss);
        await Service.SendAsync("POST", "/api/v1/events", null, """{"name":"Concert","total_seats":10}""");
        await Service.SendAsync("POST", "/api/v1/events", Service.Token("ann", Roles.Customer), """{"name":"Concert","total_seats":10}""");
        await Service.SendAsync("PUT", "/api/v1/customers/me", Boss, """{"name":"The boss"}""");
        Assert.Equal(403, (await Service.SendAsync("PUT", "/api/v1/admin/customers/ann/block", Service.Token("olga", Roles.Organizer), Block)).Status);
        Assert.Empty(await ListAsync(""));
    }

    [Fact]
    public async Task What_can_not_be_noted_is_not_done()
    {
        Service.Office.Store.Faults = static key => key.StartsWith("ticketing.audit-log/", StringComparison.Ordinal) ? WriteFault.BeforeEffect : WriteFault.None;
        Assert.Equal(503, (await Service.SendAsync("PUT", "/api/v1/admin/customers/ann/block", Boss, Block)).Status);
        Service.Office.Store.Faults = static _ => WriteFault.None;
        Assert.Empty((await Service.SendAsync("GET", "/api/v1/admin/customers/blocked", Boss)).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task What_was_done_is_answered_although_its_outcome_could_not_be_noted()
    {
        var writes = 0;
        Service.Office.Store.Faults = key => key.StartsWith("ticketing.audit-log/", StringComparison.Ordinal) && Interlocked.Increment(ref writes) == 2
            ? WriteFault.BeforeEffect
            : WriteFault.None;
        Assert.Equal(200, (await Service.SendAsync("PUT", "/api/v1/admin/customers/ann/block", Boss, Block)).Status);
        var item = Assert.Single(await ListAsync(""));
        Assert.Equal(("ann", JsonValueKind.Null), (Text(item, "target"), item.GetProperty("status").ValueKind));
    }

    [Fact]
    public async Task The_log_is_read_in_pages_by_who_when_and_where()
    {
        var log = Service.Office.Grains.GetGrain<IAuditLogGrain>(IAuditLogGrain.All);
        for (var i = 0; i < 300; i++)
        {
            var id = Guid.Parse($"00000000-0000-0000-0000-{i:d12}");
            var record = new AuditRecord { Id = id, By = i % 100 == 7 ? "olga" : "boss", Method = "PUT", Path = $"/api/v1/{(i % 2 == 0 ? "even" : "odd")}/{i}" };
            Assert.Equal(i, await log.Append(record));
            Assert.Equal(i, await log.Append(record));
            Service.Office.Time.Advance(TimeSpan.FromMinutes(1));
        }

        // Far behind the end, too.
        await log.Complete(3, new AuditOutcome(Guid.Parse("00000000-0000-0000-0000-000000000003"), 201, null, "/there"));
        await log.Complete(3, new AuditOutcome(Guid.Parse("00000000-0000-0000-0000-000000000003"), 500, null, null));
        await log.Complete(4, new AuditOutcome(Guid.Parse("00000000-0000-0000-0000-000000000003"), 500, null, null));

        Assert.Equal(Enumerable.Range(0, 300).Reverse().ToList(), Positions(await ListAsync("?limit=77")));
        Assert.Equal(new List<int> { 207, 107, 7 }, Positions(await ListAsync("?by=olga")));
        Assert.Equal(new List<int> { 299, 297 }, Positions(await ListAsync("?path=/api/v1/odd&limit=200"))[..2]);
        Assert.Equal(new List<int> { 131, 130, 129 }, Positions(await ListAsync("?from=2027-01-31T21:39:00Z&to=2027-01-31T21:42:00Z")));
        Assert.Equal(new List<int> { 1, 0 }, Positions(await ListAsync("?to=2027-01-31T19:32:00Z")));
        Assert.Empty(await ListAsync("?to=2027-01-31T19:30:00Z"));
        Assert.Equal("boss  PUT /api/v1/odd/3 /there - 201 -", Line((await ListAsync("?to=2027-01-31T19:33:30Z"))[0]));
        Assert.Equal(422, (await Service.SendAsync("GET", "/api/v1/admin/audit?from=soon", Boss)).Status);
    }

    private async Task<List<JsonElement>> ListAsync(string query)
    {
        List<JsonElement> items = [];
        for (var cursor = ""; ;)
        {
            var (status, body, _) = await Service.SendAsync("GET", "/api/v1/admin/audit" + query + cursor, Boss);
            Assert.Equal(200, status);
            items.AddRange(body.GetProperty("items").EnumerateArray());
            if (body.GetProperty("next_cursor").GetString() is not { } next)
            {
                return items;
            }

            cursor = (query.Length > 0 ? "&cursor=" : "?cursor=") + next;
        }
    }

    private static List<int> Positions(List<JsonElement> items) => [.. items.Select(item => item.GetProperty("position").GetInt32())];

    private static string Line(JsonElement item) =>
        $"{Text(item, "by")} {string.Join(' ', item.GetProperty("roles").EnumerateArray())} {Text(item, "method")} {Text(item, "path")} {Text(item, "target")} "
        + $"{Text(item, "reason") ?? "-"} {item.GetProperty("status")} {Text(item, "code") ?? "-"}";

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
