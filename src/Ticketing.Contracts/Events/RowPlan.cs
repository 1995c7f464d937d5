using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Events;

/// <summary>A row of seats numbered from 1, from left to right as seen from the stage. Rows are listed from the front.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.row-plan")]
public readonly record struct RowPlan([property: Id(0)] string Label, [property: Id(1)] int Seats);
