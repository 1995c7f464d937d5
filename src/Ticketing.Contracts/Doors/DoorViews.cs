using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>How many are in.</summary>
/// <param name="Gates">The admissions that count, by gate.</param>
/// <param name="Undone">Tickets whose admission was undone, and that were not admitted again.</param>
/// <param name="Conflicts">Tickets with a scan that has let somebody in and does not count.</param>
[GenerateSerializer, Immutable, Alias("ticketing.door-counts")]
public sealed record DoorCounts(
    [property: Id(0)] ImmutableArray<GateCount> Gates,
    [property: Id(1)] int Undone,
    [property: Id(2)] int Conflicts)
{
    public int Admitted => Gates.Sum(static gate => gate.Admitted);
}

/// <summary>How many came in at a gate.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.gate-count")]
public sealed record GateCount([property: Id(0)] string Gate, [property: Id(1)] int Admitted);

/// <summary>What the door knows of a ticket that was shown there.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Admission">The scan that let its bearer in. Null: nobody is in.</param>
/// <param name="Undone">The admission that was undone last.</param>
/// <param name="Other">A scan that has let somebody in, and does not count.</param>
[GenerateSerializer, Immutable, Alias("ticketing.pass-view")]
public sealed record PassView(
    [property: Id(0)] TicketId Ticket,
    [property: Id(1)] Scan? Admission,
    [property: Id(2)] Scan? Undone,
    [property: Id(3)] Scan? Other);

/// <summary>Codes that count no more.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.revocation")]
public sealed record Revocation
{
    [Id(0)]
    public BookingId Booking { get; init; }

    /// <summary>The ticket's place within its booking. 0: all of them.</summary>
    [Id(1)]
    public int Place { get; init; }

    /// <summary>Codes of lower revisions count no more. 0: none does.</summary>
    [Id(2)]
    public int BelowRevision { get; init; }

    [Id(3)]
    public DateTimeOffset At { get; init; }
}

/// <summary>A part of an event's revocations, and how many there are in all.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.revocation-slice")]
public sealed record RevocationSlice(
    [property: Id(0)] ImmutableArray<Revocation> Items,
    [property: Id(1)] long Count);

/// <summary>What the door says to a scan.</summary>
/// <param name="Refusal"><see cref="RefusalCode.None"/>: admitted.</param>
/// <param name="Claims">What the code says. Null: it can't be believed.</param>
/// <param name="Admission">The scan that counts as the ticket's admission. Null: there is none.</param>
/// <param name="Other">A scan beside it that has let somebody in, too.</param>
/// <param name="IsConflict">This scan has let somebody in, and it or another one should not have.</param>
[GenerateSerializer, Immutable, Alias("ticketing.scan-answer")]
public sealed record ScanAnswer(
    [property: Id(0)] RefusalCode Refusal,
    [property: Id(1)] TicketClaims? Claims = null,
    [property: Id(2)] Scan? Admission = null,
    [property: Id(3)] Scan? Other = null,
    [property: Id(4)] bool IsConflict = false)
{
    /// <summary>What the ticket's type is called, where its booking was asked. Null: it has none.</summary>
    [Id(5)]
    public string? TypeName { get; init; }
}

/// <summary>What a booking says of one of its tickets.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.standing")]
public sealed record Standing
{
    /// <summary>False: there is no such ticket.</summary>
    [Id(0)]
    public bool IsKnown { get; init; }

    /// <summary>When the booking was cancelled or refunded. Null: it is good.</summary>
    [Id(1)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The revision whose code counts.</summary>
    [Id(2)]
    public int Revision { get; init; } = 1;

    /// <summary>Since when it counts. Null: it is the first.</summary>
    [Id(3)]
    public DateTimeOffset? RevisedAt { get; init; }

    /// <summary>The revisions before it, but the first. What an older build kept has none.</summary>
    [Id(4)]
    public ImmutableArray<TicketRevision> Former { get; init; } = [];

    /// <summary>What the ticket's type is called. Null: it has none.</summary>
    [Id(5)]
    public string? TypeName { get; init; }

    /// <summary>When a revision's code stopped to count: when the first came that was made out after it. Null: it counts.</summary>
    public DateTimeOffset? CodeEndedAt(int revision) => revision >= Revision
        ? null
        : Former.Where(known => known.Revision > revision).MinBy(static known => known.Revision)?.At ?? RevisedAt;
}
