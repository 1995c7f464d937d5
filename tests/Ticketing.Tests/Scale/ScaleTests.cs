using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded;
using Orleans.Embedded.Storage;
using Orleans.Storage;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Payments;
using Ticketing.Persistence;
using Ticketing.Seats;
using Ticketing.Tests.Harness;
using Ticketing.Tickets;
using Ticketing.Webhooks;

namespace Ticketing.Tests.Scale;

/// <summary>What the service keeps in memory is bounded, whatever the event's size and however many seats were touched.</summary>
public sealed class ScaleTests : IDisposable
{
    private const int Cap = 500;
    private readonly ManualTimeProvider _time = new();
    private readonly ServiceProvider _services;
    private readonly EmbeddedSilo _silo;

    public ScaleTests()
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<IIdSource>(new RandomIdSource())
            .AddSingleton<IGrainStorageSerializer, StateSerializer>()
            .AddSingleton(new EventDefaults(TimeSpan.FromMinutes(2), 100, 256, TimeSpan.FromSeconds(2)))
            .AddSingleton(FeedOptions.Default)
            .AddSingleton<HoldFollowers>()
            .AddSingleton(new TicketOptions())
            .AddSingleton(new Ticketing.Finalization.FinalizationOptions())
            .AddSingleton<ITicketDocuments, Ticketing.Documents.TicketDocuments>()
            .AddSingleton<Ticketing.Mail.IMailSender>(new Ticketing.Tests.Mail.PostOffice())
            .AddSingleton(WebhookOptions.Default)
            .AddSingleton<IWebhookSender>(new FakeReceiver())
            .AddSingleton(Ticketing.Waitlists.WaitlistRules.Default)
            .AddSingleton(new PaymentProviders([], active: null, TimeSpan.FromMinutes(10)))
            .BuildServiceProvider();
        _silo = new EmbeddedSilo(
            new EmbeddedSiloOptions
            {
                Assemblies = { typeof(IEventGrain).Assembly, typeof(SectionGrain).Assembly },
                MaxActivations = Cap,
            },
            _services,
            new MemoryStateStore());
    }

    public void Dispose()
    {
        _silo.Kill();
        _services.Dispose();
    }

    [Fact]
    public async Task An_event_of_a_million_places_is_created_and_sold_from_without_touching_its_grains()
    {
        await _silo.StartAsync(CancellationToken.None);
        var desk = Desk();
        var seats = await EventAsync(SeatedSection());
        var floor = await EventAsync(new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = 1_000_000 });

        var seat = await desk.PlaceAsync(new HoldRequest { Event = seats, Quantity = 4 });
        var places = await desk.PlaceAsync(new HoldRequest { Event = floor, Quantity = 100 });

        Assert.Null(seat.Answer.Refusal);
        Assert.Null((await desk.BookAsync(places.Answer.Hold!.HoldId, places.Token!)).Refusal);
        var counts = await _silo.GetGrain<IEventGrain>(GrainKeys.Event(floor.Key)).Counts();
        Assert.Equal(999_900, counts!.Sections.Sum(section => section.Available));
        Assert.InRange(_silo.ActivationCount, 1, 20);
    }

    [Fact]
    public async Task Seats_that_nobody_asks_for_any_more_leave_the_memory()
    {
        await _silo.StartAsync(CancellationToken.None);
        var counter = new SeatCounter(_silo, _services.GetRequiredService<IIdSource>(), new GatewayOptions(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(2)));
        for (var seat = 0; seat < 5_000; seat++)
        {
            Assert.Null(await counter.ReserveAsync($"S-{seat}", "ann"));
        }

        // Holds end, bookings are handed over, and what is idle beyond the cap is collected, second by second.
        for (var second = 0; second < 600 && _silo.ActivationCount > Cap; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
            await counter.StatusAsync("S-0");
        }

        Assert.InRange(_silo.ActivationCount, 0, Cap);
        Assert.Equal(SeatStatus.Available, await counter.StatusAsync("S-4999"));
    }

    private static SectionSpec SeatedSection() => new()
    {
        SectionId = "bowl",
        Kind = SectionKind.Seated,
        Rows = [.. Enumerable.Range(0, 10_000).Select(row => new RowPlan($"R{row}", 100))],
    };

    private BookingDesk Desk() => new(_silo, new EventCatalog(_silo, _time), _services.GetRequiredService<IIdSource>());

    private async Task<EventId> EventAsync(SectionSpec section)
    {
        var id = EventId.FromKey((ulong)Random.Shared.NextInt64(1, 1L << 40));
        var answer = await _silo.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Create(new CreateEvent
        {
            EventId = id,
            Request = 1,
            Name = "Concert",
            Sections = [section],
        });
        Assert.Null(answer.Refusal);
        return id;
    }
}
