using System.Text;
using System.Text.Json;
using Ticketing.Mail;
using Ticketing.Security;
using Ticketing.Tests.Documents;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Bookings;

/// <summary>The language in which who buys is written to.</summary>
public sealed class LocaleHttpTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task A_guest_is_written_to_in_the_language_that_the_order_names()
    {
        var id = await CreateAsync("0.00");
        await OrderAsync("/api/v1/book", id, "qty", "\"email\":\"anna@example.org\",\"locale\":\"de-AT\"");
        await OrderAsync("/api/v1/bookings", id, "quantity", "\"email\":\"berta@example.org\",\"locale\":\"de\"");
        await OrderAsync("/api/v1/book", id, "qty", "\"email\":\"carl@example.org\",\"locale\":\"en-GB\"", ("Accept-Language", "de"));
        await OrderAsync("/api/v1/book", id, "qty", "\"email\":\"dora@example.org\",\"locale\":\"fr\"");
        await OrderAsync("/api/v1/book", id, "qty", "\"email\":\"emil@example.org\"", ("Accept-Language", "de"));

        Assert.Equal(
            ["anna@example.org Ihr Ticket: Konzert", "berta@example.org Ihr Ticket: Konzert", "carl@example.org Your ticket: Konzert", "dora@example.org Your ticket: Konzert", "emil@example.org Your ticket: Konzert"],
            (await LettersAsync(5)).Select(static letter => $"{letter.To} {letter.Subject}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_no_language_tag_is_refused_by_the_name_of_the_field()
    {
        var id = await CreateAsync("0.00");
        foreach (var (path, body) in new[]
        {
            ("/api/v1/book", $$"""{"event_id":"{{id}}","qty":1,"locale":"de_DE"}"""),
            ("/api/v1/bookings", $$"""{"event_id":"{{id}}","quantity":1,"locale":"de_DE"}"""),
        })
        {
            var (status, problem, _) = await Service.SendAsync("POST", path, token: null, body);
            Assert.Equal(422, status);
            Assert.True(problem.GetProperty("errors").TryGetProperty("locale", out _), problem.ToString());
        }

        Assert.Equal(422, (await Service.SendAsync("PUT", "/api/v1/customers/me", Service.Token("ann", Roles.Customer), """{"locale":"de-"}""")).Status);
        Assert.Equal(200, (await Service.SendAsync("PUT", "/api/v1/customers/me", Service.Token("ann", Roles.Customer), """{"locale":"zh-Hant-TW"}""")).Status);
    }

    [Fact]
    public async Task An_order_keeps_its_language_for_tickets_and_receipts_also_where_nobody_is_written_to()
    {
        var token = Service.Token("ann", Roles.Customer);
        var booking = await OrderAsync("/api/v1/book", await CreateAsync("25.00"), "qty", "\"customer_id\":\"ann\",\"payment_method\":\"cash\",\"payment_reference\":\"1\",\"locale\":\"de\"", Boss);
        var id = booking.GetProperty("booking_id").GetString();
        Assert.Equal("de", booking.GetProperty("locale").GetString());
        Assert.Equal("de", (await Service.SendAsync("GET", $"/api/v1/bookings/{id}", token)).Body.GetProperty("locale").GetString());

        Assert.Contains("Samstag, 7. Juni 2031, 19:30 Uhr (Europe/Berlin)", await TextsAsync($"/api/v1/bookings/{id}/tickets.pdf", token));
        Assert.Contains("DESCRIPTION:Buchung", Encoding.UTF8.GetString(await FileAsync($"/api/v1/bookings/{id}/calendar.ics", token)), StringComparison.Ordinal);
        JsonElement receipts = default;
        await Service.Office.MinutesUntilAsync(async () => (receipts = (await Service.SendAsync("GET", $"/api/v1/bookings/{id}/receipts", token)).Body.GetProperty("items")).GetArrayLength() == 1);
        Assert.Contains(
            "Summe25,00 €", (await TextsAsync($"/api/v1/bookings/{id}/receipts/{receipts[0].GetProperty("number").GetString()}.pdf", token)).Select(static text => text.Replace('\u00a0', ' ')));
    }

    [Fact]
    public async Task Who_said_nothing_with_the_order_reads_what_their_profile_says()
    {
        var token = Service.Token("ann", Roles.Customer);
        Assert.Equal(200, (await Service.SendAsync("PUT", "/api/v1/customers/me", token, """{"name":"Anna","email":"anna@example.org","locale":"de-CH"}""")).Status);
        var booking = await OrderAsync("/api/v1/book", await CreateAsync("0.00"), "qty", "\"customer_id\":\"ann\"", token);

        Assert.False(booking.TryGetProperty("locale", out _));
        Assert.Equal("Ihr Ticket: Konzert", (await LettersAsync(1))[0].Subject);
        Assert.Contains("Bereich", await TextsAsync($"/api/v1/bookings/{booking.GetProperty("booking_id").GetString()}/tickets.pdf", token));
    }

    [Fact]
    public async Task A_link_to_sign_in_is_in_the_language_that_is_asked_for()
    {
        await using var service = await SecuredService.StartAsync(tickets: new Ticketing.Tickets.TicketOptions { PagesUrl = "https://tickets.example" });

        Assert.Equal(422, (await service.SendAsync("POST", "/api/v1/sign-in/links", token: null, """{"email":"anna@example.org","locale":"deutsch!"}""")).Status);
        Assert.Equal(202, (await service.SendAsync("POST", "/api/v1/sign-in/links", token: null, """{"email":"anna@example.org","locale":"de-AT"}""")).Status);
        Assert.Equal("Ihr Link zum Anmelden", Assert.Single(service.Post.Letters).Subject);
    }

    private async Task<string> CreateAsync(string price)
    {
        var (status, made, _) = await Service.SendAsync("POST", "/api/v1/events", Boss, $$"""
            {"name":"Konzert","currency":"EUR","starts_at":"2031-06-07T17:30:00Z","time_zone":"Europe/Berlin",
             "sections":[{"id":"floor","name":"Parkett","kind":"general","capacity":20,"price":"{{price}}"}]}
            """);
        Assert.True(status == 201, made.ToString());
        return made.GetProperty("event_id").GetString()!;
    }

    private Task<JsonElement> OrderAsync(string path, string id, string count, string more, params (string Name, string Value)[] headers) => OrderAsync(path, id, count, more, token: null, headers);

    private async Task<JsonElement> OrderAsync(string path, string id, string count, string more, string? token, params (string Name, string Value)[] headers)
    {
        var (status, booking, _) = await Service.SendAsync("POST", path, token, $$"""{"event_id":"{{id}}","{{count}}":1,{{more}}}""", headers);
        Assert.True(status == 201, booking.ToString());
        return booking;
    }

    private async Task<MailLetter[]> LettersAsync(int count)
    {
        await Service.Office.MinutesUntilAsync(() => Task.FromResult(Service.Office.Post.Letters.Count >= count));
        return [.. Service.Office.Post.Letters];
    }

    private async Task<IReadOnlyList<string>> TextsAsync(string path, string token) => new PdfReading(await FileAsync(path, token)).Texts(0);

    private async Task<byte[]> FileAsync(string path, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", token);
        using var response = await Service.Client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadAsByteArrayAsync();
    }
}
