using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Gateway;

/// <summary>What a request names and nobody knows is refused, and what was probably meant is said.</summary>
public sealed class UnknownNameTests : IAsyncLifetime
{
    private const string Id = "4242d34d-8040-8000-8000-000000000000";
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Organizer => Service.Token("olga", Roles.Organizer);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/events", """{"name":"x","total_seats":1,"sale_open_at":"2030-01-01T00:00:00Z"}""", "sale_open_at", "sale_opens_at")]
    [InlineData("/api/v1/events", """{"name":"x","total_seats":1,"policy":{"max_per_custmer":2}}""", "policy.max_per_custmer", "max_per_customer")]
    [InlineData("/api/v1/events", """{"name":"x","sections":[{"id":"a","kind":"seated","rows":[{"label":"A","seat":4}]}]}""", "sections[0].rows[0].seat", "seats")]
    [InlineData("/api/v1/events", """{"name":"x","sections":[{"id":"a","kind":"general","capacity":1},{"id":"b","Kind":"general"}]}""", "sections[1].Kind", "kind")]
    [InlineData("/api/v1/venues", """{"name":"x","capasity":3}""", "capasity", "capacity")]
    [InlineData("/api/v1/holds", """{"event_id":"4242d34d-8040-8000-8000-000000000000","quantity":1,"section_id":"a"}""", "section_id", "section")]
    [InlineData("/api/v1/book", """{"event_id":"4242d34d-8040-8000-8000-000000000000","qty":1,"mail":"ann@example.org"}""", "mail", "email")]
    [InlineData("/reserve", """{"seat_id":"A-1","userid":"ann"}""", "userid", "user_id")]
    public async Task A_member_that_is_not_known_is_named_with_the_one_that_is(string path, string body, string field, string meant)
    {
        var (status, problem, _) = await Service.SendAsync("POST", path, Organizer, body);
        Assert.Equal((422, "invalid_field"), (status, problem.GetProperty("code").GetString()));
        var name = field[(field.LastIndexOf('.') + 1)..];
        Assert.Equal($"{name} is not known here. Did you mean {meant}?", problem.GetProperty("errors").GetProperty(field)[0].GetString());
    }

    [Fact]
    public async Task What_is_like_nothing_that_is_known_is_named_alone()
    {
        var (status, problem, _) = await Service.SendAsync("POST", "/api/v1/holds", Organizer, $$"""{"event_id":"{{Id}}","qty":1,"newsletter":true}""");
        Assert.Equal((422, "newsletter is not known here."), (status, problem.GetProperty("errors").GetProperty("newsletter")[0].GetString()));
    }

    [Fact]
    public async Task A_section_beside_seats_is_refused()
    {
        foreach (var (path, quantity) in new[] { ("/api/v1/holds", "qty"), ("/api/v1/book", "qty"), ("/api/v1/bookings", "quantity") })
        {
            var (status, problem, _) = await Service.SendAsync("POST", path, Organizer, $$"""{"event_id":"{{Id}}","seats":["a-A-1"],"{{quantity}}":1,"section":"b"}""");
            Assert.Equal(422, status);
            Assert.Equal("section must be left out where seats are named.", problem.GetProperty("errors").GetProperty("section")[0].GetString());
        }
    }

    [Theory]
    [InlineData("GET", "/api/v1/admin/bookings?email=ann@example.org", "email", null)]
    [InlineData("GET", "/api/v1/admin/bookings?custmer_id=ann", "custmer_id", "customer_id")]
    [InlineData("GET", "/api/v1/events?limits=2", "limits", "limit")]
    [InlineData("GET", "/api/v1/events/4242d34d-8040-8000-8000-000000000000/seats?sections=a", "sections", "section")]
    [InlineData("GET", "/api/v1/events/4242d34d-8040-8000-8000-000000000000/stream?section=a", "section", "sections")]
    [InlineData("POST", "/api/v1/holds?dry_run=true", "dry_run", null)]
    public async Task A_parameter_that_is_not_known_is_named(string method, string path, string name, string? meant)
    {
        var (status, problem, _) = await Service.SendAsync(method, path, Service.Token("boss", Roles.Admin), method == "GET" ? null : $$"""{"event_id":"{{Id}}","qty":1}""");
        Assert.Equal(422, status);
        Assert.Equal(
            meant is null ? $"{name} is not known here." : $"{name} is not known here. Did you mean {meant}?", problem.GetProperty("errors").GetProperty(name)[0].GetString());
    }

    [Theory]
    [InlineData("/health?utm_source=x")]
    [InlineData("/metrics?collect[]=cpu")]
    [InlineData("/openapi/v1.json?v=2")]
    [InlineData("/docs/index.html?utm_source=mail")]
    [InlineData("/api/v1/events?LIMIT=2")]
    public async Task Pages_and_what_tools_ask_take_what_they_do_not_know(string path)
    {
        using var response = await Service.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task What_providers_send_may_have_more_in_it_than_is_known()
    {
        var body = """{"type":"payment.updated","livemode":false,"data":{"payment":"nobody-1","object":{}}}""";
        var now = Service.Office.Time.GetUtcNow().ToUnixTimeSeconds();
        var (status, _, _) = await Service.SendAsync(
            "POST", "/api/v1/payments/webhooks/test?account=1", null, body,
            ("webhook-id", "msg_1"), ("webhook-timestamp", $"{now}"), ("webhook-signature", Service.Office.Payments.Signer.Sign("msg_1", now, System.Text.Encoding.UTF8.GetBytes(body))));
        Assert.Equal(200, status);
    }
}
