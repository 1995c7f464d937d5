using System.Collections.Immutable;
using Orleans;
using Ticketing.Attendees;
using Ticketing.Bookings;
using Ticketing.Codes;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Events;

/// <summary>How far the cancellation of an event's bookings is.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.cancellation-view")]
public sealed record CancellationView
{
    [Id(0)]
    public EventId EventId { get; init; }

    [Id(1)]
    public string By { get; init; } = "";

    [Id(2)]
    public string Why { get; init; } = "";

    [Id(3)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it goes on.</summary>
    [Id(4)]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Bookings of all events that were looked at, of <see cref="Total"/>.</summary>
    [Id(5)]
    public long LookedAt { get; init; }

    [Id(6)]
    public long Total { get; init; }

    /// <summary>Bookings of the event that this cancelled.</summary>
    [Id(7)]
    public long Cancelled { get; init; }

    /// <summary>What was paid back for them, in minor units.</summary>
    [Id(8)]
    public long RefundedMinor { get; init; }

    [Id(9)]
    public string Currency { get; init; } = "";
}

/// <summary>How far those who have booked are told of the last change of an event.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.notice-view")]
public sealed record NoticeView
{
    [Id(0)]
    public EventId EventId { get; init; }

    /// <summary>The event's version that they are told of.</summary>
    [Id(1)]
    public long Version { get; init; }

    [Id(2)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it goes on.</summary>
    [Id(3)]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Bookings of all events that were looked at, of <see cref="Total"/>.</summary>
    [Id(4)]
    public long LookedAt { get; init; }

    [Id(5)]
    public long Total { get; init; }

    /// <summary>Bookings of the event whose buyers were told.</summary>
    [Id(6)]
    public long Told { get; init; }

    /// <summary>Bookings whose letter is to be tried again.</summary>
    [Id(7)]
    public int Waiting { get; init; }

    /// <summary>Bookings whose letter was given up.</summary>
    [Id(8)]
    public long GivenUp { get; init; }
}

/// <summary>The event after the command, or the refusal. <see cref="Repeated"/>: the command had been carried out before.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-answer")]
public sealed record EventAnswer(
    [property: Id(0)] EventView? Event,
    [property: Id(1)] Refusal? Refusal = null,
    [property: Id(2)] bool Repeated = false);

/// <summary>The roll-up of an event's blocks at one moment.</summary>
/// <param name="AsOf">The moment.</param>
/// <param name="Sections">The counts of each section, in the event's order.</param>
/// <param name="FactsVersion">The version of the event's own facts then.</param>
[GenerateSerializer, Immutable, Alias("ticketing.event-counts")]
public sealed record EventCounts(
    [property: Id(0)] DateTimeOffset AsOf,
    [property: Id(1)] ImmutableArray<SectionCounts> Sections,
    [property: Id(2)] long FactsVersion = 0)
{
    /// <summary>
    /// Grows with every change of the facts and of any unit, all of them durable, so it means the same to every process.
    /// Roll-ups come one after the other, so of two with the same version neither knows what the other does not.
    /// </summary>
    public long Version => FactsVersion + Sections.Sum(static section => section.Sum.Revision);
}

/// <summary>The counts of one section; capacity is known from its plan and has in it what was taken away, the rest is known from its touched blocks.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.section-counts")]
public sealed record SectionCounts(
    [property: Id(0)] string SectionId,
    [property: Id(1)] int Capacity,
    [property: Id(2)] BlockCounts Sum)
{
    public int Available => Capacity - Sum.Taken;

    /// <summary>Without the places that were taken away.</summary>
    public int Total => Capacity - Sum.Removed;
}

/// <summary>Facts of an event that it can be without. Numbers are sent: never reuse one.</summary>
[Flags]
public enum EventFacts
{
    None = 0,
    SaleOpens = 1,
    SaleCloses = 2,
    HoldTtl = 4,
    MaxQuantity = 8,
    MaxPerCustomer = 16,
    CancelBefore = 32,
    RefundPercent = 64,

    Description = 128,
    ImageUrl = 256,
    Organizer = 512,
    Address = 1024,
    DoorsOpenAt = 2048,
    TimeZone = 4096,

    EndsAt = 8192,
    Venue = 16384,
    GiveBackUntil = 32768,

    /// <summary>All that a policy decides.</summary>
    Policy = HoldTtl | MaxQuantity | MaxPerCustomer | CancelBefore | RefundPercent,
}

/// <summary>What an event decides for its holds. Null: the configured default at the time of the hold.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-policy")]
public sealed record EventPolicy
{
    /// <summary>How long a hold lasts.</summary>
    [Id(0)]
    public TimeSpan? HoldTtl { get; init; }

    /// <summary>Places in one hold.</summary>
    [Id(1)]
    public int? MaxQuantity { get; init; }

    /// <summary>Places of one customer over all holds and bookings of the event. Null: no limit.</summary>
    [Id(2)]
    public int? MaxPerCustomer { get; init; }

    /// <summary>How long before the start customers may still cancel a confirmed booking. Null: until it starts.</summary>
    [Id(3)]
    public TimeSpan? CancelBefore { get; init; }

    /// <summary>The share in percent that a customer who cancels is paid back. Null: all of it.</summary>
    [Id(4)]
    public int? RefundPercent { get; init; }
}

/// <summary>Where an event is in its life. Numbers are stored: never reuse one.</summary>
public enum EventStatus
{
    Draft = 0,
    OnSale = 1,
    Paused = 2,
    Closed = 3,
    Cancelled = 4,
}

/// <summary>Who finds an event in lists. Numbers are stored: never reuse one.</summary>
public enum EventVisibility
{
    /// <summary>Everybody.</summary>
    Listed = 0,

    /// <summary>Staff. Others reach it by its address.</summary>
    Unlisted = 1,
}

/// <summary>An event's own facts, without counts.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-view")]
public sealed record EventView
{
    [Id(0)]
    public EventId EventId { get; init; }

    [Id(1)]
    public long Version { get; init; }

    [Id(2)]
    public string Name { get; init; } = "";

    [Id(3)]
    public Guid? VenueId { get; init; }

    [Id(4)]
    public string? Venue { get; init; }

    [Id(5)]
    public DateTimeOffset? StartsAt { get; init; }

    [Id(6)]
    public string Currency { get; init; } = "";

    [Id(7)]
    public EventStatus Status { get; init; }

    [Id(8)]
    public SaleWindow SaleWindow { get; init; } = SaleWindow.Always;

    [Id(9)]
    public EventPolicy Policy { get; init; } = new();

    /// <summary>Sections in the order in which they were given, without those that were taken away.</summary>
    [Id(10)]
    public ImmutableArray<SectionPlan> Sections { get; init; } = [];

    [Id(11)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(12)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How long a hold placed now lasts: the policy's, else the configured default.</summary>
    [Id(13)]
    public TimeSpan HoldTtl { get; init; }

    /// <summary>The most places in one hold: the policy's, else the configured default.</summary>
    [Id(14)]
    public int MaxQuantity { get; init; }

    [Id(15)]
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Null: nothing.</summary>
    [Id(16)]
    public EventDetails? Details { get; init; }

    /// <summary>What is added to prices. Null: nothing. Immutable over the life of the event.</summary>
    [Id(17)]
    public EventFees? Fees { get; init; }

    /// <summary>Null: when and where it is never changed since it was published.</summary>
    [Id(18)]
    public EventMove? Moved { get; init; }

    /// <summary>When it was to start, before that was last changed. Null: it never was.</summary>
    [Id(19)]
    public DateTimeOffset? FormerStart { get; init; }

    /// <summary>Until when who booked before the last change may give back in full, whatever the policy says.</summary>
    [Id(20)]
    public DateTimeOffset? GiveBackUntil { get; init; }

    /// <summary>The tax of what is sold. Null: none. Immutable over the life of the event.</summary>
    [Id(21)]
    public EventTax? Tax { get; init; }

    /// <summary>Who sells, as receipts name them. Null: whoever runs the service. Immutable over the life of the event.</summary>
    [Id(22)]
    public EventSeller? Seller { get; init; }

    [Id(40)]
    public EventVisibility Visibility { get; init; }

    /// <summary>Since when it is put away: in no list, unless it is asked for. Null: it is not.</summary>
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

    /// <summary>The version that last changed which places there are. 0: none did.</summary>
    [Id(78)]
    public long LayoutVersion { get; init; }

    /// <summary>How many places it had at first. 0: as many as it has.</summary>
    [Id(79)]
    public long FirstPlaces { get; init; }

    /// <summary>It asked once, and asks nothing any more: an order may have been begun before.</summary>
    [Id(90)]
    public bool HasAsked { get; init; }

    /// <summary>What doors are cut by: it stays over the life of the event.</summary>
    public long DoorPlaces => FirstPlaces != 0 ? FirstPlaces : Sections.Sum(static section => (long)section.Capacity);

    /// <summary>How many places there are.</summary>
    public long Places => Sections.Sum(static section => (long)section.Places);

    /// <summary>From when on staff alone change who comes. Null: nobody knows when it begins.</summary>
    public DateTimeOffset? AttendeesUntil => Details?.DoorsOpenAt ?? StartsAt;

    public EventSchedule Schedule => EventSchedule.Of(StartsAt, EndsAt, Venue, Details);

    /// <summary>Until when a booking may be given back in full, whatever the policy says. Null: that is not offered for it, or not any more.</summary>
    /// <param name="booking">The booking.</param>
    /// <param name="now">The time.</param>
    public DateTimeOffset? FullRefundUntil(BookingView booking, DateTimeOffset now) =>
        now <= GiveBackUntil && Moved?.Concerns(booking.HeldAt, booking.ConfirmedAt) == true ? GiveBackUntil : null;

    /// <summary>False: a place costs what its section asks, and there is nothing else to tell of it, so that its holds need no breakdown.</summary>
    public bool KeepsPrices => Fees is not null || Tax is not null || Sections.Any(static section => section.HasTypes);

    private static readonly IReadOnlyDictionary<string, int> NoQuotas = new Dictionary<string, int>();

    /// <summary>The quotas of its ticket types, by their ids. Empty: none has one.</summary>
    public IReadOnlyDictionary<string, int> Quotas()
    {
        Dictionary<string, int>? quotas = null;
        foreach (var plan in Sections)
        {
            foreach (var type in plan.HasTypes ? plan.Types : [])
            {
                if (type.Quota is { } quota)
                {
                    (quotas ??= new(StringComparer.Ordinal))[type.TypeId] = quota;
                }
            }
        }

        return quotas ?? NoQuotas;
    }
}

/// <summary>The sections of an event whose gates are closed, and how often that changed.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.gate-view")]
public sealed record GateView(
    [property: Id(0)] ImmutableArray<string> Sections,
    [property: Id(1)] long Version);

/// <summary>Blocks of a section that seem to have room, the best first, and how much. A hint: the units decide.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.room-hint")]
public sealed record RoomHint([property: Id(0)] ImmutableArray<BlockRoom> Blocks);

/// <summary>What a block seems to have left: places, and the most seats side by side in one row.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.block-room")]
public readonly record struct BlockRoom(
    [property: Id(0)] int Block,
    [property: Id(1)] int Free,
    [property: Id(2)] int LongestRun)
{
    /// <summary>False: the block knows of no claim, not even its own terms; all of it is free.</summary>
    public bool WasUsed => Free >= 0;

    public static BlockRoom NeverUsed(int block) => new(block, -1, 0);
}

/// <summary>A row of seats, from left to right as seen by who looks at the stage, or as its plan has them. Rows are listed from the front.</summary>
/// <param name="Label">What it is called.</param>
/// <param name="Seats">How many.</param>
/// <param name="Marks">What a plan says of them. Null: they are numbered from 1, and one is like the other.</param>
[GenerateSerializer, OmitDefaultMemberValues, Immutable, Alias("ticketing.row-plan")]
public readonly record struct RowPlan([property: Id(0)] string Label, [property: Id(1)] int Seats, [property: Id(70)] RowMarks? Marks = null)
{
    /// <summary>How many seats of the row are listed before these: a row that got longer is listed in parts, each where it was added.</summary>
    [Id(78)]
    public int Before { get; init; }
}

/// <summary>What a plan says of a row's seats, in few letters: this is read whenever places are sold.</summary>
[GenerateSerializer, OmitDefaultMemberValues, Immutable, Alias("ticketing.row-marks")]
public sealed record RowMarks
{
    /// <summary>What the seats are called (<see cref="SeatLabels"/>). Null: they are numbered from 1.</summary>
    [Id(0)]
    public string? Labels { get; init; }

    /// <summary>How many seats there are before each aisle, such as <c>4,12</c>. Null: there is none.</summary>
    [Id(1)]
    public string? Aisles { get; init; }

    /// <summary>Seats that are accessible or for companions, by their places in the row from 0, such as <c>0,1,11</c>. Null: there are none.</summary>
    [Id(2)]
    public string? Reserved { get; init; }
}

/// <summary>When holds may be placed: from <see cref="OpensAt"/> on, before <see cref="ClosesAt"/>. Null: no bound.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.sale-window")]
public sealed record SaleWindow(
    [property: Id(0)] DateTimeOffset? OpensAt,
    [property: Id(1)] DateTimeOffset? ClosesAt)
{
    public static SaleWindow Always { get; } = new(null, null);

    public bool Contains(DateTimeOffset now) => (OpensAt is null || now >= OpensAt) && (ClosesAt is null || now < ClosesAt);
}

/// <summary>Rows of labelled seats, or a capacity without seats (general admission).</summary>
public enum SectionKind
{
    Seated = 0,
    General = 1,
}

/// <summary>
/// A section of an event. It only grows, at its end: what a block's places are called never changes. <see cref="FirstBlock"/>,
/// <see cref="BlockCount"/> and <see cref="LaterBlocks"/> say which of the event's blocks it is cut into.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticketing.section-plan")]
public sealed record SectionPlan
{
    /// <summary>Names the section within its event and begins the names of its seats.</summary>
    [Id(0)]
    public string SectionId { get; init; } = "";

    [Id(1)]
    public string Name { get; init; } = "";

    [Id(2)]
    public SectionKind Kind { get; init; }

    /// <summary>Rows from the front; after them, in parts, what was added to the section. Empty for general admission.</summary>
    [Id(3)]
    public ImmutableArray<RowPlan> Rows { get; init; } = [];

    /// <summary>Places that it ever had: the sum of the rows, or the capacity.</summary>
    [Id(4)]
    public int Capacity { get; init; }

    /// <summary>Price of a place in minor units of the event's currency: of the first type that needs no code, where there are types; else of the first.</summary>
    [Id(5)]
    public long PriceMinor { get; init; }

    [Id(6)]
    public int FirstBlock { get; init; }

    [Id(7)]
    public int BlockCount { get; init; }

    /// <summary>For a seated section: the first row of each block. Empty for general admission.</summary>
    [Id(8)]
    public ImmutableArray<int> BlockRows { get; init; } = [];

    /// <summary>For general admission: places of one pool. The last pool may be smaller.</summary>
    [Id(9)]
    public int PoolSize { get; init; }

    /// <summary>What its places are sold as. Empty: at its one price.</summary>
    [Id(10)]
    public ImmutableArray<TicketType> Types { get; init; } = [];

    /// <summary>Blocks that it got after others were numbered, in order.</summary>
    [Id(78)]
    public ImmutableArray<BlockSpan> LaterBlocks { get; init; } = [];

    /// <summary>How many of its places were taken away.</summary>
    [Id(79)]
    public int Removed { get; init; }

    /// <summary>How many places it has.</summary>
    public int Places => Capacity - Removed;

    /// <summary>All of it was taken away.</summary>
    public bool IsGone => Places == 0;

    /// <summary>How many blocks it is cut into.</summary>
    public int AllBlocks
    {
        get
        {
            var count = BlockCount;
            foreach (var span in Later)
            {
                count += span.Count;
            }

            return count;
        }
    }

    /// <summary>All of its blocks, in their order within the section.</summary>
    public IEnumerable<int> Blocks => Enumerable.Range(FirstBlock, BlockCount)
        .Concat(Later.SelectMany(static span => Enumerable.Range(span.First, span.Count)));

    /// <summary>Rows as they stand, each whole.</summary>
    public IEnumerable<RowPlan> WholeRows => Rows.GroupBy(static row => row.Label, StringComparer.Ordinal)
        .Select(static row => row.Skip(1).Any() ? new RowPlan(row.Key, row.Sum(static part => part.Seats)) : row.First());

    private ImmutableArray<BlockSpan> Later => LaterBlocks.IsDefault ? [] : LaterBlocks;

    /// <summary>The block's number within the section; -1: it is another section's.</summary>
    public int IndexOf(int block)
    {
        if (block >= FirstBlock && block - FirstBlock < BlockCount)
        {
            return block - FirstBlock;
        }

        var before = BlockCount;
        foreach (var span in Later)
        {
            if (block >= span.First && block - span.First < span.Count)
            {
                return before + block - span.First;
            }

            before += span.Count;
        }

        return -1;
    }

    /// <summary>The section's block of this number within it.</summary>
    public int BlockAt(int index)
    {
        if (index < BlockCount)
        {
            return FirstBlock + index;
        }

        index -= BlockCount;
        foreach (var span in Later)
        {
            if (index < span.Count)
            {
                return span.First + index;
            }

            index -= span.Count;
        }

        throw new ArgumentOutOfRangeException(nameof(index), index, $"Section '{SectionId}' has no such block.");
    }

    public bool HasTypes => !Types.IsDefaultOrEmpty;

    /// <summary>Nothing of it can be had without a code.</summary>
    public bool NeedsCode => HasTypes && Types.All(static type => type.NeedsCode);

    /// <summary>Whether there can be a line for it: places can be sold to anybody, as something of which there are any number.</summary>
    public bool CanBeOffered => !HasTypes || Types.Any(static type => type is { NeedsCode: false, Quota: null });

    /// <summary>Whether the type is there for who has this code, or none.</summary>
    public bool IsOpen(TicketType type, CodeSpec? code) => !type.NeedsCode || (code is { OpensTypes: true } && code.IsFor(SectionId, type.TypeId));

    /// <summary>What a place costs for who has this code, or none. Null: nothing of it is there for them.</summary>
    public long? PriceFor(CodeSpec? code) => PriceAmong(type => IsOpen(type, code));

    /// <summary>What a place costs for who is told of these types: the section's price, or that of their first where each needs a code. Null: they are told of none.</summary>
    public long? PriceAmong(Func<TicketType, bool> isTold) => NeedsCode ? Types.FirstOrDefault(isTold)?.PriceMinor : PriceMinor;

    /// <summary>Whether the type can be had at this moment: in its own window; or before that, with a code that opens the sale.</summary>
    public bool IsOnSale(TicketType type, CodeSpec? code, DateTimeOffset now) => IsOpen(type, code)
        && (type.SaleWindow.Contains(now) || (code is { OpensSale: true } && code.IsFor(SectionId, type.TypeId) && type.SaleWindow.OpensAt > now));
}

/// <summary>A section as an organizer describes it, before it is cut into blocks. Venues keep sections in this form.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.section-spec")]
public sealed record SectionSpec
{
    [Id(0)]
    public string SectionId { get; init; } = "";

    [Id(1)]
    public string Name { get; init; } = "";

    [Id(2)]
    public SectionKind Kind { get; init; }

    [Id(3)]
    public ImmutableArray<RowPlan> Rows { get; init; } = [];

    /// <summary>Places of a general section. For a seated one the rows tell.</summary>
    [Id(4)]
    public int Capacity { get; init; }

    /// <summary>What a place costs. Where there are types, they tell.</summary>
    [Id(5)]
    public long PriceMinor { get; init; }

    /// <summary>What its places are sold as. Empty: at its one price.</summary>
    [Id(6)]
    public ImmutableArray<TicketType> Types { get; init; } = [];
}

/// <summary>Blocks whose numbers follow each other.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.block-span")]
public readonly record struct BlockSpan([property: Id(0)] int First, [property: Id(1)] int Count);
