using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Reminders;
using Orleans.TestingHost;
using Ticketing.Configuration;
using Ticketing.Hosting;
using Ticketing.Security;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Payments;

/// <summary>The whole service over a SQLite file, which is paid through a Stripe on this machine, with a clock that the test moves.</summary>
internal sealed class StripeShop : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-stripe-").FullName;
    private readonly OngoingWork _work = new();
    private WebApplication? _app;
    private HttpClient? _client;

    private StripeShop(FakeStripe stripe, bool sellsForOrganizations = false) => (Stripe, SellsForOrganizations) = (stripe, sellsForOrganizations);

    public FakeStripe Stripe { get; }

    public ManualTimeProvider Time { get; } = new();

    public HttpClient Client => _client!;

    /// <summary>Organizations sell by accounts of their own.</summary>
    public bool SellsForOrganizations { get; }

    /// <summary>Whose event it is. Empty: nobody's but the platform's.</summary>
    public string Organization { get; private set; } = "";

    /// <summary>The organization's account. Null: it has none.</summary>
    public string? Account { get; private set; }

    public string Event { get; private set; } = "";

    public string Booking { get; private set; } = "";

    /// <summary>The token of who booked.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Opens with a booking of two places that waits for its payment.</summary>
    public static async Task<StripeShop> OpenAsync(string currency = "EUR", string price = "5.00", int? refundPercent = null, bool sellsForOrganizations = false)
    {
        var shop = new StripeShop(await FakeStripe.StartAsync(), sellsForOrganizations);
        await shop.StartAsync();
        if (sellsForOrganizations)
        {
            await shop.FoundAsync();
            await shop.ConnectAsync();
        }

        await shop.CreateEventAsync(currency, price, refundPercent);
        await shop.BookAsync(2);
        return shop;
    }

    /// <summary>Opens with an event, and nothing is booked yet.</summary>
    public static async Task<StripeShop> OpenForAsync(object @event)
    {
        var shop = new StripeShop(await FakeStripe.StartAsync());
        await shop.StartAsync();
        var created = await shop.SendAsync(HttpMethod.Post, "/api/v1/events", @event);
        Assert.True(created.Status == 201, created.Body.ToString());
        shop.Event = created.Body.GetProperty("event_id").GetString()!;
        return shop;
    }

    /// <summary>Opens with an organization that has no account.</summary>
    public static async Task<StripeShop> FoundedAsync(bool sellsForOrganizations = true)
    {
        var shop = new StripeShop(await FakeStripe.StartAsync(), sellsForOrganizations);
        await shop.StartAsync();
        await shop.FoundAsync();
        return shop;
    }

    /// <summary>Another organization, whose owner is called as it is.</summary>
    public async Task FoundAsync(string name = "olga")
    {
        var made = await AsAsync("adam", HttpMethod.Post, "/api/v1/organizations", new { name, owner_subject = name }, Roles.Admin);
        Assert.True(made.Status == 201, made.Body.ToString());
        (Organization, Account) = (made.Body.GetProperty("organization_id").GetString()!, null);
    }

    /// <summary>Its owner connects an account and says there what is missing.</summary>
    public async Task ConnectAsync(string owner = "olga")
    {
        var connected = await AsAsync(owner, HttpMethod.Post, $"/api/v1/organizations/{Organization}/payment-account");
        Assert.True(connected.Status == 200, connected.Body.ToString());
        Account = connected.Body.GetProperty("account").GetString()!;
        Stripe.Books.Accounts.Single(account => account.Id == Account).Complete();
        var seen = await AsAsync(owner, HttpMethod.Get, $"/api/v1/organizations/{Organization}/payment-account");
        Assert.True(seen.Body.GetProperty("takes_payments").GetBoolean(), seen.Body.ToString());
    }

    /// <summary>Of the organization, if there is one.</summary>
    public async Task CreateEventAsync(string currency = "EUR", string price = "5.00", int? refundPercent = null, string owner = "olga")
    {
        var facts = new { name = "Concert", currency, price, total_seats = 10, policy = new { refund_percent = refundPercent }, organization_id = Organization.Length > 0 ? Organization : null };
        var created = Organization.Length > 0 ? await AsAsync(owner, HttpMethod.Post, "/api/v1/events", facts) : await SendAsync(HttpMethod.Post, "/api/v1/events", facts);
        Assert.True(created.Status == 201, created.Body.ToString());
        Event = created.Body.GetProperty("event_id").GetString()!;
    }

    /// <summary>Looks at an event that was made before.</summary>
    public void BackToEvent(string @event) => Event = @event;

    /// <summary>Looks at an organization that was made before.</summary>
    public void BackToOrganization(string organization, string? account) => (Organization, Account) = (organization, account);

    /// <summary>A call of somebody who is known.</summary>
    public Task<(int Status, JsonElement Body)> AsAsync(string who, HttpMethod method, string path, object? body = null, Roles roles = Roles.Customer, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, body, [("Authorization", "Bearer " + _app!.Services.GetRequiredService<TokenIssuer>().Issue(who, roles)), .. headers]);

    /// <summary>The event becomes that. It is answered as the API does.</summary>
    public Task<(int Status, JsonElement Body)> ChangeEventAsync(object change, string owner = "olga") =>
        AsAsync(owner, HttpMethod.Patch, $"/api/v1/events/{Event}", change, headers: ("If-Match", "*"));

    public static Dictionary<string, string> Settings(FakeStripe stripe, string folder, bool sellsForOrganizations = false) => new(sellsForOrganizations ? stripe.ConnectSettings : stripe.Settings)
    {
        ["Auth:SigningKey"] = Forge.Secret,
        ["Storage:Path"] = folder,
        ["Mail:Folder"] = Path.Combine(folder, "mail"),
    };

    public async Task BookAsync(int places)
    {
        var booked = await SendAsync(HttpMethod.Post, "/api/v1/bookings", new { event_id = Event, quantity = places });
        Assert.True(booked.Status == 201, booked.Body.ToString());
        (Booking, Token) = (booked.Body.GetProperty("id").GetString()!, booked.Body.GetProperty("payment_token").GetString()!);
    }

    /// <summary>Looks at a booking that was made before.</summary>
    public void BackTo(string booking, string token) => (Booking, Token) = (booking, token);

    /// <summary>The host ends in order, and another one starts over the same store.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative));
        if (Token.Length > 0)
        {
            request.Headers.Add("X-Payment-Token", Token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = body is string text ? new StringContent(text, Encoding.UTF8, "application/json") : body is null ? null : JsonContent.Create(body);
        using var response = await Client.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, answer.StartsWith('{') ? JsonDocument.Parse(answer).RootElement.Clone() : default);
    }

    public Task<(int Status, JsonElement Body)> PayAsync(string means) => SendAsync(HttpMethod.Post, $"/api/v1/bookings/{Booking}/pay", new { payment_token = means });

    public async Task CancelAsync() => Assert.Equal(200, (await SendAsync(HttpMethod.Put, $"/api/v1/bookings/{Booking}/cancel", new { })).Status);

    public async Task<JsonElement[]> AttemptsAsync() =>
        [.. (await SendAsync(HttpMethod.Get, $"/api/v1/bookings/{Booking}/payment")).Body.GetProperty("items").EnumerateArray()];

    public Task<(int Status, JsonElement Body)> HearAsync(string type, System.Text.Json.Nodes.JsonObject about, TimeSpan age = default, string? secret = null) =>
        HearOfAsync(Account, type, about, age, secret);

    /// <summary>Stripe tells something of an account. Null: of the platform's own.</summary>
    public Task<(int Status, JsonElement Body)> HearOfAsync(string? account, string type, System.Text.Json.Nodes.JsonObject about, TimeSpan age = default, string? secret = null)
    {
        var (body, signature) = FakeStripe.Webhook(type, about, Time.GetUtcNow() - age, secret ?? (account is null ? FakeStripe.WebhookSecret : FakeStripe.ConnectSecret), account);
        return SendAsync(HttpMethod.Post, "/api/v1/payments/webhooks/stripe", body, ("Stripe-Signature", signature));
    }

    /// <summary>What the booking and its money are now: status, payment, free places.</summary>
    public async Task<(string? Status, string? Payment, int Free)> WhereAsync()
    {
        var booking = (await SendAsync(HttpMethod.Get, $"/api/v1/bookings/{Booking}")).Body;
        var counts = (await SendAsync(HttpMethod.Get, $"/api/v1/events/{Event}/status")).Body;
        return (booking.GetProperty("status").GetString(), booking.GetProperty("payment_status").GetString(), counts.GetProperty("available").GetInt32());
    }

    /// <summary>Lets two hours pass at most, until it is so; and nothing that Stripe was asked was out of form.</summary>
    public async Task EndsAsync(string status, string payment, int free, Func<bool>? also = null)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(90));
        for (var passed = TimeSpan.Zero; ; passed += Step)
        {
            if (await WhereAsync() == (status, payment, free) && also?.Invoke() != false)
            {
                Assert.Empty(Stripe.Wrong);
                Assert.All(Stripe.AskedOn, account => Assert.True(account is null != SellsForOrganizations || Organization.Length == 0, $"Stripe was asked on {account}."));
                return;
            }

            if (passed > TimeSpan.FromHours(2) || deadline.IsCancellationRequested)
            {
                Assert.Fail($"It is {await WhereAsync()} after {passed}: {string.Join("; ", await AttemptsAsync())}. Stripe was asked {string.Join(", ", Stripe.Asked)}; {string.Join(" ", Stripe.Wrong)}");
            }

            await PassAsync(Step);
        }
    }

    /// <summary>Lets time pass, and what is due in it end.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await _work.EndsAsync();
        Time.Advance(time);
        await _work.EndsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Stripe.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync()
    {
        string[] args = ["--hostBuilder:reloadConfigOnChange=false", "--environment=Development", "--URLS=http://127.0.0.1:0", .. Settings(Stripe, _folder, SellsForOrganizations).Select(static pair => $"--{pair.Key}={pair.Value}")];
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddTicketingConfiguration(args);
        builder.Logging.ClearProviders();
        var settings = builder.AddTicketingSettings();
        builder.Services.AddTicketingGateway();
        builder.AddActorRuntime(settings);
        builder.Services
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IIncomingGrainCallFilter>(_work)
            .UseTimeProviderForBackgroundAreas(TimeProvider.System)
            .AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, new ReminderClock(Time));
        _app = builder.Build();
        foreach (var condition in _app.Services.GetServices<IStartCondition>())
        {
            await condition.RequireAsync();
        }

        _app.MapTicketing();
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
    }

    private async Task StopAsync()
    {
        _client?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }
}
