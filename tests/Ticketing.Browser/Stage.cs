using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Ticketing.Tests.Processes;

namespace Ticketing.Browser;

/// <summary>A service and a browser for all tests.</summary>
public class Stage : IAsyncLifetime
{
    /// <summary>A machine with much to do takes long: what must come is waited for.</summary>
    private const float PatienceMilliseconds = 90_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-pages-").FullName;
    private ServiceProcess? _service;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Uri Url => _service!.Client.BaseAddress!;

    /// <summary>Where letters are kept.</summary>
    public string Mail => Path.Combine(_folder, "mail");

    /// <summary>What the service is started with beside its folders.</summary>
    protected virtual Dictionary<string, string> Settings => [];

    public virtual async Task InitializeAsync()
    {
        if (Chromium.Missing is not null)
        {
            return;
        }

        _service = await ServiceProcess.StartAsync(new Dictionary<string, string>(Settings)
        {
            ["Storage__Path"] = _folder,
            ["Mail__Folder"] = Mail,
            ["Pages__TimeZone"] = "Europe/Vienna",
        });
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium.Path, Args = ["--no-sandbox"], Timeout = PatienceMilliseconds });
    }

    public virtual async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _service?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A browser of somebody's own: nothing is shared with another's.</summary>
    public async Task<Visitor> VisitAsync(int width = 1_280, bool scripts = true, string language = "en", ColorScheme scheme = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Url.ToString(),
            JavaScriptEnabled = scripts,
            Locale = language,
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        return new Visitor(await context.NewPageAsync());
    }

    /// <summary>Creates an event: its id.</summary>
    public async Task<string> EventAsync(object facts) => Text(await _service!.PostAsync("/api/v1/events", facts), "event_id");

    /// <summary>Makes a code of the event.</summary>
    public async Task CodeAsync(string @event, object code) => Text(await _service!.PostAsync($"/api/v1/events/{@event}/codes", code), "code");

    /// <summary>Somebody else holds seats.</summary>
    public async Task HoldAsync(string @event, params string[] seats) => Text(await _service!.PostAsync("/api/v1/holds", new { event_id = @event, seats }), "hold_id");

    /// <summary>Somebody else holds places without numbers.</summary>
    public async Task HoldPlacesAsync(string @event, string section, int places) => Text(await _service!.PostAsync("/api/v1/holds", new { event_id = @event, section, qty = places }), "hold_id");

    /// <summary>Seats of a section are taken away for good.</summary>
    public async Task TakeAwayAsync(string @event, string section, params string[] seats)
    {
        var (_, view) = await _service!.GetAsync($"/api/v1/events/{@event}");
        using HttpRequestMessage request = new(HttpMethod.Patch, $"/api/v1/events/{@event}/sections/{section}") { Content = JsonContent.Create(new { remove_seats = seats }) };
        request.Headers.Add("If-Match", $"\"{view.GetProperty("version").GetInt64()}\"");
        using var answer = await _service.Client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string Text((int Status, JsonElement Body) answer, string member)
    {
        Assert.Equal(201, answer.Status);
        return answer.Body.GetProperty(member).GetString()!;
    }

    /// <summary>A play with seats at two prices, and places without numbers.</summary>
    public Task<string> PlayAsync(string name = "The Tempest") => EventAsync(new
    {
        name,
        currency = "EUR",
        venue = "Town Hall",
        address = "Main Street 1\n1010 Vienna",
        organizer = "Town Players",
        description = "Shipwreck, *magic* and a reckoning on an island: the last play that **William Shakespeare** wrote alone.",
        time_zone = "Europe/Vienna",
        doors_open_at = "2030-06-01T18:45:00+02:00",
        starts_at = "2030-06-01T19:30:00+02:00",
        ends_at = "2030-06-01T22:00:00+02:00",
        policy = new { max_quantity = 6, hold_ttl_seconds = 900, cancel_until_hours = 48, refund_percent = 80 },
        sections = new object[]
        {
            new { id = "stalls", name = "Stalls", kind = "seated", price = "38.00", rows = Rows(8, 16) },
            new { id = "circle", name = "Dress circle", kind = "seated", price = "25.00", rows = Rows(4, 22) },
            new { id = "standing", name = "Standing room", kind = "general", price = "12.00", capacity = 60 },
        },
    });

    /// <summary>A concert without numbered places.</summary>
    public Task<string> ConcertAsync(string name, int places, string price, int holdSeconds = 900) => EventAsync(new
    {
        name,
        currency = "EUR",
        venue = "Blue Cellar",
        starts_at = "2030-07-18T22:00:00+02:00",
        total_seats = places,
        price,
        policy = new { hold_ttl_seconds = holdSeconds },
    });

    public static object[] Rows(int rows, int seats) => [.. Enumerable.Range(0, rows).Select(row => (object)new { label = ((char)('A' + row)).ToString(), seats = seats + row })];
}

/// <summary>One service and one browser, one test after the other.</summary>
[CollectionDefinition(nameof(Stage))]
public sealed class StageCollection : ICollectionFixture<Stage>;
