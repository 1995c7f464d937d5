using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Waitlists;

/// <summary>What a page had when it was opened for the <paramref name="Opened"/>th time.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.opened-waitlist-page")]
public sealed record OpenedWaitlistPage([property: Id(0)] int Opened, [property: Id(1)] ImmutableArray<WaitlistEntry> Entries);
