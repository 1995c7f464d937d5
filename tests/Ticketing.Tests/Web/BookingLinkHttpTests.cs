using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Web;

/// <summary>A guest's way from the letter to the booking's page, in a service that knows where its pages are.</summary>
public sealed partial class BookingLinkHttpTests : IAsyncLifetime
{
    private const string Pages = "https://tickets.example.org";

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-links-").FullName;
    private ServiceProcess? _service;
    private HttpClient? _browser;

    private ServiceProcess Service => _service!;

    private string Mail => Path.Combine(_folder, "mail");

    public async Task InitializeAsync()
    {
        _service = await ServiceProcess.StartAsync(new Dictionary<string, string> { ["Storage__Path"] = _folder, ["Mail__Folder"] = Mail, ["Pages__Url"] = Pages + "/" });
        _browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = Service.Client.BaseAddress,
            DefaultRequestHeaders = { { "Accept", "text/html" } },
        };
    }

    public Task DisposeAsync()
    {
        _browser?.Dispose();
        _service?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_letters_link_opens_the_booking_until_a_ticket_is_passed_on_or_places_are_exchanged()
    {
        var (booking, token) = await BookAsync();
        var first = await LinkAsync(letters: 1);
        Assert.StartsWith($"{Pages}/my/{booking}?t=", first, StringComparison.Ordinal);
        var cookie = await OpenAsync(first, booking);
        var (status, html) = await ShowAsync($"/my/{booking}", cookie);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.DoesNotContain(token, html, StringComparison.Ordinal);

        // Passed on by the page that the letter opened: this browser goes on, the link and what it opened elsewhere do not.
        var next = await PassOnAsync(booking, cookie);
        Assert.NotEqual(cookie, next);
        Assert.Equal(HttpStatusCode.NotFound, (await ShowAsync($"/my/{booking}", cookie)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ShowAsync(new Uri(first).PathAndQuery, cookie: null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await ShowAsync($"/my/{booking}", next)).Status);

        // Who made the booking is not sent away.
        Assert.Equal(HttpStatusCode.OK, (await ShowAsync($"/my/{booking}", $"ticketing-holder={token}")).Status);
        Assert.DoesNotContain(Service.Output.Lines, line => line.Contains(new Uri(first).Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_exchange_brings_a_letter_with_another_link_and_ends_the_one_before()
    {
        var (booking, token) = await BookAsync();
        var first = await LinkAsync(letters: 1);
        using HttpRequestMessage exchange = new(HttpMethod.Post, $"/api/v1/bookings/{booking}/exchange") { Content = JsonContent.Create(new { seats = new[] { "stalls-A-3", "stalls-A-4" } }) };
        exchange.Headers.Add("X-Payment-Token", token);
        using var exchanged = await Service.Client.SendAsync(exchange);
        Assert.True(exchanged.IsSuccessStatusCode, await exchanged.Content.ReadAsStringAsync());

        var second = await LinkAsync(letters: 2, not: first);
        Assert.Equal(HttpStatusCode.NotFound, (await ShowAsync(new Uri(first).PathAndQuery, cookie: null)).Status);
        await OpenAsync(second, booking);
    }

    /// <summary>Two free seats, for a guest's address: confirmed at once.</summary>
    private async Task<(string Booking, string Token)> BookAsync()
    {
        var created = await Service.PostAsync("/api/v1/events", new
        {
            name = "Open Studio",
            starts_at = "2030-06-01T19:30:00Z",
            sections = new[] { new { id = "stalls", name = "Stalls", kind = "seated", price = "0.00", rows = new[] { new { label = "A", seats = 8 } } } },
        });
        Assert.Equal(201, created.Status);
        var booked = await Service.PostAsync("/api/v1/bookings", new { event_id = created.Body.GetProperty("event_id").GetString(), seats = new[] { "stalls-A-1", "stalls-A-2" }, email = "ann@example.org" });
        Assert.Equal(201, booked.Status);
        return (booked.Body.GetProperty("id").GetString()!, booked.Body.GetProperty("payment_token").GetString()!);
    }

    /// <summary>The link of the letter that comes last, once there are so many.</summary>
    private async Task<string> LinkAsync(int letters, string? not = null)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            var links = Directory.Exists(Mail) ? Directory.GetFiles(Mail, "*.eml").Select(static file => Link().Match(MimeKit.MimeMessage.Load(file).TextBody ?? "").Value).Where(static link => link.Length > 0).ToArray() : [];
            if (links.Length == letters)
            {
                return links.Single(link => link != not);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), deadline.Token);
        }
    }

    /// <summary>Follows a link: it becomes a cookie, and the address a clean one that nothing keeps and tells nobody.</summary>
    private async Task<string> OpenAsync(string link, string booking)
    {
        using var answer = await _browser!.GetAsync(new Uri(new Uri(link).PathAndQuery, UriKind.Relative));
        Assert.Equal((HttpStatusCode.SeeOther, $"/my/{booking}"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        return CookieOf(answer, booking);
    }

    /// <summary>Passes the first ticket on to somebody who is known, with the form of the page.</summary>
    private async Task<string> PassOnAsync(string booking, string cookie)
    {
        var staff = Staff().Match(await Service.Output.LineAsync(static line => Staff().IsMatch(line))).Groups[1].Value;
        using HttpRequestMessage profile = new(HttpMethod.Put, "/api/v1/customers/me") { Content = JsonContent.Create(new { name = "Bob", email = "bob@example.org" }) };
        profile.Headers.Authorization = new AuthenticationHeaderValue("Bearer", staff);
        using var saved = await Service.Client.SendAsync(profile);
        var bob = (await saved.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;

        using HttpRequestMessage asked = new(HttpMethod.Get, $"/my/{booking}/tickets/1/pass") { Headers = { { "Cookie", cookie } } };
        using var page = await _browser!.SendAsync(asked);
        var form = Form().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
        var forms = Assert.Single(page.Headers.GetValues("Set-Cookie"), static one => one.StartsWith("ticketing-form=", StringComparison.Ordinal)).Split(';')[0];
        using HttpRequestMessage sent = new(HttpMethod.Post, $"/my/{booking}/tickets/1/pass")
        {
            Headers = { { "Cookie", $"{cookie}; {forms}" } },
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["form-token"] = form, ["to"] = bob }),
        };
        using var passed = await _browser.SendAsync(sent);
        Assert.Equal($"/my/{booking}?done=passed", passed.Headers.Location?.OriginalString);
        return CookieOf(passed, booking);
    }

    private async Task<(HttpStatusCode Status, string Html)> ShowAsync(string path, string? cookie)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        using var answer = await _browser!.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string CookieOf(HttpResponseMessage answer, string booking) =>
        Assert.Single(answer.Headers.GetValues("Set-Cookie"), cookie => cookie.Contains($"path=/my/{booking};", StringComparison.Ordinal)).Split(';')[0];

    [GeneratedRegex(@"https://tickets\.example\.org/my/[0-9a-f-]+\?t=[\w-]{22}")]
    private static partial Regex Link();

    [GeneratedRegex(@"/organize#token=(\S+)")]
    private static partial Regex Staff();

    [GeneratedRegex("name=\"form-token\" value=\"([^\"]+)\"")]
    private static partial Regex Form();
}
