using System.Collections.Immutable;
using System.Numerics;
using Orleans;
using Ticketing.Attendees;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>An event's own facts, which may change, and which of its blocks must hear of a change.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-state")]
public sealed record EventState
{
    [Id(0)]
    public EventId EventId { get; init; }

    /// <summary>The request that created the event. A repeat has the same; another event that drew the same key has not.</summary>
    [Id(1)]
    public UInt128 Request { get; init; }

    /// <summary>Counts the changes of the facts, from 1. 0: the event was never created.</summary>
    [Id(2)]
    public long Version { get; init; }

    [Id(3)]
    public string Name { get; init; } = "";

    [Id(4)]
    public Guid? VenueId { get; init; }

    [Id(5)]
    public string? Venue { get; init; }

    [Id(6)]
    public DateTimeOffset? StartsAt { get; init; }

    [Id(7)]
    public string Currency { get; init; } = "";

    [Id(8)]
    public EventStatus Status { get; init; }

    [Id(9)]
    public SaleWindow SaleWindow { get; init; } = SaleWindow.Always;

    [Id(10)]
    public EventPolicy Policy { get; init; } = new();

    [Id(11)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(12)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>True when the directory of events knows this one.</summary>
    [Id(13)]
    public bool Listed { get; init; }

    [Id(16)]
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The last version that every touched block obeys. Behind <see cref="Version"/>: a change is still to be told.</summary>
    [Id(14)]
    public long AnnouncedVersion { get; init; }

    /// <summary>One bit per block, from the lowest bit of the first byte, as far as blocks were touched. Never changed in place.</summary>
    [Id(15)]
    public byte[] TouchedBits { get; init; } = [];

    /// <summary>The version that cancelled the event; 0 while none has.</summary>
    [Id(17)]
    public long CancelledVersion { get; init; }

    /// <summary>The sections that somebody waits for, in order.</summary>
    [Id(20)]
    public ImmutableArray<string> Gated { get; init; } = [];

    /// <summary>Counts the changes of <see cref="Gated"/>.</summary>
    [Id(18)]
    public long GateVersion { get; init; }

    /// <summary>The last gate version that every touched block obeys.</summary>
    [Id(19)]
    public long AnnouncedGate { get; init; }

    /// <summary>How many places had ever been sold when it was last found to be sold out. 0: it never was.</summary>
    [Id(21)]
    public long SoldOutAt { get; init; }

    [Id(22)]
    public DateTimeOffset? SoldOutSince { get; init; }

    /// <summary>The last <see cref="SoldOutAt"/> that the feed has.</summary>
    [Id(23)]
    public long SoldOutTold { get; init; }

    /// <summary>Null: nothing.</summary>
    [Id(24)]
    public EventDetails? Details { get; init; }

    /// <summary>Null: none.</summary>
    [Id(25)]
    public EventFees? Fees { get; init; }

    /// <summary>The last change of when and where it is, since it was published. Null: none.</summary>
    [Id(26)]
    public EventMove? Moved { get; init; }

    /// <summary>When it was to start, before that was last changed. Null: it never was.</summary>
    [Id(27)]
    public DateTimeOffset? FormerStart { get; init; }

    /// <summary>Until when who booked before the last change may give back in full.</summary>
    [Id(28)]
    public DateTimeOffset? GiveBackUntil { get; init; }

    public EventSchedule Schedule => EventSchedule.Of(StartsAt, EndsAt, Venue, Details);

    /// <summary>What sections cost whose prices were changed. The others cost what their layout says.</summary>
    [Id(29)]
    public ImmutableArray<SectionPrices> Prices { get; init; } = [];

    /// <summary>Null: none.</summary>
    [Id(30)]
    public EventTax? Tax { get; init; }

    /// <summary>Null: whoever runs the service.</summary>
    [Id(31)]
    public EventSeller? Seller { get; init; }

    [Id(40)]
    public EventVisibility Visibility { get; init; }

    /// <summary>Since when it is put away. Null: it is not.</summary>
    [Id(41)]
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Whose event it is. Null: the platform's own. Immutable over the life of the event.</summary>
    [Id(42)]
    public Guid? OrganizationId { get; init; }

    /// <summary>What it asks of those who come. Null: nothing.</summary>
    [Id(50)]
    public AttendeeForm? Attendees { get; init; }

    /// <summary>The plan of its hall. Null: its rows tell. Immutable over the life of the event.</summary>
    [Id(70)]
    public Guid? PlanId { get; init; }

    /// <summary>What became of its places. Null: they are as they were at first.</summary>
    [Id(78)]
    public CapacityRecord? Capacity { get; init; }

    /// <summary>It asked once, and asks nothing any more: an order may have been begun before.</summary>
    [Id(90)]
    public bool HasAsked { get; init; }

    /// <summary>Who has booked is to be told of the last change, and the feed was not.</summary>
    public bool OwesNotice => Moved?.Version > AnnouncedVersion;

    public bool Exists => Version > 0;

    public bool IsAnnounced => AnnouncedVersion == Version && AnnouncedGate == GateVersion;

    public int TouchedCount
    {
        get
        {
            var count = 0;
            foreach (var bits in TouchedBits)
            {
                count += BitOperations.PopCount(bits);
            }

            return count;
        }
    }

    public bool IsTouched(int block) =>
        block >> 3 < TouchedBits.Length && (TouchedBits[block >> 3] & (1 << (block & 7))) != 0;

    /// <summary>
    /// The state with the block among the touched ones. The bits are copied (3 KB for 100,000,000 places), which happens
    /// once in a block's life.
    /// </summary>
    public EventState WithTouched(int block)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)EventLimits.Blocks, nameof(block));
        if (IsTouched(block))
        {
            return this;
        }

        var bits = new byte[Math.Max(TouchedBits.Length, (block >> 3) + 1)];
        TouchedBits.CopyTo(bits, 0);
        bits[block >> 3] |= (byte)(1 << (block & 7));
        return this with { TouchedBits = bits };
    }

    /// <summary>The touched blocks in ascending order.</summary>
    public IEnumerable<int> TouchedBlocks()
    {
        for (var i = 0; i < TouchedBits.Length; i++)
        {
            for (uint bits = TouchedBits[i]; bits != 0; bits &= bits - 1)
            {
                yield return (i << 3) + BitOperations.TrailingZeroCount(bits);
            }
        }
    }
}

/// <summary>What became of an event's places since it was created.</summary>
[GenerateSerializer, OmitDefaultMemberValues, Immutable, Alias("ticketing.capacity-record")]
public sealed record CapacityRecord
{
    /// <summary>The version that last changed which places there are: <see cref="LayoutState.Next"/> is of this one. 0: none did yet.</summary>
    [Id(0)]
    public long Version { get; init; }

    /// <summary>How many places there were at first.</summary>
    [Id(1)]
    public long First { get; init; }

    /// <summary>How many there are.</summary>
    [Id(2)]
    public long Places { get; init; }

    /// <summary>The removal that is under way, whose outcome the event does not know. Null: none.</summary>
    [Id(3)]
    public Guid? Removal { get; init; }
}

/// <summary>What the places of a section cost that are not held yet.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.section-prices")]
public sealed record SectionPrices
{
    [Id(0)]
    public string SectionId { get; init; } = "";

    /// <summary>Price of a place in minor units: of the first type, where there are some.</summary>
    [Id(1)]
    public long PriceMinor { get; init; }

    /// <summary>Empty: at its one price.</summary>
    [Id(2)]
    public ImmutableArray<TicketType> Types { get; init; } = [];
}

/// <summary>How an event came to be. Exactly one of the members says it.</summary>
public sealed record EventCreation
{
    /// <summary>The event to be written, its layout first.</summary>
    public (EventState State, LayoutState Layout)? Created { get; init; }

    /// <summary>The same request created the event before: answer with what is there.</summary>
    public bool Repeated { get; init; }

    /// <summary>Another request drew the same key first: the caller must draw another.</summary>
    public bool KeyTaken { get; init; }

    public Refusal? Refusal { get; init; }
}

/// <summary>The event after a change, or why there is none.</summary>
/// <param name="State">The state before when nothing changed (see <see cref="Changed"/>) or the change is refused.</param>
/// <param name="Changed">True when <paramref name="State"/> is to be written and told to the touched blocks.</param>
public readonly record struct EventChange(EventState State, bool Changed, Refusal? Refusal = null);

/// <summary>What is configured for events that don't decide it themselves.</summary>
/// <param name="HoldTtl">How long a hold lasts.</param>
/// <param name="MaxQuantity">The most places in one hold.</param>
/// <param name="PoolSize">Places of one pool of a general section; fixed for an event at its creation.</param>
/// <param name="Grace">How long a claim outlives its hold's end.</param>
public sealed record EventDefaults(TimeSpan HoldTtl, int MaxQuantity, int PoolSize, TimeSpan Grace)
{
    /// <summary>How long a seat of the house event is held.</summary>
    public TimeSpan HouseHoldTtl { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many seats a block of the house event can have.</summary>
    public int HouseSeats { get; init; } = HoldId.UnitLimit;
}
