using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Ticketing.Security;
using Ticketing.Tests.Processes;

namespace Ticketing.Browser.Door;

/// <summary>Tests of the door share a service and a browser, and run one after the other, when those of other pages are through.</summary>
[CollectionDefinition(DoorService.Collection, DisableParallelization = true)]
public sealed class DoorTests : ICollectionFixture<DoorService>;

/// <summary>The service as it runs, with events and tickets to check in, and a browser.</summary>
public sealed class DoorService : IAsyncLifetime
{
    public const string Collection = "Door";

    private const string Secret = "a secret that these tests alone sign tokens with";

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-door-").FullName;
    private ServiceProcess? _service;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public HttpClient Client => _service!.Client;

    public string Organizer => Token("olga", Roles.Organizer);

    public string Scanner => Token("gate-1", Roles.Scanner);

    public static string Token(string subject, Roles roles, TimeSpan? lifetime = null) =>
        new TokenIssuer(new AuthOptions { SigningKey = new SigningSecret(Encoding.UTF8.GetBytes(Secret)) }, TimeProvider.System, new RandomIdSource()).Issue(subject, roles, lifetime);

    public async Task InitializeAsync()
    {
        if (Chromium.Missing is not null)
        {
            return;
        }

        _service = await ServiceProcess.StartAsync(new Dictionary<string, string>
        {
            ["Storage__Path"] = _folder,
            ["Mail__Folder"] = Path.Combine(_folder, "mail"),
            ["Pages__Url"] = "https://tickets.example",
            ["Auth__SigningKey"] = Secret,
            ["Webhooks__AllowPrivateNetworks"] = "true",
        });
        _playwright = await Playwright.CreateAsync();
        _browser = await StartBrowserAsync();
    }

    /// <summary>Another browser, such as one with a camera.</summary>
    public Task<IBrowser> StartBrowserAsync(params string[] arguments) => _playwright!.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Chromium.Path,
        Args = ["--no-sandbox", "--disable-dev-shm-usage", .. arguments],
        Timeout = 120_000,
    });

    /// <summary>A browser of somebody's own, such as an organizer's.</summary>
    internal async Task<Visitor> VisitAsync(int width = 1_280)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Client.BaseAddress!.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            Locale = "en-GB",
            TimezoneId = "UTC",
        });
        context.SetDefaultTimeout(120_000);
        context.SetDefaultNavigationTimeout(120_000);
        return new Visitor(await context.NewPageAsync());
    }

    /// <summary>A phone of somebody at the door; nobody has signed in on it.</summary>
    internal Task<Phone> PhoneAsync(IBrowser? browser = null, int width = 390, int height = 844, bool keepsPage = false) =>
        Phone.StartAsync(browser ?? _browser!, Client.BaseAddress!, width, height, keepsPage);

    /// <summary>An event with numbered seats that begins in an hour.</summary>
    internal Task<Evening> EveningAsync(string name) => EveningAsync(name, TimeProvider.System.GetUtcNow().AddHours(1));

    internal async Task<Evening> EveningAsync(string name, DateTimeOffset starts, string? zone = null)
    {
        var id = (await SendAsync("/api/v1/events", Organizer, new
        {
            name,
            starts_at = starts,
            time_zone = zone,
            currency = "EUR",
            sections = new[] { new { id = "stalls", name = "Stalls", kind = "seated", price = "0.00", rows = new[] { new { label = "A", seats = 20 } } } },
        })).GetProperty("event_id").GetString()!;
        return new Evening(this, id, name);
    }

    /// <summary>The link that somebody was mailed last, as a path of the service.</summary>
    /// <param name="email">Where to.</param>
    /// <param name="part">What it has.</param>
    /// <param name="but">What it has not.</param>
    public async Task<string> LinkAsync(string email, string part = "/sign-in?link=", string but = "\0")
    {
        for (var tries = 0; tries < 600; tries++)
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(_folder, "mail")).OrderDescending(StringComparer.Ordinal))
            {
                using var letter = await MimeKit.MimeMessage.LoadAsync(file);
                if (letter.To.Mailboxes.Any(box => box.Address == email)
                    && letter.TextBody?.Split('\n').FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal) && !line.Contains(but, StringComparison.Ordinal)) is { } link)
                {
                    return new Uri(link.Trim()).PathAndQuery + new Uri(link.Trim()).Fragment;
                }
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"{email} was sent no link.");
    }

    public async Task<JsonElement> SendAsync(string path, string? token, object? body, HttpMethod? method = null)
    {
        using HttpRequestMessage request = new(method ?? HttpMethod.Post, path);
        if (token is not null)
        {
            request.Headers.Add("Authorization", "Bearer " + token);
        }

        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _service?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>An event, and tickets for it.</summary>
internal sealed class Evening(DoorService service, string id, string name)
{
    public string Id => id;

    public string Name => name;

    public async Task<Bought> BuyAsync(params string[] seats)
    {
        var hold = await service.SendAsync("/api/v1/holds", service.Organizer, new { event_id = id, seats });
        var booking = await service.SendAsync("/api/v1/book", service.Organizer, new
        {
            hold_id = hold.GetProperty("hold_id").GetString(),
            payment_token = hold.GetProperty("payment_token").GetString(),
        });
        var number = booking.GetProperty("booking_id").GetString()!;
        var tickets = await service.SendAsync($"/api/v1/bookings/{number}/tickets", service.Organizer, null, HttpMethod.Get);
        return new Bought(number, [.. tickets.GetProperty("items").EnumerateArray().Select(static ticket => ticket.GetProperty("code").GetString()!)]);
    }

    public Task CancelAsync(Bought bought) =>
        service.SendAsync($"/api/v1/bookings/{bought.Booking}/cancel", service.Organizer, new { reason = "sold out of mind" }, HttpMethod.Put);

    /// <summary>Somebody else scans a ticket.</summary>
    public Task ScanAsync(string code, string gate) => service.SendAsync("/api/v1/checkin", service.Scanner, new { ticket = code, gate });

    public async Task<JsonElement> CountsAsync() => await service.SendAsync($"/api/v1/events/{id}/checkin", service.Organizer, null, HttpMethod.Get);

    public async Task<byte[]> PictureAsync(Bought bought, int number = 1)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"/api/v1/bookings/{bought.Booking}/tickets/{number}.png");
        request.Headers.Add("Authorization", "Bearer " + service.Organizer);
        using var response = await service.Client.SendAsync(request);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }
}

/// <param name="Booking">The booking's id.</param>
/// <param name="Codes">The codes of its tickets.</param>
internal sealed record Bought(string Booking, string[] Codes)
{
    public string Code => Codes[0];

    /// <summary>What a person says who has no code.</summary>
    public string Reference => Ticketing.Identifiers.BookingReference.Of(new(Guid.Parse(Booking)));

    /// <summary>The same ticket with a letter of its signature changed.</summary>
    public string Forged => Code[..^30] + (Code[^30] == 'A' ? 'B' : 'A') + Code[^29..];
}
