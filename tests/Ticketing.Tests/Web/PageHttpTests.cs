using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ticketing.Identifiers;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Web;

/// <summary>What pages say in their headers, and to whom they say nothing.</summary>
public sealed partial class PageHttpTests(RunningService service) : IClassFixture<RunningService>, IDisposable
{
    /// <summary>Follows nothing and keeps nothing, so that a test sees what was sent.</summary>
    private readonly HttpClient _browser = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None })
    {
        BaseAddress = service.Client.BaseAddress,
        DefaultRequestHeaders = { { "Accept", "text/html,*/*;q=0.8" } },
    };

    public void Dispose() => _browser.Dispose();

    [Theory]
    [InlineData("/")]
    [InlineData("/nothing-here")]
    public async Task Pages_run_nothing_but_what_the_service_serves_and_are_kept_nowhere(string path)
    {
        using var page = await GetAsync(path);

        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        var policy = Header(page, "Content-Security-Policy");
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("no-referrer", Header(page, "Referrer-Policy"));
        Assert.Equal("nosniff", Header(page, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(page, "X-Frame-Options"));
        Assert.True(page.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_page_has_nothing_inline()
    {
        var html = await (await GetAsync($"/e/{await EventAsync()}")).Content.ReadAsStringAsync();

        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\son[a-z]+=", html);
        Assert.All(Script().Matches(html), static script => Assert.Contains("src=\"/assets/", script.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_tells_no_price_of_a_type_that_the_code_does_not_open()
    {
        var id = await EventAsync(new
        {
            name = "Gala",
            currency = "EUR",
            sections = new[] { new { id = "stalls", kind = "seated", rows = new[] { new { label = "A", seats = 4 } } } },
            ticket_types = new[] { new { id = "vip", price = "91.00", access = "code" }, new { id = "friend", price = "12.00", access = "code" } },
        });
        using var made = await service.Client.PostAsJsonAsync($"/api/v1/events/{id}/codes", new { code = "FRIENDS", opens_types = true, types = new[] { "friend" } });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);

        foreach (var path in new[] { $"/e/{id}", $"/e/{id}?code=friends", $"/e/{id}/plan", $"/e/{id}/plan?code=friends" })
        {
            var text = await (await GetAsync(path)).Content.ReadAsStringAsync();
            Assert.DoesNotContain("91.00", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\"minor\":9100", text, StringComparison.Ordinal);
        }

        var plan = await (await GetAsync($"/e/{id}/plan?code=friends")).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(1_200, plan.GetProperty("sections")[0].GetProperty("minor").GetInt64());
    }

    [Fact]
    public async Task Programs_get_what_they_got_before_there_were_pages()
    {
        using var info = await service.Client.GetAsync(new Uri("/", UriKind.Relative));
        using var unknown = await service.Client.GetAsync(new Uri("/nothing-here", UriKind.Relative));
        using var api = await GetAsync("/api/v1/nothing-here");

        Assert.Equal("application/json", info.Content.Headers.ContentType!.MediaType);
        Assert.Equal("application/problem+json", unknown.Content.Headers.ContentType!.MediaType);
        Assert.Equal("application/problem+json", api.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_form_that_is_not_ours_is_refused_with_a_page()
    {
        using FormUrlEncodedContent form = new([new("from", "best"), new("quantity", "1")]);
        using var answer = await _browser.PostAsync(new Uri($"/e/{await EventAsync()}/hold", UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("That form can’t be used any more", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("same-origin", null, 303)]
    [InlineData("cross-site", null, 400)]
    [InlineData("same-site", "own", 400)]
    [InlineData(null, "own", 303)]
    [InlineData(null, "https://elsewhere.example", 400)]
    [InlineData(null, "null", 400)]
    [InlineData(null, null, 400)]
    public async Task A_form_in_a_frame_counts_where_the_browser_says_that_it_is_ours(string? site, string? origin, int status)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/embed/{await EventAsync()}/hold")
        {
            Content = new FormUrlEncodedContent([new("key", Guid.NewGuid().ToString("N")), new("from", "places"), new("places-general", "1")]),
        };
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "own" ? _browser.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin);
        }

        using var answer = await _browser.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 303, answer.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(static cookie => cookie.StartsWith("ticketing-holder=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_holds_once()
    {
        var id = await EventAsync();
        using var page = await GetAsync($"/e/{id}");
        var html = await page.Content.ReadAsStringAsync();
        var cookie = Header(page, "Set-Cookie").Split(';')[0];
        KeyValuePair<string, string>[] fields =
        [
            new("form-token", Field(html, "form-token")), new("key", Field(html, "key")), new("from", "places"), new("places-general", "2"),
        ];
        var first = await SendAsync($"/e/{id}/hold", cookie, fields);
        var second = await SendAsync($"/e/{id}/hold", cookie, fields);

        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        Assert.StartsWith("/checkout/", first.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        var status = await service.Client.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/events/{id}/status", UriKind.Relative));
        Assert.Equal(2, status.GetProperty("held").GetInt32());
    }

    [Fact]
    public async Task An_order_keeps_the_language_of_the_page_that_it_was_made_on()
    {
        const string german = "; ticketing-language=de";
        var id = await EventAsync();
        using var page = await GetAsync($"/e/{id}");
        var html = await page.Content.ReadAsStringAsync();
        var cookie = Header(page, "Set-Cookie").Split(';')[0];
        using var held = await SendAsync($"/e/{id}/hold", cookie + german, [new("form-token", Field(html, "form-token")), new("key", Field(html, "key")), new("from", "places"), new("places-general", "1")]);
        var holder = held.Headers.GetValues("Set-Cookie").First(static set => set.StartsWith("ticketing-holder=", StringComparison.Ordinal)).Split(';')[0];
        var path = held.Headers.Location!.OriginalString;
        using var booked = await SendAsync($"{path}/pay", $"{cookie}; {holder}{german}", [new("form-token", Field(html, "form-token")), new("email", "anna@example.org")]);
        Assert.StartsWith("/my/", booked.Headers.Location?.OriginalString, StringComparison.Ordinal);

        using HttpRequestMessage look = new(HttpMethod.Get, $"/api/v1/bookings/{booked.Headers.Location!.OriginalString["/my/".Length..]}");
        look.Headers.Add("X-Payment-Token", holder["ticketing-holder=".Length..]);
        using var shown = await service.Client.SendAsync(look);
        Assert.Equal("de", (await shown.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("locale").GetString());
    }

    [Fact]
    public async Task Ticket_types_are_chosen_by_number_and_the_checkout_shows_lines_and_fees()
    {
        var id = await EventAsync(new
        {
            name = "Play",
            currency = "EUR",
            total_seats = 10,
            ticket_types = new object[] { new { id = "adult", name = "Adult", price = "20.00" }, new { id = "child", name = "Child", price = "9.99", max_per_order = 3 } },
            fees = new { per_ticket = new { @fixed = "1.00", percent = "2.5" }, per_order = new { @fixed = "0.50" } },
        });
        using var page = await GetAsync($"/e/{id}");
        var html = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        Assert.Contains("plus fees: €1.00 + 2.5 % for each ticket, €0.50 for the order", html, StringComparison.Ordinal);
        Assert.Contains("at most 3 in one order", html, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"quantity\"", html, StringComparison.Ordinal);

        var cookie = Header(page, "Set-Cookie").Split(';')[0];
        Task<HttpResponseMessage> ChooseAsync(string adults, string children) => SendAsync($"/e/{id}/hold", cookie,
        [
            new("form-token", Field(html, "form-token")), new("key", Field(html, "key")), new("from", "places"), new("places-general-adult", adults), new("places-general-child", children),
        ]);
        using var tooMany = await ChooseAsync("0", "4");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooMany.StatusCode);
        Assert.Contains("These tickets can’t be had together", WebUtility.HtmlDecode(await tooMany.Content.ReadAsStringAsync()), StringComparison.Ordinal);

        using var chosen = await ChooseAsync("2", "1");
        var holder = chosen.Headers.GetValues("Set-Cookie").First(static set => set.StartsWith("ticketing-holder=", StringComparison.Ordinal)).Split(';')[0];
        using var checkout = await GetAsync(chosen.Headers.Location!.OriginalString, holder);
        var order = Tag().Replace(WebUtility.HtmlDecode(await checkout.Content.ReadAsStringAsync()), " ");
        Assert.Contains(
            "2 × Adult €20.00 each €40.00 1 × Child €9.99 Fees for tickets €4.25 Fee for the order €0.50 Total €54.74",
            string.Join(' ', order.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_best_seats_say_from_which_price_a_type_is_where_sections_differ()
    {
        static object Section(string id, string adult) => new
        {
            id,
            kind = "seated",
            rows = new[] { new { label = "A", seats = 4 } },
            ticket_types = new[] { new { id = "adult", name = "Adult", price = adult }, new { id = "child", name = "Child", price = "9.99" } },
        };
        using var page = await GetAsync($"/e/{await EventAsync(new { name = "Play", currency = "EUR", sections = new[] { Section("front", "30"), Section("back", "20") } })}");
        var html = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        Assert.Contains("""Adult <span class="number">From €20.00</span>""", html, StringComparison.Ordinal);
        Assert.Contains("""Child <span class="number">€9.99</span>""", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_not_there()
    {
        using var page = await GetAsync($"/e/{await EventAsync("draft")}");

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
    }

    [Fact]
    public async Task A_link_with_the_holders_token_becomes_a_cookie_of_that_booking_alone()
    {
        var (booking, token) = await BookingAsync();
        using var link = await GetAsync($"/my/{booking}?t={token}");

        Assert.Equal(HttpStatusCode.SeeOther, link.StatusCode);
        Assert.Equal($"/my/{booking}", link.Headers.Location!.OriginalString);
        var cookie = Assert.Single(link.Headers.GetValues("Set-Cookie"), cookie => cookie.Contains($"path=/my/{booking}", StringComparison.Ordinal));
        Assert.StartsWith($"ticketing-holder={token};", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        using var page = await GetAsync($"/my/{booking}", cookie.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("You’re booked", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "?t=AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("", "")]
    [InlineData("/tickets.pdf", "")]
    [InlineData("/tickets/1.png", "")]
    [InlineData("/calendar.ics", "")]
    [InlineData("/cancel", "")]
    [InlineData("/give-back", "?ticket=1")]
    public async Task Without_the_token_a_booking_is_not_there(string part, string query)
    {
        var (booking, _) = await BookingAsync();
        using var page = await GetAsync($"/my/{booking}{part}{query}", "ticketing-holder=AAAAAAAAAAAAAAAAAAAAAA");

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains("Look for the e-mail", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_is_answered_wherever_a_page_is()
    {
        using HttpRequestMessage head = new(HttpMethod.Head, $"/e/{await EventAsync()}");
        using var answer = await _browser.SendAsync(head);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Files_are_kept_for_ever_under_an_address_of_their_content()
    {
        var html = await (await GetAsync("/")).Content.ReadAsStringAsync();
        var css = StyleSheet().Match(html).Groups[1].Value;
        using var file = await GetAsync(css);
        using HttpRequestMessage again = new(HttpMethod.Get, css);
        again.Headers.IfNoneMatch.Add(file.Headers.ETag!);
        using var known = await _browser.SendAsync(again);
        using var other = await GetAsync(css.Replace(css.Split('/')[2], "0000000000000000", StringComparison.Ordinal));

        Assert.Contains("immutable", Header(file, "Cache-Control"), StringComparison.Ordinal);
        Assert.Equal("text/css", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal("no-cache", Header(other, "Cache-Control"));
    }

    private Task<HttpResponseMessage> GetAsync(string path, string? cookie = null)
    {
        HttpRequestMessage request = new(HttpMethod.Get, path);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return _browser.SendAsync(request);
    }

    private Task<HttpResponseMessage> SendAsync(string path, string cookie, KeyValuePair<string, string>[] fields)
    {
        HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("Cookie", cookie);
        return _browser.SendAsync(request);
    }

    private Task<string> EventAsync(string status = "on_sale") => EventAsync(new { name = "Concert", total_seats = 10, status });

    private async Task<string> EventAsync(object facts)
    {
        using var answer = await service.Client.PostAsJsonAsync("/api/v1/events", facts);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("event_id").GetString()!;
    }

    /// <summary>A guest's booking, and its token.</summary>
    private async Task<(string Booking, string Token)> BookingAsync()
    {
        using var held = await service.Client.PostAsJsonAsync("/api/v1/holds", new { event_id = await EventAsync(), qty = 1 });
        var hold = await held.Content.ReadFromJsonAsync<JsonElement>();
        var (id, token) = (hold.GetProperty("hold_id").GetGuid(), hold.GetProperty("payment_token").GetString()!);
        using var booked = await service.Client.PostAsJsonAsync("/api/v1/book", new { hold_id = id, payment_token = token });
        Assert.Equal(HttpStatusCode.Created, booked.StatusCode);
        return (BookingId.Of(new HoldId(id)).ToString(), token);
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));

    private static string Field(string html, string name) => Regex.Match(html, $"name=\"{name}\" value=\"([^\"]+)\"").Groups[1].Value;

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();

    [GeneratedRegex("href=\"(/assets/[^\"]+base\\.css)\"")]
    private static partial Regex StyleSheet();
}
