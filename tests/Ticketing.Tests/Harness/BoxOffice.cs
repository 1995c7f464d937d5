using System.Collections.Immutable;
using Orleans;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Tests.Mail;

namespace Ticketing.Tests.Harness;

/// <summary>The real grains and the real booking desk over a store in memory and a clock that the test moves.</summary>
public class BoxOffice : IAsyncDisposable
{
    private readonly IActors _actors;

    public BoxOffice() => _actors = Actors.Start(Time);

    internal BoxOffice(IActors actors, ManualTimeProvider time) => (_actors, Time) = (actors, time);

    public ManualTimeProvider Time { get; } = new();

    public IGrainFactory Grains => _actors.Grains;

    /// <summary>Where webhooks go.</summary>
    public FakeReceiver Receiver => _actors.Receiver;

    /// <summary>Where letters go that nobody asked for.</summary>
    internal PostOffice Post => _actors.Post;

    internal FaultyPayments Payments => _actors.Payments;

    /// <summary>Chooses the fault of a write to a key. Default: none.</summary>
    public Func<string, WriteFault> Faults
    {
        get => _actors.Faults;
        set => _actors.Faults = value;
    }

    public BookingDesk Desk => new(Grains, new EventCatalog(Grains, Time), new RandomIdSource());

    /// <summary>Everything in memory is lost, and the service starts again over the same store.</summary>
    public Task CrashAsync() => _actors.CrashAsync();

    public Task<EventId> GeneralEventAsync(int capacity, EventPolicy? policy = null) => EventAsync(
        [new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = capacity, PriceMinor = 500 }], policy);

    public Task<EventId> SeatedEventAsync(params RowPlan[] rows) => EventAsync(
        [new SectionSpec { SectionId = "stalls", Kind = SectionKind.Seated, Rows = [.. rows], PriceMinor = 2_500 }], null);

    /// <summary>Stalls (A-1 to A-4, 25.00), a balcony (B-1 to B-4, 40.00), and a floor of ten places (5.00).</summary>
    public Task<EventId> TheatreAsync(EventPolicy? policy = null) => EventAsync(
        [
            new SectionSpec { SectionId = "stalls", Kind = SectionKind.Seated, Rows = [new RowPlan("A", 4)], PriceMinor = 2_500 },
            new SectionSpec { SectionId = "balcony", Kind = SectionKind.Seated, Rows = [new RowPlan("B", 4)], PriceMinor = 4_000 },
            new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = 10, PriceMinor = 500 },
        ],
        policy);

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
        var counts = await Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Counts();
        return (
            counts!.Sections.Sum(section => section.Available),
            counts.Sections.Sum(section => section.Sum.Held),
            counts.Sections.Sum(section => section.Sum.Sold));
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _actors.DisposeAsync();
    }

    public async Task<EventId> EventAsync(ImmutableArray<SectionSpec> sections, EventPolicy? policy = null)
    {
        var id = EventId.FromKey((ulong)Random.Shared.NextInt64(1, 1L << 40));
        var answer = await Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Create(new CreateEvent
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
}
