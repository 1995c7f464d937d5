using System.Collections.Immutable;
using Orleans;
using Orleans.TestingHost;
using Ticketing.Bookings;
using Ticketing.Codes;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Payments;
using Ticketing.Tests.Mail;
using Ticketing.Waitlists;

namespace Ticketing.Tests.Harness;

/// <summary>The real grains and the real services over a store in memory that can fail and a clock that the test moves.</summary>
public sealed class BoxOffice : IAsyncDisposable
{
    private readonly Actors _actors;

    /// <param name="store">A store that is there already; several offices may share one.</param>
    /// <param name="waitlists">Default: as in production.</param>
    /// <param name="silos">More than one only for what a way between silos changes.</param>
    /// <param name="lettersPerHour">Letters that nobody asked for, to one address. Default: no limit.</param>
    public BoxOffice(FaultyStore? store = null, WaitlistRules? waitlists = null, short silos = 1, int lettersPerHour = 0) =>
        _actors = new Actors(Time, store ?? new FaultyStore(), silos, waitlists, lettersPerHour);

    public static EventDefaults Defaults { get; } = new(TimeSpan.FromMinutes(2), 100, 256, TimeSpan.FromSeconds(2));

    public ManualTimeProvider Time { get; } = new();

    public IGrainFactory Grains => _actors.Grains;

    public InProcessTestCluster Cluster => _actors.Cluster;

    public FaultyStore Store => _actors.Store;

    /// <summary>Where webhooks go.</summary>
    public FakeReceiver Receiver => _actors.Receiver;

    /// <summary>Where letters go that nobody asked for.</summary>
    internal PostOffice Post => _actors.Post;

    internal FaultyPayments Payments => _actors.Payments;

    /// <summary>Every warning that was logged in a silo.</summary>
    public IEnumerable<string> Warnings => _actors.Warnings.Logged;

    /// <summary>Reminders but for the index's, which is kept for good.</summary>
    public int PassingReminders => Store.RemindersBut("ticketing.booking-index");

    public IEventCatalog Events => new EventCatalog(Grains, Time, new Outages());

    public IHoldService Holds => new HoldService(Grains, Events, Codes, new RandomIdSource(), new Outages(), Time);

    public ICodeService Codes => new CodeService(Grains, new PaymentProviders([], null, TimeSpan.Zero), new Outages());

    public IBookingService Bookings => new BookingService(Grains, Holds, Events, new Outages(), new BookingOptions(), Time);

    /// <summary>Everything in memory is lost, and the service starts again over the same store.</summary>
    public Task CrashAsync() => _actors.CrashAsync();

    public Task<EventId> GeneralEventAsync(int capacity, EventPolicy? policy = null) => EventAsync(
        [new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = capacity, PriceMinor = 500 }], policy);

    public Task<EventId> FreeEventAsync(int capacity, EventPolicy? policy = null) => EventAsync(
        [new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = capacity }], policy);

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
        Holds.PlaceAsync(new HoldRequest { Event = id, Quantity = quantity, Customer = customer });

    /// <summary>The holder books; what costs something is booked because it was paid.</summary>
    public async Task<HoldAnswer> SellAsync(HoldId hold, string token, string? email = null)
    {
        BookHold command = new(hold, PaymentToken.Hash(token)) { Email = email };
        var answer = await Grains.HomeOf(hold).Book(command);
        return answer.Refusal?.Code == RefusalCode.PaymentRequired ? await Grains.HomeOf(hold).Book(command with { Authorized = true }) : answer;
    }

    public Task<PlacedHold> HoldSeatsAsync(EventId id, params string[] seats) =>
        Holds.PlaceAsync(new HoldRequest { Event = id, Seats = [.. seats] });

    /// <summary>Named seats under an idempotency key: the same number gives the same identifiers again.</summary>
    public Task<PlacedHold> HoldSeatsAsync(EventId id, uint key, params string[] seats) => Holds.PlaceAsync(new HoldRequest
    {
        Event = id,
        Seats = [.. seats],
        Secrets = new KeySecrets(key, PaymentToken.Encode(key), key),
    });

    public Task<HoldAnswer> GetAsync(HoldId hold) => Grains.HomeOf(hold).Get(hold);

    public Task<HoldAnswer> ReleaseAsync(HoldId hold, string? token) => Grains.HomeOf(hold).Release(ReleaseHold.ByHolder(hold, token));

    public Task<HoldAnswer> ExpireAsync(HoldId hold) => Grains.HomeOf(hold).Release(ReleaseHold.ByOperator(hold));

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

    /// <summary>Lets time pass, and what is due in it end.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);
        await _actors.QuietAsync();
    }

    /// <summary>Lets minutes pass, and what is due in them end, until the condition holds; fails after an hour of them.</summary>
    public async Task MinutesUntilAsync(Func<Task<bool>> holds)
    {
        for (var minute = 0; minute < 60; minute++)
        {
            await PassAsync(TimeSpan.FromMinutes(1));
            if (await holds())
            {
                return;
            }
        }

        Assert.Fail("The condition did not come to hold.");
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

    public ValueTask DisposeAsync() => _actors.DisposeAsync();

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
