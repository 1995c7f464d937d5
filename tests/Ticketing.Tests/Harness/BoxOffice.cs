using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded;
using Orleans.Embedded.Storage;
using Orleans.Storage;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Persistence;

namespace Ticketing.Tests.Harness;

/// <summary>The real grains and the real booking desk over a store in memory and a clock that the test moves.</summary>
public sealed class BoxOffice : IAsyncDisposable
{
    private readonly MemoryStateStore _memory = new();
    private readonly ServiceProvider _services;
    private readonly int _maxActivations;

    public BoxOffice(int maxActivations = 100_000)
    {
        _maxActivations = maxActivations;
        Store = new FaultyStore(_memory);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IIdSource>(new RandomIdSource())
            .AddSingleton<IGrainStorageSerializer, StateSerializer>()
            .AddSingleton(new EventDefaults(TimeSpan.FromMinutes(2), 100, 256, TimeSpan.FromSeconds(2)))
            .BuildServiceProvider();
        Silo = Start();
    }

    public ManualTimeProvider Time { get; } = new();

    public FaultyStore Store { get; }

    public EmbeddedSilo Silo { get; private set; }

    public BookingDesk Desk => new(Silo, new EventCatalog(Silo, Time), _services.GetRequiredService<IIdSource>());

    /// <summary>The process dies and another one starts over the same store.</summary>
    public async Task CrashAsync()
    {
        Silo.Kill();
        Silo = Start();
        await Silo.StartAsync(CancellationToken.None);
    }

    public Task<EventId> GeneralEventAsync(int capacity, EventPolicy? policy = null) => EventAsync(
        [new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = capacity, PriceMinor = 500 }], policy);

    public Task<EventId> SeatedEventAsync(params RowPlan[] rows) => EventAsync(
        [new SectionSpec { SectionId = "stalls", Kind = SectionKind.Seated, Rows = [.. rows], PriceMinor = 2_500 }], null);

    public Task<PlacedHold> HoldAsync(EventId id, int quantity, string? customer = null) =>
        Desk.PlaceAsync(new HoldRequest { Event = id, Quantity = quantity, Customer = customer });

    public Task<PlacedHold> HoldSeatsAsync(EventId id, params string[] seats) =>
        Desk.PlaceAsync(new HoldRequest { Event = id, Seats = [.. seats] });

    /// <summary>Named seats under an idempotency key: the same number gives the same identifiers again.</summary>
    public Task<PlacedHold> HoldSeatsAsync(EventId id, uint key, params string[] seats) => Desk.PlaceAsync(new HoldRequest
    {
        Event = id,
        Seats = [.. seats],
        Secrets = new KeySecrets(key, PaymentToken.Encode(key), key),
    });

    /// <summary>Lets due timers run until the condition holds; fails after ten seconds.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await holds())
        {
            Assert.False(deadline.IsCancellationRequested, "The condition did not come to hold.");
            Time.Advance(TimeSpan.Zero);
            await Task.Yield();
        }
    }

    public Task UntilCountsAsync(EventId id, (int Available, int Held, int Sold) expected) =>
        UntilAsync(async () => await CountsAsync(id) == expected);

    public async Task<(int Available, int Held, int Sold)> CountsAsync(EventId id)
    {
        var counts = await Silo.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Counts();
        return (
            counts!.Sections.Sum(section => section.Available),
            counts.Sections.Sum(section => section.Sum.Held),
            counts.Sections.Sum(section => section.Sum.Sold));
    }

    public async ValueTask DisposeAsync()
    {
        Silo.Kill();
        await _services.DisposeAsync();
    }

    private async Task<EventId> EventAsync(ImmutableArray<SectionSpec> sections, EventPolicy? policy)
    {
        var id = EventId.FromKey((ulong)Random.Shared.NextInt64(1, 1L << 40));
        var answer = await Silo.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Create(new CreateEvent
        {
            EventId = id,
            Request = 1,
            Name = "Concert",
            Sections = sections,
            Policy = policy ?? new EventPolicy(),
        });
        Assert.Null(answer.Refusal);
        return id;
    }

    private EmbeddedSilo Start() => new(
        new EmbeddedSiloOptions { Assemblies = { typeof(IEventGrain).Assembly, typeof(SectionGrain).Assembly }, MaxActivations = _maxActivations },
        _services,
        Store);
}
