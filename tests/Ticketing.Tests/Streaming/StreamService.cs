using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Streaming;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Security;
using EventId = Ticketing.Identifiers.EventId;

namespace Ticketing.Tests.Streaming;

/// <summary>
/// The gateway's events behind a real server, so that connections fill up and break as they do, over real grains in memory. Grains
/// have a clock that stands still; the gateway has the system's and looks often, unless the test brings a clock.
/// </summary>
internal sealed class StreamService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly bool _isOwner;

    private StreamService(WebApplication app, BoxOffice office, bool isOwner)
    {
        (_app, Office, _isOwner) = (app, office, isOwner);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public BoxOffice Office { get; }

    public EventStreams Streams => _app.Services.GetRequiredService<EventStreams>();

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>Several gateways over one office are several processes of a cluster.</summary>
    public static async Task<StreamService> StartAsync(
        StreamOptions? options = null, TimeProvider? time = null, BoxOffice? office = null, Func<BoxOffice, IGrainFactory>? grains = null,
        RateLimitOptions? limits = null)
    {
        var isOwner = office is null;
        office ??= new BoxOffice();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Limits.MinResponseDataRate = null).UseUrls("http://127.0.0.1:0").UseSockets(static sockets => sockets.CreateBoundListenSocket = static endpoint =>
        {
            // So that whoever does not read is noticed after kilobytes, and not after what the system keeps for them.
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.SendBuffer, 4_096);
            return socket;
        });
        builder.Services
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton<IIdSource, RandomIdSource>()
            .AddSingleton(new GatewayOptions
            {
                Streams = options ?? new StreamOptions { Interval = TimeSpan.FromMilliseconds(20) },
            })
            .AddSingleton<IReadiness>(new Ready())
            .AddSingleton(grains?.Invoke(office) ?? office.Grains)
            .AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>()
            .AddSingleton(Forge.Options)
            .AddSingleton(limits ?? new RateLimitOptions())
            .AddSingleton(BoxOffice.Defaults)
            .AddSingleton(new Ticketing.Tickets.TicketOptions())
            .AddSingleton(office.Payments.Providers)
            .AddSingleton(new CorsOptions())
            .AddTicketingServices(new BookingOptions())
            .AddTicketingGateway();
        var app = builder.Build();
        app.Use(app.Services.GetRequiredService<RouteServer>().InvokeAsync);
        app.Services.GetRequiredService<EventsApi>().Map(app);
        app.Services.GetRequiredService<StreamApi>().Map(app);
        await app.StartAsync();
        return new StreamService(app, office, isOwner);
    }

    public Task<Follower> FollowAsync(EventId id, string query = "", string? lastId = null) =>
        Follower.OpenAsync(Client, $"/api/v1/events/{id}/stream{query}", lastId);

    /// <summary>A server hears of a connection that its client has closed a little later.</summary>
    public Task UntilListenersAsync(long count) => Office.UntilAsync(() => Task.FromResult(Streams.Listeners == count));

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        if (_isOwner)
        {
            await Office.DisposeAsync();
        }
    }

    private sealed class Ready : IReadiness
    {
        public bool IsReady => true;

        public string? Reason => null;
    }
}
