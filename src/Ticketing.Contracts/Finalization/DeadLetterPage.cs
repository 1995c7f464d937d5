using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Finalization;

/// <summary>Dead letters, the youngest first; null: there are no more.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.dead-letter-page")]
public sealed record DeadLetterPage(
    [property: Id(0)] ImmutableArray<DeadLetter> Items,
    [property: Id(1)] long? Next);
