using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Receipts;
using Ticketing.Security;
using Ticketing.Tests.Documents;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Security;
using Ticketing.Tickets;

namespace Ticketing.Tests.Tickets;

/// <summary>Tickets as their holders get them, checked with nothing but what is public.</summary>
public sealed class TicketHttpTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task A_confirmed_booking_has_a_ticket_for_each_seat()
    {
        await Service.SendAsync("PUT", "/api/v1/customers/me", Ann, """{"name":"Ann Example"}""");
        var (id, booking) = await BookAsync(await Service.Office.SeatedEventAsync(new RowPlan("A", 5)), "stalls-A-4", "stalls-A-5");
        var (status, body, _) = await Service.SendAsync("GET", $"/api/v1/bookings/{id}/tickets", Ann);
        Assert.Equal(200, status);
        var tickets = body.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal([$"{id}-1 A 4 25.00 Ann Example", $"{id}-2 A 5 25.00 Ann Example"], tickets.Select(static ticket =>
            $"{Text(ticket, "id")} {Text(ticket, "row")} {Text(ticket, "seat")} {Text(ticket, "price")} {Text(ticket, "holder")}"));
        Assert.All(tickets, ticket => Assert.Equal(Text(booking, "booking_reference"), Text(ticket, "reference")));
        await CheckAsync(Text(tickets[1], "code"), $"{id}-2", "stalls-A-5");
    }

    [Fact]
    public async Task The_keys_outlive_the_service()
    {
        await using var office = new BoxOffice();
        var before = await office.Grains.GetGrain<ITicketKeysGrain>(ITicketKeysGrain.All).Get();
        await office.CrashAsync();
        var after = await office.Grains.GetGrain<ITicketKeysGrain>(ITicketKeysGrain.All).Get();
        Assert.Equal(Assert.Single(before).X, Assert.Single(after).X);
    }

    [Fact]
    public async Task The_keys_are_a_key_set_that_others_can_read()
    {
        var (_, body, _) = await Service.SendAsync("GET", "/api/v1/tickets/keys");
        var key = Assert.Single(body.GetProperty("keys").EnumerateArray());
        Assert.Equal("EC P-256 sig ES256", $"{Text(key, "kty")} {Text(key, "crv")} {Text(key, "use")} {Text(key, "alg")}");
        Assert.Matches("^[0-9a-f]{8}$", Text(key, "kid"));
        Assert.Single(Jwks.Parse(System.Text.Encoding.UTF8.GetBytes(body.GetRawText())).Keys!);
    }

    [Fact]
    public async Task Tickets_are_had_as_files()
    {
        var created = await Service.SendAsync(
            "POST", "/api/v1/events", Service.Token("olga", Roles.Organizer), """{"name":"Concert","total_seats":5,"starts_at":"2027-02-01T19:30:00Z"}""");
        var (id, booking) = await BookAsync(new EventId(created.Body.GetProperty("event_id").GetGuid()));
        var reference = Text(booking, "booking_reference");
        Assert.Equal($"200 application/pdf attachment; filename=\"tickets-{reference}.pdf\" %PDF-1.4", await FileAsync($"/api/v1/bookings/{id}/tickets.pdf"));
        Assert.Equal("200 image/png  \u0089PNG\r\n\u001a\n", await FileAsync($"/api/v1/bookings/{id}/tickets/1.png"));
        Assert.Equal($"200 text/calendar attachment; filename=\"event-{reference}.ics\" BEGIN:VC", await FileAsync($"/api/v1/bookings/{id}/calendar.ics"));
        foreach (var number in new[] { "0", "2", "x", "-1" })
        {
            Assert.Equal("ticket_not_found", await Code($"/api/v1/bookings/{id}/tickets/{number}.png"));
        }

        var timeless = (await BookAsync(await Service.Office.GeneralEventAsync(5))).Id;
        Assert.Equal("no_start", await Code($"/api/v1/bookings/{timeless}/calendar.ics"));

        async Task<string> Code(string path) => Text((await Service.SendAsync("GET", path, Ann)).Body, "code");
    }

    [Fact]
    public async Task So_many_files_are_drawn_at_a_time_so_many_wait_and_one_more_is_told_to_come_again()
    {
        var atOnce = Math.Max(1, Environment.ProcessorCount / 2) + 64;
        using SlowPress press = new();
        await using var service = await SecuredService.StartAsync(documents: press);
        var id = await service.Office.FreeEventAsync(5);
        var ann = service.Token("ann", Roles.Customer);
        var booked = await service.SendAsync("POST", "/api/v1/bookings", ann, $$"""{"event_id":"{{id}}","quantity":1}""");
        var path = $"/api/v1/bookings/{Text(booked.Body, "id")}/tickets.pdf";
        var asked = Enumerable.Range(0, atOnce + 1).Select(_ => service.SendAsync("GET", path, ann)).ToList();
        var first = await Task.WhenAny(asked);
        var (status, body, headers) = await first;
        Assert.Equal((429, "rate_limited", TimeSpan.FromSeconds(1)), (status, Text(body, "code"), headers.RetryAfter!.Delta));
        asked.Remove(first);
        press.Open();
        Assert.All(await Task.WhenAll(asked), static answer => Assert.Equal(200, answer.Status));
    }

    [Fact]
    public async Task However_often_it_is_shown_a_ticket_has_one_code()
    {
        var (id, _) = await BookAsync(await Service.Office.GeneralEventAsync(5));
        var path = $"/api/v1/bookings/{id}/tickets";
        List<string> codes = [];
        List<byte[]> pictures = [], pages = [];
        for (var i = 0; i < 3; i++)
        {
            codes.Add(Text((await Service.SendAsync("GET", path, Ann)).Body.GetProperty("items")[0], "code"));
            pictures.Add(await BytesAsync(path + "/1.png"));
            pages.Add(await BytesAsync(path + ".pdf"));
        }

        var code = Modules.Of(Assert.Single(codes.Distinct()));
        Assert.All(pictures, picture => Assert.Equal(code, Modules.InPng(picture)));
        Assert.All(pages, page => Assert.Equal(code, Modules.InPage(Assert.Single(new PdfReading(page).Pages))));
    }

    [Fact]
    public async Task A_calendar_entry_counts_up_when_its_event_or_its_places_change()
    {
        var olga = Service.Token("olga", Roles.Organizer);
        var created = await Service.SendAsync("POST", "/api/v1/events", olga, """{"name":"Concert","total_seats":5,"starts_at":"2027-02-01T19:30:00Z"}""");
        var @event = Text(created.Body, "event_id");
        var (id, _) = await BookAsync(new EventId(Guid.Parse(@event)));
        var (first, name) = await EntryAsync();
        Assert.Equal("Concert", name);

        var renamed = await Service.SendAsync("PATCH", $"/api/v1/events/{@event}", olga, """{"name":"Recital"}""", ("If-Match", "\"1\""));
        Assert.Equal(200, renamed.Status);
        var (second, other) = await EntryAsync();
        Assert.Equal("Recital", other);
        Assert.True(second > first, $"{second} follows {first}.");

        async Task<(int Sequence, string Name)> EntryAsync()
        {
            var lines = System.Text.Encoding.UTF8.GetString(await BytesAsync($"/api/v1/bookings/{id}/calendar.ics")).Split("\r\n");
            return (int.Parse(Value("SEQUENCE:"), CultureInfo.InvariantCulture), Value("SUMMARY:"));

            string Value(string start) => lines.Single(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..];
        }
    }

    [Fact]
    public async Task Tickets_are_sent_to_their_customer_whoever_asks()
    {
        var (id, _) = await BookAsync(await Service.Office.GeneralEventAsync(5));
        var path = $"/api/v1/bookings/{id}/tickets/mail";
        Assert.Equal((409, "no_address"), await SendAsync(Ann));
        await Service.SendAsync("PUT", "/api/v1/customers/me", Ann, """{"name":"Ann","email":"ann@example.org"}""");
        await Service.SendAsync("PUT", "/api/v1/customers/me", Boss, """{"email":"boss@example.org"}""");
        Assert.Equal((200, null), await SendAsync(Ann));
        Assert.Equal((422, "invalid_field"), await SendAsync(Boss));
        Assert.Equal((200, null), await SendAsync(Boss, """{"reason":"asked for at the counter"}"""));
        Assert.Equal((404, "booking_not_found"), await SendAsync(Service.Token("bob", Roles.Customer)));
        Assert.Equal(["ann@example.org Ann", "ann@example.org Ann"], Service.Post.Letters.Select(static letter => $"{letter.To} {letter.ToName}"));

        Service.Post.Outcome = new MailOutcome(MailResult.Refused, "550 ann@example.org is gone");
        Assert.Equal((409, "mail_refused"), await SendAsync(Ann));
        Service.Post.Outcome = new MailOutcome(MailResult.Unavailable, "away");
        Assert.Equal((503, "mail_unavailable"), await SendAsync(Ann));

        async Task<(int Status, string? Code)> SendAsync(string token, string? reason = null)
        {
            var (status, body, _) = await Service.SendAsync("POST", path, token, reason);
            return (status, body.TryGetProperty("code", out var code) ? code.GetString() : null);
        }
    }

    [Fact]
    public async Task A_guests_tickets_go_to_the_address_that_was_given_with_the_booking()
    {
        await using var service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });
        var id = await service.Office.FreeEventAsync(5);
        var (_, booking, _) = await service.SendAsync("POST", "/api/v1/book", null, $$"""{"event_id":"{{id}}","qty":2,"email":"guest@example.org"}""");
        var path = $"/api/v1/bookings/{Text(booking, "id")}/tickets/mail";
        Assert.Equal(404, (await service.SendAsync("POST", path)).Status);
        Assert.Empty(service.Post.Letters);
        Assert.Equal(200, (await service.SendAsync("POST", path, null, null, ("X-Payment-Token", Text(booking, "payment_token")))).Status);
        Assert.Equal("guest@example.org", Assert.Single(service.Post.Letters).To);
    }

    [Fact]
    public async Task Tickets_are_their_customers_alone()
    {
        var (id, _) = await BookAsync(await Service.Office.GeneralEventAsync(5));
        var path = $"/api/v1/bookings/{id}/tickets";
        Assert.Equal(404, (await Service.SendAsync("GET", path, Service.Token("bob", Roles.Customer))).Status);
        Assert.Equal(404, (await Service.SendAsync("GET", path)).Status);
        Assert.Equal(200, (await Service.SendAsync("GET", path, Boss)).Status);
    }

    [Fact]
    public async Task A_booking_that_does_not_count_has_none()
    {
        var pending = await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"event_id":"{{await Service.Office.GeneralEventAsync(5)}}","quantity":1}""");
        await RefusedAsync(Text(pending.Body, "id"));
        var (id, _) = await BookAsync(await Service.Office.GeneralEventAsync(5));
        Assert.Equal(200, (await Service.SendAsync("PUT", $"/api/v1/bookings/{id}/cancel", Ann)).Status);
        await RefusedAsync(id);

        async Task RefusedAsync(string booking)
        {
            var (status, body, _) = await Service.SendAsync("GET", $"/api/v1/bookings/{booking}/tickets", Ann);
            Assert.Equal((409, "no_tickets"), (status, Text(body, "code")));
        }
    }

    private async Task<string> FileAsync(string path)
    {
        using var response = await GetAsync(path);
        var content = response.Content;
        Assert.True(response.Headers.CacheControl!.NoStore);
        return $"{(int)response.StatusCode} {content.Headers.ContentType!.MediaType} {content.Headers.ContentDisposition} {System.Text.Encoding.Latin1.GetString((await content.ReadAsByteArrayAsync())[..8])}";
    }

    private async Task<byte[]> BytesAsync(string path)
    {
        using var response = await GetAsync(path);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync();
    }

    private async Task<HttpResponseMessage> GetAsync(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Ann);
        return await Service.Client.SendAsync(request);
    }

    /// <summary>As a gate does that has downloaded the keys.</summary>
    private async Task CheckAsync(string code, string ticket, string seat)
    {
        var bytes = Base32.Decode(code)!;
        var (claims, keyId, _) = TicketCode.Read(bytes);
        Assert.Equal((ticket, seat, 1), (claims!.TicketId.ToString(), claims.Seat, claims.Revision));
        var keys = (await Service.SendAsync("GET", "/api/v1/tickets/keys")).Body.GetProperty("keys").EnumerateArray();
        var key = keys.Single(key => Text(key, "kid") == keyId.ToString("x8", CultureInfo.InvariantCulture));
        using var checking = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(Text(key, "x")), Y = Base64Url.DecodeFromChars(Text(key, "y")) },
        });
        Assert.True(checking.VerifyData(bytes.AsSpan(..^TicketCode.SignatureLength), bytes.AsSpan(^TicketCode.SignatureLength..), HashAlgorithmName.SHA256));
    }

    private async Task<(string Id, JsonElement Booking)> BookAsync(EventId id, params string[] seats)
    {
        var wish = seats.Length == 0 ? "\"qty\":1" : $"\"seats\":[{string.Join(',', seats.Select(static seat => $"\"{seat}\""))}]";
        var (_, hold, _) = await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}",{{wish}}}""");
        var (status, booking, _) = await Service.SendAsync(
            "POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"R-1"}""");
        Assert.Equal(201, status);
        return (Text(booking, "booking_id"), booking);
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    /// <summary>Draws nothing until it is opened.</summary>
    private sealed class SlowPress : ITicketDocuments, IDisposable
    {
        private readonly ManualResetEventSlim _isOpen = new();

        public void Open() => _isOpen.Set();

        public byte[] Pdf(IReadOnlyList<TicketView> tickets)
        {
            _isOpen.Wait();
            return [1];
        }

        public byte[] Receipt(PrintedReceipt receipt) => throw new NotSupportedException();

        public byte[] Png(TicketView ticket) => throw new NotSupportedException();

        public byte[]? Calendar(IReadOnlyList<TicketView> tickets, DateTimeOffset now) => throw new NotSupportedException();

        public MailLetter Letter(IReadOnlyList<TicketView> tickets, string address, DateTimeOffset now, string? page = null, IReadOnlyCollection<GivenBackTicket>? givenBack = null) => throw new NotSupportedException();

        public MailLetter Notice(IReadOnlyList<TicketView> tickets, ChangeNotice notice, string address, DateTimeOffset now) => throw new NotSupportedException();

        public MailLetter Message(TicketView ticket, int place, Ticketing.Events.EventMessage message, string address, string? page) => throw new NotSupportedException();

        public MailLetter SignIn(SignInLetter link, string address) => throw new NotSupportedException();

        public MailLetter Farewell(TicketView ended, string address, DateTimeOffset now) => throw new NotSupportedException();

        public MailLetter Invitation(string id, Ticketing.Events.EventView view, string link, string address, string? locale) => throw new NotSupportedException();

        public MailLetter Offer(Ticketing.Waitlists.WaitlistOffer offer, string address) => throw new NotSupportedException();

        public MailLetter AccessLost(Ticketing.Organizations.LostAccess lost, string organization, string address, string? locale) => throw new NotSupportedException();

        public void Dispose() => _isOpen.Dispose();
    }
}
