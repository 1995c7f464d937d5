using Orleans;

namespace Ticketing.Events;

/// <summary>The event after the command, or the refusal. <see cref="Repeated"/>: the command had been carried out before.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-answer")]
public sealed record EventAnswer(
    [property: Id(0)] EventView? Event,
    [property: Id(1)] Refusal? Refusal = null,
    [property: Id(2)] bool Repeated = false);
