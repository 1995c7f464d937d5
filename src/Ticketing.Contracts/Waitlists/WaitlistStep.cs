using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Waitlists;

/// <summary>One transition of an entry: what it became, when, by whom and why.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.waitlist-step")]
public sealed record WaitlistStep(
    [property: Id(0)] WaitlistStatus Status,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string By,
    [property: Id(3)] string? Why);
