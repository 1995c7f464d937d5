using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

/// <summary>An entry, and where it stands.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.waitlist-view")]
public sealed record WaitlistView([property: Id(0)] WaitlistEntry Entry)
{
    /// <summary>The hold that keeps the offered places. Null: there was no offer.</summary>
    [Id(1)]
    public HoldId? Hold { get; init; }

    /// <summary>From 1 at the head of the line. Null when it does not wait.</summary>
    [Id(2)]
    public int? Position { get; init; }

    /// <summary>How long it may take, as things went lately. Null: nobody can tell.</summary>
    [Id(3)]
    public TimeSpan? Estimate { get; init; }
}
