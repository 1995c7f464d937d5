using System.Collections.Immutable;

namespace Ticketing.Tickets;

/// <summary>What the door knows of a ticket.</summary>
public sealed record TicketPass
{
    /// <summary>The revision whose code counts.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>Since when that revision counts; codes of lower ones counted before. Null: it is the first.</summary>
    public DateTimeOffset? RevisedAt { get; init; }

    /// <summary>When the booking was cancelled or refunded.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The scan that let somebody in. Null: nobody is in.</summary>
    public Scan? Admission { get; init; }

    /// <summary>Scans that were reported up to then let nobody in any more.</summary>
    public DateTimeOffset? UndoneAt { get; init; }

    /// <summary>Every change, in order.</summary>
    public ImmutableArray<PassStep> Trail { get; init; } = [];
}

/// <summary>A change of a pass.</summary>
public sealed record PassStep(PassStepKind Kind, DateTimeOffset At, string By, string? Gate = null, string? Why = null);

/// <summary>What changed.</summary>
public enum PassStepKind
{
    Admitted = 0,

    /// <summary>An earlier scan was reported: it let in, and not the one that was known.</summary>
    Corrected = 1,
    Undone = 2,
}
