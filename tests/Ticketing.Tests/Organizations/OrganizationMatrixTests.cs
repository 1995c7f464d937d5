using Ticketing.Http;
using Ticketing.Organizations;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Organizations;

/// <summary>
/// Every route that staff of organizations may use, for each of their roles, at home and elsewhere. Who may is written down here, so that
/// a route that is new, or whose rule changes, has to be thought about.
/// </summary>
public sealed class OrganizationMatrixTests
{
    private const string All = "owner manager box_office door";
    private const string Sellers = "owner manager box_office";
    private const string Managers = "owner manager";

    private static readonly Dictionary<string, string> May = new()
    {
        ["POST /api/v1/events"] = Managers,
        ["GET /api/v1/events"] = All,
        ["GET /api/v1/events/{id}"] = All,
        ["PATCH /api/v1/events/{id}"] = Managers,
        ["POST /api/v1/events/{id}/duplicate"] = Managers,
        ["PUT /api/v1/events/{id}/sections/{section_id}/prices"] = Managers,
        ["POST /api/v1/events/{id}/sections"] = Managers,
        ["PATCH /api/v1/events/{id}/sections/{section_id}"] = Managers,
        ["DELETE /api/v1/events/{id}/sections/{section_id}"] = Managers,
        ["GET /api/v1/events/{id}/notice"] = Sellers,
        ["GET /api/v1/events/{id}/status"] = All,
        ["GET /api/v1/events/{id}/stats"] = Sellers,
        ["GET /api/v1/events/{id}/sales"] = Sellers,
        ["GET /api/v1/events/{id}/seats"] = All,
        ["GET /api/v1/events/{id}/plan"] = All,
        ["GET /api/v1/events/{id}/seats/{seat_id}"] = All,
        ["GET /api/v1/events/{id}/stream"] = All,
        ["POST /api/v1/events/{id}/messages"] = Managers,
        ["GET /api/v1/events/{id}/messages"] = Managers,
        ["GET /api/v1/events/{id}/messages/{message_id}"] = Managers,
        ["POST /api/v1/events/{id}/codes"] = Managers,
        ["GET /api/v1/events/{id}/codes"] = Managers,
        ["GET /api/v1/events/{id}/codes/{code}"] = Managers,
        ["PATCH /api/v1/events/{id}/codes/{code}"] = Managers,
        ["DELETE /api/v1/events/{id}/codes/{code}"] = Managers,
        ["POST /api/v1/admin/events/{id}/cancel"] = Managers,
        ["GET /api/v1/admin/events/{id}/cancellation"] = Managers,
        ["POST /api/v1/holds"] = Sellers,
        ["GET /api/v1/holds/{id}"] = Sellers,
        ["POST /api/v1/holds/{id}/expire"] = Sellers,
        ["POST /api/v1/book"] = Sellers,
        ["POST /api/v1/bookings"] = Sellers,
        ["GET /api/v1/bookings/{id}"] = Sellers,
        ["GET /api/v1/bookings/{id}/status"] = Sellers,
        ["GET /api/v1/bookings/{id}/history"] = Sellers,
        ["GET /api/v1/bookings/{id}/payment"] = Sellers,
        ["GET /api/v1/bookings/{id}/receipts"] = Sellers,
        ["GET /api/v1/bookings/{id}/receipts/{number}.pdf"] = Sellers,
        ["GET /api/v1/bookings/{id}/tickets"] = Sellers,
        ["GET /api/v1/bookings/{id}/tickets.pdf"] = Sellers,
        ["GET /api/v1/bookings/{id}/tickets/{number}.png"] = Sellers,
        ["GET /api/v1/bookings/{id}/calendar.ics"] = Sellers,
        ["POST /api/v1/bookings/{id}/tickets/mail"] = Sellers,
        ["POST /api/v1/bookings/{id}/tickets/{number}/transfer"] = Sellers,
        ["POST /api/v1/bookings/{id}/exchange"] = Sellers,
        ["PUT /api/v1/bookings/{id}/cancel"] = Managers,
        ["PUT /api/v1/bookings/{id}/give-back"] = Managers,
        ["GET /api/v1/bookings/{id}/attendees"] = Sellers,
        ["PUT /api/v1/bookings/{id}/attendees"] = Sellers,
        ["GET /api/v1/events/{id}/attendees"] = Sellers,
        ["GET /api/v1/events/{id}/attendees.csv"] = Sellers,
        ["POST /api/v1/events/{id}/withholdings"] = Sellers,
        ["GET /api/v1/events/{id}/withholdings"] = Sellers,
        ["GET /api/v1/events/{id}/withholdings/{withholding_id}"] = Sellers,
        ["POST /api/v1/events/{id}/withholdings/{withholding_id}/release"] = Sellers,
        ["GET /api/v1/admin/bookings"] = Sellers,
        ["GET /api/v1/admin/bookings/{id}"] = Sellers,
        ["PUT /api/v1/admin/bookings/{id}/confirm"] = Sellers,
        ["PUT /api/v1/admin/bookings/{id}/cancel"] = Managers,
        ["PUT /api/v1/admin/bookings/{id}/refund"] = Managers,
        ["GET /api/v1/admin/waitlist"] = Managers,
        ["POST /api/v1/checkin"] = All,
        ["POST /api/v1/checkin/scans"] = All,
        ["GET /api/v1/events/{id}/checkin"] = All,
        ["GET /api/v1/events/{id}/checkin/conflicts"] = All,
        ["GET /api/v1/events/{id}/checkin/revocations"] = All,
        ["GET /api/v1/tickets/{id}/checkin"] = All,
        ["POST /api/v1/tickets/{id}/checkin/undo"] = All,
        ["POST /api/v1/tickets/{id}/reissue"] = Sellers,
        ["GET /api/v1/organizations/{id}"] = All,
        ["PUT /api/v1/organizations/{id}"] = "owner",
        ["GET /api/v1/organizations/{id}/staff"] = Managers,
        ["POST /api/v1/organizations/{id}/staff"] = "owner",
        ["DELETE /api/v1/organizations/{id}/staff/{subject}"] = "owner",
        ["POST /api/v1/venues"] = Managers,
        ["GET /api/v1/venues"] = Managers,
        ["GET /api/v1/venues/{id}"] = Managers,
        ["GET /api/v1/venues/{id}/plan"] = Managers,
        ["POST /api/v1/admin/webhooks"] = Managers,
        ["GET /api/v1/admin/webhooks"] = Managers,
        ["GET /api/v1/admin/webhooks/{id}"] = Managers,
        ["PUT /api/v1/admin/webhooks/{id}"] = Managers,
        ["DELETE /api/v1/admin/webhooks/{id}"] = Managers,
        ["POST /api/v1/admin/webhooks/{id}/rotate"] = Managers,
        ["GET /api/v1/admin/webhooks/{id}/deliveries"] = Managers,
        ["POST /api/v1/admin/webhooks/{id}/replay"] = Managers,
        ["POST /api/v1/admin/webhooks/{id}/test"] = Managers,
        ["POST /api/v1/keys"] = "owner",
        ["GET /api/v1/keys"] = "owner",
        ["GET /api/v1/keys/{id}"] = "owner",
        ["PUT /api/v1/keys/{id}"] = "owner",
        ["DELETE /api/v1/keys/{id}"] = "owner",
        ["POST /api/v1/organizations/{id}/payment-account"] = "owner",
        ["GET /api/v1/organizations/{id}/payment-account"] = Managers,
        ["DELETE /api/v1/organizations/{id}/payment-account"] = "owner",
        ["GET /api/v1/organizations/{id}/payment-account/payouts"] = "owner",
    };

    /// <summary>Bodies that are well formed, and change nothing: of another version, of what is not there, refused by a rule, or repeated.</summary>
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["POST /api/v1/events"] = """{"name":"x","organization_id":"{organization}","venue_id":"00000000-0000-4000-8000-000000000000"}""",
        ["PATCH /api/v1/events/{id}"] = """{"name":"x"}""",
        ["POST /api/v1/events/{id}/duplicate"] = """{"starts_at":"2027-03-01T19:00:00Z"}""",
        ["PUT /api/v1/events/{id}/sections/{section_id}/prices"] = """{"price":"6.00"}""",
        ["POST /api/v1/events/{id}/sections"] = """{"id":"x-y","kind":"general","capacity":1}""",
        ["PATCH /api/v1/events/{id}/sections/{section_id}"] = """{"capacity":1000}""",
        ["POST /api/v1/events/{id}/messages"] = """{"subject":"x","text":"y","dry_run":true}""",
        ["POST /api/v1/events/{id}/codes"] = """{"code":"SPRING","percent_off":200}""",
        ["PATCH /api/v1/events/{id}/codes/{code}"] = """{"max_uses":3}""",
        ["POST /api/v1/admin/events/{id}/cancel"] = """{"reason":"x","dry_run":true}""",
        ["POST /api/v1/holds"] = """{"event_id":"{event}","qty":1,"customer_id":"carl"}""",
        ["POST /api/v1/book"] = """{"event_id":"{event}","qty":1,"customer_id":"carl","payment_method":"cash","payment_reference":"2","reason":"x"}""",
        ["POST /api/v1/bookings"] = """{"hold_id":"{hold}"}""",
        ["POST /api/v1/bookings/{id}/tickets/mail"] = """{"reason":"x"}""",
        ["POST /api/v1/bookings/{id}/tickets/{number}/transfer"] = """{"to":"ben","reason":"x"}""",
        ["POST /api/v1/bookings/{id}/exchange"] = """{"section":"nowhere","quantity":2,"reason":"x"}""",
        ["PUT /api/v1/bookings/{id}/cancel"] = """{"reason":"x"}""",
        ["PUT /api/v1/bookings/{id}/give-back"] = """{"tickets":[1],"reason":"x","dry_run":true}""",
        ["PUT /api/v1/admin/bookings/{id}/confirm"] = """{"reason":"x"}""",
        ["PUT /api/v1/admin/bookings/{id}/cancel"] = """{"reason":"x"}""",
        ["PUT /api/v1/admin/bookings/{id}/refund"] = """{"reason":"x","amount":"1000.00"}""",
        ["PUT /api/v1/bookings/{id}/attendees"] = """{"reason":"x","attendees":[]}""",
        ["POST /api/v1/events/{id}/withholdings"] = """{"section":"nowhere","qty":1,"reason":"x"}""",
        ["POST /api/v1/events/{id}/withholdings/{withholding_id}/release"] = """{"reason":"x"}""",
        ["POST /api/v1/checkin"] = """{"ticket":"nothing","gate":"1","event_id":"{event}"}""",
        ["POST /api/v1/checkin/scans"] = """{"gate":"1","sent_at":"2027-01-31T19:30:00Z","event_id":"{event}","scans":[{"ticket":"nothing","scan_id":"6a1f0c52-1111-4222-8333-444455556666","at":"2027-01-31T19:29:00Z"}]}""",
        ["POST /api/v1/tickets/{id}/checkin/undo"] = """{"reason":"x"}""",
        ["POST /api/v1/tickets/{id}/reissue"] = """{"reason":"x"}""",
        ["PUT /api/v1/organizations/{id}"] = """{"name":"{name}"}""",
        ["POST /api/v1/venues"] = """{"organization_id":"{organization}","name":"x","capacity":5}""",
        ["POST /api/v1/admin/webhooks"] = """{"organization_id":"{organization}","url":"https://receiver.example/x","event_id":"4242d34d-8040-8000-8000-000000000000"}""",
        ["PUT /api/v1/admin/webhooks/{id}"] = """{"url":"https://receiver.example/x"}""",
        ["POST /api/v1/admin/webhooks/{id}/rotate"] = "{}",
        ["POST /api/v1/admin/webhooks/{id}/replay"] = """{"from":"2027-01-01T00:00:00Z","event_id":"both"}""",
        ["POST /api/v1/keys"] = """{"organization_id":"{organization}","name":"x","scopes":["checkin"]}""",
        ["PUT /api/v1/keys/{id}"] = """{"name":"x"}""",
        ["POST /api/v1/organizations/{id}/staff"] = """{"subject":"{name}-door","role":"door"}""",
    };

    [Fact]
    public async Task Every_route_of_staff_is_written_down()
    {
        await using var service = await SecuredService.StartAsync();
        foreach (var route in service.Routes.Where(static route => route.Staff is not null))
        {
            var roles = string.Join(' ', Enum.GetValues<StaffRole>().Where(role => (route.Staff!.Roles & (StaffRoles)role) != 0).Select(static role => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(role.ToString())));
            Assert.True(May.TryGetValue(NameOf(route), out var may), $"{NameOf(route)} is new: write down who may use it.");
            Assert.Equal((NameOf(route), may), (NameOf(route), roles));
            Assert.True(!route.TakesBody || Bodies.ContainsKey(NameOf(route)), $"{NameOf(route)} needs a body here.");
        }

        Assert.Equal(May.Count, service.Routes.Count(static route => route.Staff is not null));
    }

    [Fact]
    public async Task Each_role_may_at_home_what_is_written_down_and_no_more()
    {
        await using var houses = await Houses.OpenAsync();
        foreach (var route in houses.Service.Routes.Where(static route => route.Staff is not null))
        {
            foreach (var role in Houses.Roles)
            {
                var (status, code) = await AskAsync(houses, houses.North, route, houses.As(houses.North, role));
                var may = May[NameOf(route)].Split(' ').Contains(role);
                Assert.True(
                    may ? status is not (401 or 403) && code != CodeOf(route)
                    : IsForCustomers(route) || status == 403,
                    $"{NameOf(route)} as {role}: {status} {code}");
            }
        }
    }

    [Fact]
    public async Task What_is_another_organizations_is_not_there()
    {
        await using var houses = await Houses.OpenAsync();
        foreach (var route in houses.Service.Routes.Where(static route => route.Staff is not null))
        {
            var asCustomer = await AskAsync(houses, houses.South, route, houses.Service.Token("carl", Roles.Customer));
            foreach (var role in Houses.Roles)
            {
                var (status, code) = await AskAsync(houses, houses.South, route, houses.As(houses.North, role));
                if (IsForCustomers(route))
                {
                    // As anybody who buys there.
                    Assert.True((status, code) == asCustomer || asCustomer.Status is 201 or 409, $"{NameOf(route)} as {role} elsewhere: {status} {code}; a customer: {asCustomer}");
                }
                else
                {
                    var expected = May[NameOf(route)].Split(' ').Contains(role) ? (404, CodeOf(route)) : (403, "forbidden");
                    Assert.True((status, code) == expected, $"{NameOf(route)} as {role} elsewhere: {status} {code}, not {expected}");
                }
            }
        }
    }

    [Fact]
    public async Task A_route_that_no_rule_gives_to_staff_is_not_theirs()
    {
        await using var houses = await Houses.OpenAsync();
        foreach (var route in houses.Service.Routes.Where(static route => route.Staff is null && route.Access is Access.Admin or Access.Organizer or Access.Operator or Access.Scanner))
        {
            if (route.Staff is null)
            {
                var (status, code) = await AskAsync(houses, houses.North, route, houses.As(houses.North, "owner"));
                Assert.Equal((NameOf(route), 403, "forbidden"), (NameOf(route), status, code));
            }
        }
    }

    internal static bool IsForCustomers(Http.Rules route) => route.Access is Access.Open or Access.Public or Access.Anyone or Access.Checkout or Access.Customer;

    internal static string CodeOf(Http.Rules route) => Problems.Of(route.Staff!.Missing).Code;

    internal static string NameOf(Http.Rules route) => $"{route.Method} {route.Path}";

    /// <summary>Asks for what a house has.</summary>
    internal static async Task<(int Status, string? Code)> AskAsync(Houses houses, House house, Http.Rules route, string token)
    {
        var id = route.Path.Split('/')[3..] switch
        {
            ["admin", "events", ..] or ["events", ..] => house.Event.ToString(),
            ["admin", "bookings", ..] or ["bookings", ..] => house.Booking.ToString(),
            ["holds", ..] => house.Hold.ToString(),
            ["tickets", ..] => house.Ticket,
            ["organizations", ..] => house.Organization.ToString(),
            ["venues", ..] => house.Venue.ToString(),
            ["admin", "webhooks", _] when route.Method == "DELETE" => (await houses.WebhookAsync(house)).ToString(),
            ["admin", "webhooks", ..] => house.Webhook.ToString(),
            ["keys", ..] when route.Method == "DELETE" => await houses.KeyAsync(house),
            ["keys", ..] => house.Key,
            _ => "4242d34d-8040-8000-8000-000000000000",
        };
        var path = route.Path.Replace("{id}", id, StringComparison.Ordinal)
            .Replace("{code}", "NONE", StringComparison.Ordinal)
            .Replace("{withholding_id}", "4242d34d-8040-8000-8000-000000000000", StringComparison.Ordinal)
            .Replace("{number}", "1", StringComparison.Ordinal)
            .Replace("{seat_id}", "A-1", StringComparison.Ordinal)
            .Replace("{section_id}", "nowhere", StringComparison.Ordinal)
            .Replace("{subject}", $"{house.Name}-nobody", StringComparison.Ordinal);
        path += NameOf(route) switch
        {
            "GET /api/v1/events" or "GET /api/v1/keys" or "GET /api/v1/venues" or "GET /api/v1/admin/webhooks" => $"?organization_id={house.Organization}",
            "GET /api/v1/admin/bookings" or "GET /api/v1/admin/waitlist" => $"?event_id={house.Event}",
            _ => "",
        };
        var body = !route.TakesBody ? null : Bodies.GetValueOrDefault(NameOf(route), "{}")
            .Replace("{event}", house.Event.ToString(), StringComparison.Ordinal)
            .Replace("{hold}", house.Hold.ToString(), StringComparison.Ordinal)
            .Replace("{organization}", house.Organization.ToString(), StringComparison.Ordinal)
            .Replace("{name}", house.Name, StringComparison.Ordinal);
        (string, string)[] headers = route.Method is "PATCH" or "PUT" ? [("If-Match", "\"999999\"")] : [];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        if (route.Streams)
        {
            using var opening = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            opening.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
            using var opened = await houses.Service.Client.SendAsync(opening, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return ((int)opened.StatusCode, null);
        }

        var (status, answer, _) = await houses.Service.SendAsync(route.Method, path, token, body, headers);
        return (status, answer.ValueKind == System.Text.Json.JsonValueKind.Object && answer.TryGetProperty("code", out var code) && status >= 400 ? code.GetString() : null);
    }
}
