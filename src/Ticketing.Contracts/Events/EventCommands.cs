using System.Collections.Immutable;
using Orleans;
using Ticketing.Attendees;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>Creates the event <see cref="EventId"/>. Repeating it with the same <see cref="Request"/> changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.create-event")]
public sealed record CreateEvent
{
    [Id(0)]
    public EventId EventId { get; init; }

    /// <summary>Names the request that creates, so that a repeat is told from another event that drew the same key.</summary>
    [Id(1)]
    public UInt128 Request { get; init; }

    [Id(2)]
    public string Name { get; init; } = "";

    [Id(3)]
    public Guid? VenueId { get; init; }

    /// <summary>What the venue is called.</summary>
    [Id(4)]
    public string? Venue { get; init; }

    [Id(5)]
    public DateTimeOffset? StartsAt { get; init; }

    [Id(6)]
    public string Currency { get; init; } = "USD";

    [Id(7)]
    public ImmutableArray<SectionSpec> Sections { get; init; } = [];

    [Id(8)]
    public EventPolicy Policy { get; init; } = new();

    [Id(9)]
    public SaleWindow SaleWindow { get; init; } = SaleWindow.Always;

    [Id(10)]
    public EventStatus Status { get; init; } = EventStatus.OnSale;

    /// <summary>When it is over, and its bookings are completed. Null: never by itself.</summary>
    [Id(11)]
    public DateTimeOffset? EndsAt { get; init; }

    [Id(12)]
    public EventDetails? Details { get; init; }

    /// <summary>Null: none.</summary>
    [Id(13)]
    public EventFees? Fees { get; init; }

    /// <summary>Null: none.</summary>
    [Id(14)]
    public EventTax? Tax { get; init; }

    /// <summary>Null: whoever runs the service.</summary>
    [Id(15)]
    public EventSeller? Seller { get; init; }

    [Id(40)]
    public EventVisibility Visibility { get; init; }

    /// <summary>Whose event it is. Null: the platform's own.</summary>
    [Id(42)]
    public Guid? OrganizationId { get; init; }

    /// <summary>What it asks of those who come. Null: nothing.</summary>
    [Id(50)]
    public AttendeeForm? Attendees { get; init; }

    /// <summary>The plan of its hall. Null: its rows tell.</summary>
    [Id(70)]
    public Guid? PlanId { get; init; }
}

/// <summary>
/// Changes what is named here, when the event still has <see cref="ExpectedVersion"/>. Null leaves a fact as it is, also within the
/// sale window, the policy and the details; what the event is to be without is in <see cref="Clears"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticketing.update-event")]
public sealed record UpdateEvent
{
    [Id(0)]
    public long ExpectedVersion { get; init; }

    [Id(1)]
    public string? Name { get; init; }

    [Id(2)]
    public EventStatus? Status { get; init; }

    [Id(3)]
    public SaleWindow? SaleWindow { get; init; }

    [Id(4)]
    public EventPolicy? Policy { get; init; }

    /// <summary>What goes, unless it is named.</summary>
    [Id(5)]
    public EventFacts Clears { get; init; }

    [Id(6)]
    public EventDetails? Details { get; init; }

    [Id(7)]
    public DateTimeOffset? StartsAt { get; init; }

    [Id(8)]
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>What the venue is called.</summary>
    [Id(9)]
    public string? Venue { get; init; }

    /// <summary>Until when who has booked may give their booking back in full.</summary>
    [Id(10)]
    public DateTimeOffset? GiveBackUntil { get; init; }

    /// <summary>Nobody works the bookings off when this cancels the event.</summary>
    [Id(11)]
    public bool LeavesBookings { get; init; }

    [Id(40)]
    public EventVisibility? Visibility { get; init; }

    /// <summary>It is put away; or brought back.</summary>
    [Id(41)]
    public bool? IsArchived { get; init; }

    /// <summary>Whether names are asked for, in orders still to come.</summary>
    [Id(50)]
    public Asking? AttendeeNames { get; init; }

    /// <summary>Whether e-mail addresses are.</summary>
    [Id(51)]
    public Asking? AttendeeEmails { get; init; }

    /// <summary>All questions. Empty: none are asked any more.</summary>
    [Id(52)]
    public ImmutableArray<Question>? Questions { get; init; }
}

/// <summary>Gives the places of a section that are not held yet other prices, when the event still has <see cref="ExpectedVersion"/>.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.price-section")]
public sealed record PriceSection
{
    [Id(0)]
    public long ExpectedVersion { get; init; }

    [Id(1)]
    public string SectionId { get; init; } = "";

    /// <summary>What a place costs. Where there are types, they tell.</summary>
    [Id(2)]
    public long PriceMinor { get; init; }

    /// <summary>What its places are sold as from now on. Empty: at its one price.</summary>
    [Id(3)]
    public ImmutableArray<TicketType> Types { get; init; } = [];
}

/// <summary>Changes which places there are, when the event still has <see cref="ExpectedVersion"/>: one of the members after <see cref="SectionId"/> says how.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.change-capacity")]
public sealed record ChangeCapacity
{
    [Id(0)]
    public long ExpectedVersion { get; init; }

    [Id(1)]
    public string SectionId { get; init; } = "";

    /// <summary>A section that the event gets.</summary>
    [Id(2)]
    public SectionSpec? NewSection { get; init; }

    /// <summary>How many places the section without numbers is to have.</summary>
    [Id(3)]
    public int? Capacity { get; init; }

    /// <summary>Rows that the section gets, or that are to have so many seats.</summary>
    [Id(4)]
    public ImmutableArray<RowPlan> Rows { get; init; } = [];

    /// <summary>Seats that are taken away.</summary>
    [Id(5)]
    public ImmutableArray<string> RemovedSeats { get; init; } = [];

    /// <summary>All of the section is taken away.</summary>
    [Id(6)]
    public bool RemovesSection { get; init; }

    /// <summary>Who asks for it.</summary>
    [Id(7)]
    public string By { get; init; } = "";
}

/// <summary>An event like another, at another time. Null: as the other's, as long before or after the start.</summary>
public sealed record DuplicateEvent
{
    public string? Name { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public DateTimeOffset? DoorsOpenAt { get; init; }

    public DateTimeOffset? SaleOpensAt { get; init; }

    public DateTimeOffset? SaleClosesAt { get; init; }
}
