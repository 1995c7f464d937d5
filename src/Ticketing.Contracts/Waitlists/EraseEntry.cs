using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

/// <summary>Takes a customer out of an entry: a pseudonym stands where they stood. Who still waits, waits no longer.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.erase-entry")]
public sealed record EraseEntry(
    [property: Id(0)] WaitlistEntryId Id,
    [property: Id(1)] string Customer,
    [property: Id(2)] string Pseudonym);
