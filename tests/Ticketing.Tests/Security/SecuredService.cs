using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ticketing.Bookings;
using Ticketing.Documents;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Payments;
using Ticketing.Security;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Mail;
using Ticketing.Tickets;

namespace Ticketing.Tests.Security;

/// <summary>The whole gateway over real grains, in memory, with a clock that the test moves.</summary>
internal sealed class SecuredService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SecuredService(WebApplication app, BoxOffice office, PostOffice post, ConcurrentQueue<string> logged)
    {
        (_app, Office, Post, Logged) = (app, office, post, logged);
        Client = app.GetTestClient();
    }

    public BoxOffice Office { get; }

    /// <summary>The letters that were sent.</summary>
    public PostOffice Post { get; }

    public HttpClient Client { get; }

    /// <summary>Everything that was logged, at every level.</summary>
    public ConcurrentQueue<string> Logged { get; }

    public IServiceProvider Services => _app.Services;

    public IReadOnlyList<Http.Rules> Routes => TicketingGateway.RulesOf(_app.Services);

    public static async Task<SecuredService> StartAsync(
        AuthOptions? auth = null, RateLimitOptions? limit = null, CorsOptions? cors = null, IJwksSource? jwks = null,
        Action<WebApplication>? map = null, bool isPaidElsewhere = false, ITicketDocuments? documents = null, TicketOptions? tickets = null)
    {
        var office = new BoxOffice();
        var post = new PostOffice();
        var logged = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(new Collector(logged));
        builder.WebHost.UseTestServer();
        builder.Services
            .AddSingleton<TimeProvider>(office.Time)
            .AddSingleton<IIdSource, RandomIdSource>()
            .AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>()
            .AddSingleton(documents ?? new TicketDocuments())
            .AddSingleton(tickets ?? new TicketOptions())
            .AddSingleton<IMailSender>(_ => post)
            .AddSingleton(new LetterLimit(perHour: 0, office.Time))
            .AddSingleton(new GatewayOptions())
            .AddSingleton<IReadiness>(new Ready())
            .AddSingleton(office.Grains)
            .AddSingleton(BoxOffice.Defaults)
            .AddSingleton(isPaidElsewhere ? new PaymentProviders([], active: null, TimeSpan.FromMinutes(10)) : office.Payments.Providers)
            .AddSingleton(auth ?? Forge.Options)
            .AddSingleton(limit ?? new RateLimitOptions())
            .AddSingleton(cors ?? new CorsOptions());
        if (jwks is not null)
        {
            builder.Services.AddSingleton(jwks);
        }

        builder.Services.AddTicketingServices(new BookingOptions()).AddTicketingGateway();
        var app = builder.Build();
        app.MapTicketing();
        map?.Invoke(app);
        await app.StartAsync();
        return new SecuredService(app, office, post, logged);
    }

    public string Token(string subject, Roles roles) => _app.Services.GetRequiredService<TokenIssuer>().Issue(subject, roles);

    public async Task<(int Status, JsonElement Body, HttpResponseHeaders Headers)> SendAsync(
        string method, string path, string? token = null, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var json = text.StartsWith('{') ? JsonDocument.Parse(text).RootElement.Clone() : default;
        return ((int)response.StatusCode, json, response.Headers);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Office.DisposeAsync();
    }

    private sealed class Ready : IReadiness
    {
        public bool IsReady => true;

        public string? Reason => null;
    }

    private sealed class Collector(ConcurrentQueue<string> logged) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            logged.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var members = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(" ", pairs.Select(pair => pair.Value)) : "";
            logged.Enqueue($"{formatter(state, exception)} {members} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
