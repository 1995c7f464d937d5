using System.Collections.Immutable;

namespace Ticketing.Webhooks;

/// <summary>Events of one subject that are to be sent one after the other.</summary>
/// <param name="Subject">What they happened to.</param>
/// <param name="Positions">Where they stand in the feed.</param>
/// <param name="Attempts">How often the first was tried before.</param>
public sealed record WebhookBatch(string Subject, ImmutableArray<long> Positions, int Attempts);
