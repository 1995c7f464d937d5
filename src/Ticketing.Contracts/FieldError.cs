using Orleans;

namespace Ticketing;

/// <summary>What is wrong with one member of a request, by its path (<c>sections[1].rows[0].seats</c>), and the remedy.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.field-error")]
public sealed record FieldError([property: Id(0)] string Field, [property: Id(1)] string Message);
