using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Tests.Security;

/// <summary>
/// Every route of the table for every kind of caller in every mode. What is expected is written down here by rule, and
/// the rule of each route beside it, so that a route that is new, or whose rule changes, has to be thought about.
/// </summary>
public sealed class AccessMatrixTests
{
    /// <summary>Guest, customer, organizer, admin, scanner, and a token whose roles are not known: y lets in, 1 is 401, 3 is 403.</summary>
    private static readonly Dictionary<(Access, string Mode), string> Expected = new()
    {
        [(Access.Open, "guest")] = "yyyyyy",
        [(Access.Open, "strict")] = "yyyyyy",
        [(Access.Open, "checkout")] = "yyyyyy",
        [(Access.Public, "guest")] = "yyyyyy",
        [(Access.Public, "strict")] = "yyyyyy",
        [(Access.Public, "checkout")] = "yyyyyy",
        [(Access.Anyone, "guest")] = "yyyyyy",
        [(Access.Anyone, "strict")] = "yyyyyy",
        [(Access.Anyone, "checkout")] = "yyyyyy",
        [(Access.Checkout, "guest")] = "yyyyyy",
        [(Access.Checkout, "strict")] = "1yyy33",
        [(Access.Checkout, "checkout")] = "yyyyyy",
        [(Access.Operator, "guest")] = "yyyyyy",
        [(Access.Operator, "strict")] = "13yy33",
        [(Access.Operator, "checkout")] = "13yy33",
        [(Access.Customer, "guest")] = "1yyy33",
        [(Access.Customer, "strict")] = "1yyy33",
        [(Access.Customer, "checkout")] = "1yyy33",
        [(Access.Account, "guest")] = "1yyyyy",
        [(Access.Account, "strict")] = "1yyyyy",
        [(Access.Account, "checkout")] = "1yyyyy",
        [(Access.Organizer, "guest")] = "13yy33",
        [(Access.Organizer, "strict")] = "13yy33",
        [(Access.Organizer, "checkout")] = "13yy33",
        [(Access.Admin, "guest")] = "133y33",
        [(Access.Admin, "strict")] = "133y33",
        [(Access.Admin, "checkout")] = "133y33",
        [(Access.Scanner, "guest")] = "13yyy3",
        [(Access.Scanner, "strict")] = "13yyy3",
        [(Access.Scanner, "checkout")] = "13yyy3",
        [(Access.Unset, "guest")] = "133333",
        [(Access.Unset, "strict")] = "133333",
        [(Access.Unset, "checkout")] = "133333",
    };

    private static readonly Dictionary<string, Access> Rules = new()
    {
        ["POST /api/v1/events"] = Access.Operator,
        ["GET /api/v1/events"] = Access.Public,
        ["GET /api/v1/events/{id}"] = Access.Public,
        ["PATCH /api/v1/events/{id}"] = Access.Operator,
        ["POST /api/v1/events/{id}/codes"] = Access.Operator,
        ["GET /api/v1/events/{id}/codes"] = Access.Operator,
        ["GET /api/v1/events/{id}/codes/{code}"] = Access.Operator,
        ["PATCH /api/v1/events/{id}/codes/{code}"] = Access.Operator,
        ["DELETE /api/v1/events/{id}/codes/{code}"] = Access.Operator,
        ["GET /api/v1/events/{id}/status"] = Access.Public,
        ["GET /api/v1/events/{id}/sales"] = Access.Public,
        ["GET /api/v1/events/{id}/stats"] = Access.Public,
        ["GET /api/v1/events/{id}/stream"] = Access.Public,
        ["GET /api/v1/events/{id}/seats"] = Access.Public,
        ["GET /api/v1/events/{id}/plan"] = Access.Public,
        ["GET /api/v1/events/{id}/seats/{seat_id}"] = Access.Public,
        ["POST /api/v1/seat-plans/check"] = Access.Open,
        ["POST /api/v1/seat-plans/generate"] = Access.Open,
        ["GET /api/v1/venues/{id}/plan"] = Access.Public,
        ["POST /api/v1/venues"] = Access.Operator,
        ["GET /api/v1/venues"] = Access.Public,
        ["GET /api/v1/venues/{id}"] = Access.Public,
        ["POST /api/v1/holds"] = Access.Checkout,
        ["GET /api/v1/holds/{id}"] = Access.Anyone,
        ["POST /api/v1/holds/{id}/expire"] = Access.Operator,
        ["DELETE /api/v1/holds/{id}"] = Access.Checkout,
        ["POST /api/v1/book"] = Access.Checkout,
        ["POST /api/v1/bookings"] = Access.Checkout,
        ["GET /api/v1/bookings"] = Access.Customer,
        ["GET /api/v1/bookings/{id}"] = Access.Anyone,
        ["GET /api/v1/bookings/{id}/status"] = Access.Anyone,
        ["GET /api/v1/bookings/{id}/history"] = Access.Anyone,
        ["PUT /api/v1/bookings/{id}/cancel"] = Access.Checkout,
        ["PUT /api/v1/bookings/{id}/give-back"] = Access.Checkout,
        ["POST /api/v1/bookings/{id}/exchange"] = Access.Checkout,
        ["POST /api/v1/bookings/{id}/pay"] = Access.Checkout,
        ["GET /api/v1/bookings/{id}/payment"] = Access.Anyone,
        ["GET /api/v1/payments/provider"] = Access.Public,
        ["POST /api/v1/payments/webhooks/{provider}"] = Access.Anyone,
        ["POST /api/v1/payments/test/{key}/complete"] = Access.Anyone,
        ["GET /api/v1/bookings/{id}/tickets"] = Access.Anyone,
        ["GET /api/v1/bookings/{id}/receipts"] = Access.Anyone,
        ["GET /api/v1/bookings/{id}/receipts/{number}.pdf"] = Access.Anyone,
        ["GET /api/v1/bookings/{id}/tickets.pdf"] = Access.Anyone,
        ["GET /api/v1/bookings/{id}/tickets/{number}.png"] = Access.Anyone,
        ["GET /api/v1/bookings/{id}/calendar.ics"] = Access.Anyone,
        ["POST /api/v1/bookings/{id}/tickets/mail"] = Access.Checkout,
        ["GET /api/v1/tickets/keys"] = Access.Open,
        ["GET /api/v1/tickets"] = Access.Customer,
        ["POST /api/v1/bookings/{id}/tickets/{number}/transfer"] = Access.Checkout,
        ["POST /api/v1/checkin"] = Access.Scanner,
        ["POST /api/v1/checkin/scans"] = Access.Scanner,
        ["GET /api/v1/events/{id}/checkin"] = Access.Organizer,
        ["GET /api/v1/events/{id}/checkin/conflicts"] = Access.Organizer,
        ["GET /api/v1/events/{id}/checkin/revocations"] = Access.Scanner,
        ["GET /api/v1/tickets/{id}/checkin"] = Access.Scanner,
        ["POST /api/v1/tickets/{id}/checkin/undo"] = Access.Organizer,
        ["POST /api/v1/tickets/{id}/reissue"] = Access.Organizer,
        ["GET /api/v1/admin/finalization"] = Access.Admin,
        ["GET /api/v1/admin/finalization/dead-letters"] = Access.Admin,
        ["POST /api/v1/admin/finalization/dead-letters/{id}/retry"] = Access.Admin,
        ["GET /api/v1/admin/bookings"] = Access.Admin,
        ["GET /api/v1/admin/bookings/{id}"] = Access.Admin,
        ["PUT /api/v1/admin/bookings/{id}/confirm"] = Access.Admin,
        ["PUT /api/v1/admin/bookings/{id}/cancel"] = Access.Admin,
        ["PUT /api/v1/admin/bookings/{id}/refund"] = Access.Admin,
        ["GET /api/v1/availability/{event_id}"] = Access.Customer,
        ["POST /api/v1/availability/{event_id}/reserve"] = Access.Customer,
        ["DELETE /api/v1/availability/{event_id}/release"] = Access.Customer,
        ["POST /api/v1/waitlist"] = Access.Customer,
        ["GET /api/v1/waitlist"] = Access.Customer,
        ["GET /api/v1/waitlist/{entry_id}"] = Access.Customer,
        ["PUT /api/v1/waitlist/{entry_id}/cancel"] = Access.Customer,
        ["POST /api/v1/waitlist/{entry_id}/book"] = Access.Customer,
        ["GET /api/v1/admin/waitlist"] = Access.Admin,
        ["GET /api/v1/customers/me"] = Access.Customer,
        ["PUT /api/v1/customers/me"] = Access.Customer,
        ["DELETE /api/v1/customers/me"] = Access.Customer,
        ["GET /api/v1/customers/me/export"] = Access.Customer,
        ["GET /api/v1/customers/me/erasure"] = Access.Customer,
        ["DELETE /api/v1/admin/customers/{id}"] = Access.Admin,
        ["DELETE /api/v1/admin/bookings/{id}/personal-data"] = Access.Admin,
        ["GET /api/v1/admin/customers/{id}/export"] = Access.Admin,
        ["GET /api/v1/admin/customers/{id}/erasure"] = Access.Admin,
        ["GET /api/v1/admin/customers/{id}"] = Access.Admin,
        ["GET /api/v1/admin/customers/blocked"] = Access.Admin,
        ["PUT /api/v1/admin/customers/{id}/block"] = Access.Admin,
        ["PUT /api/v1/admin/customers/{id}/unblock"] = Access.Admin,
        ["POST /api/v1/events/{id}/duplicate"] = Access.Operator,
        ["PUT /api/v1/events/{id}/sections/{section_id}/prices"] = Access.Operator,
        ["POST /api/v1/events/{id}/sections"] = Access.Operator,
        ["PATCH /api/v1/events/{id}/sections/{section_id}"] = Access.Operator,
        ["DELETE /api/v1/events/{id}/sections/{section_id}"] = Access.Operator,
        ["GET /api/v1/events/{id}/notice"] = Access.Operator,
        ["POST /api/v1/events/{id}/messages"] = Access.Organizer,
        ["GET /api/v1/events/{id}/messages"] = Access.Organizer,
        ["GET /api/v1/events/{id}/messages/{message_id}"] = Access.Organizer,
        ["GET /api/v1/bookings/{id}/attendees"] = Access.Anyone,
        ["PUT /api/v1/bookings/{id}/attendees"] = Access.Checkout,
        ["GET /api/v1/events/{id}/attendees"] = Access.Organizer,
        ["GET /api/v1/events/{id}/attendees.csv"] = Access.Organizer,
        ["POST /api/v1/events/{id}/withholdings"] = Access.Organizer,
        ["GET /api/v1/events/{id}/withholdings"] = Access.Organizer,
        ["GET /api/v1/events/{id}/withholdings/{withholding_id}"] = Access.Organizer,
        ["POST /api/v1/events/{id}/withholdings/{withholding_id}/release"] = Access.Organizer,
        ["POST /api/v1/admin/events/{id}/cancel"] = Access.Admin,
        ["GET /api/v1/admin/events/{id}/cancellation"] = Access.Admin,
        ["GET /api/v1/admin/audit"] = Access.Admin,
        ["GET /api/v1/admin/availability"] = Access.Admin,
        ["POST /api/v1/admin/webhooks"] = Access.Admin,
        ["GET /api/v1/admin/webhooks"] = Access.Admin,
        ["GET /api/v1/admin/webhooks/{id}"] = Access.Admin,
        ["PUT /api/v1/admin/webhooks/{id}"] = Access.Admin,
        ["DELETE /api/v1/admin/webhooks/{id}"] = Access.Admin,
        ["POST /api/v1/admin/webhooks/{id}/rotate"] = Access.Admin,
        ["GET /api/v1/admin/webhooks/{id}/deliveries"] = Access.Admin,
        ["POST /api/v1/admin/webhooks/{id}/replay"] = Access.Admin,
        ["POST /api/v1/admin/webhooks/{id}/test"] = Access.Admin,
        ["POST /api/v1/organizations"] = Access.Admin,
        ["GET /api/v1/organizations"] = Access.Account,
        ["GET /api/v1/organizations/{id}"] = Access.Admin,
        ["PUT /api/v1/organizations/{id}"] = Access.Admin,
        ["GET /api/v1/organizations/{id}/staff"] = Access.Admin,
        ["POST /api/v1/organizations/{id}/staff"] = Access.Admin,
        ["DELETE /api/v1/organizations/{id}/staff/{subject}"] = Access.Admin,
        ["POST /api/v1/organizations/{id}/payment-account"] = Access.Admin,
        ["GET /api/v1/organizations/{id}/payment-account"] = Access.Admin,
        ["DELETE /api/v1/organizations/{id}/payment-account"] = Access.Admin,
        ["GET /api/v1/organizations/{id}/payment-account/payouts"] = Access.Admin,
        ["GET /api/v1/me"] = Access.Anyone,
        ["POST /api/v1/keys"] = Access.Admin,
        ["GET /api/v1/keys"] = Access.Admin,
        ["GET /api/v1/keys/{id}"] = Access.Admin,
        ["PUT /api/v1/keys/{id}"] = Access.Admin,
        ["DELETE /api/v1/keys/{id}"] = Access.Admin,
        ["POST /api/v1/sign-in/links"] = Access.Open,
        ["POST /api/v1/sign-in"] = Access.Open,
        ["DELETE /api/v1/session"] = Access.Account,
        ["POST /reserve"] = Access.Checkout,
        ["POST /buy"] = Access.Checkout,
        ["GET /seats/{seat_id}"] = Access.Open,
        ["GET /health"] = Access.Open,
        ["GET /api/v1/health"] = Access.Open,
        ["GET /health/ready"] = Access.Open,
        ["GET /health/startup"] = Access.Open,
        ["GET /health/live"] = Access.Open,
        ["GET /metrics"] = Access.Open,
        ["GET /api/v1/metrics"] = Access.Open,
        ["GET /"] = Access.Open,
        ["GET /info"] = Access.Open,
        ["GET /api/v1/info"] = Access.Open,
    };

    private static readonly Caller[] Callers =
    [
        Caller.Guest,
        new(PrincipalKind.User, "ann", Roles.Customer),
        new(PrincipalKind.User, "olga", Roles.Organizer),
        new(PrincipalKind.User, "adam", Roles.Admin),
        new(PrincipalKind.User, "gate-7", Roles.Scanner),
        new(PrincipalKind.User, "nobody", Roles.None),
    ];

    [Theory]
    [InlineData("guest")]
    [InlineData("strict")]
    [InlineData("checkout")]
    public void Every_rule_decides_for_every_caller_as_is_written_down(string mode)
    {
        foreach (var access in Enum.GetValues<Access>())
        {
            var decided = string.Concat(Callers.Select(caller => AccessRules.Decide(access, OptionsOf(mode), caller) switch
            {
                AccessVerdict.Allowed => 'y',
                AccessVerdict.Unknown => '1',
                _ => '3',
            }));
            Assert.Equal((access, mode, Expected[(access, mode)]), (access, mode, decided));
        }
    }

    [Theory]
    [InlineData("guest")]
    [InlineData("strict")]
    [InlineData("checkout")]
    public async Task Every_route_answers_every_caller_by_its_rule(string mode)
    {
        await using var service = await SecuredService.StartAsync(OptionsOf(mode));
        foreach (var route in service.Routes)
        {
            var expected = Expected[(route.Access, mode)];
            for (var i = 0; i < Callers.Length; i++)
            {
                var caller = Callers[i];
                var token = caller.IsGuest ? null : service.Token(caller.Subject!, caller.Roles);
                var (status, body, headers) = await service.SendAsync(route.Method, PathOf(route), token, route.TakesBody ? "{}" : null);
                var seen = status switch { 401 => '1', 403 => '3', _ => 'y' };
                Assert.Equal((route.Method, route.Path, caller.Roles, expected[i]), (route.Method, route.Path, caller.Roles, seen));
                if (seen != 'y')
                {
                    Assert.Equal(status == 401 ? "unauthenticated" : "forbidden", body.GetProperty("code").GetString());
                    Assert.StartsWith("Bearer realm=", headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public async Task A_token_that_is_refused_is_refused_on_every_route_that_looks_at_it()
    {
        await using var service = await SecuredService.StartAsync(OptionsOf("guest"));
        var stale = Forge.Hs256(Forge.Claims(("exp", Forge.Now.AddHours(-1).ToUnixTimeSeconds())));
        foreach (var route in service.Routes)
        {
            var (status, body, headers) = await service.SendAsync(route.Method, PathOf(route), stale, route.TakesBody ? "{}" : null);
            Assert.Equal((route.Path, route.Access is not (Access.Open or Access.Public)), (route.Path, status == 401));
            if (status == 401)
            {
                Assert.Equal("invalid_token", body.GetProperty("code").GetString());
                Assert.Equal(
                    "Bearer realm=\"ticketing\", error=\"invalid_token\", error_description=\"The token has expired.\"",
                    headers.GetValues("WWW-Authenticate").Single());
            }
        }
    }

    [Fact]
    public async Task Every_route_has_the_rule_that_is_written_down()
    {
        await using var service = await SecuredService.StartAsync();
        foreach (var route in service.Routes)
        {
            var name = $"{route.Method} {route.Path}";
            Assert.True(Rules.TryGetValue(name, out var rule), $"{name} is new: write down who may use it.");
            Assert.Equal((name, rule), (name, route.Access));
        }
    }

    [Fact]
    public async Task A_route_without_a_rule_keeps_the_service_from_starting()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SecuredService.StartAsync(map: static app =>
            app.MapGet("/forgotten", static () => TypedResults.Ok("nobody thought of who may see it")).WithRules(new Http.Rules())));
        Assert.Equal("An endpoint has no access rule.", error.Message);
    }

    private static AuthOptions OptionsOf(string mode) => Forge.Options with
    {
        Mode = mode == "guest" ? AuthMode.Guest : AuthMode.Strict,
        GuestCheckout = mode == "checkout",
    };

    /// <summary>The path with ids of things that are not there: whoever is let in gets a 404 or the like.</summary>
    private static string PathOf(Http.Rules route) => route.Path
        .Replace("{seat_id}", "A-1", StringComparison.Ordinal)
        .Replace("{id}", "4242d34d-8040-8000-8000-000000000000", StringComparison.Ordinal);
}
