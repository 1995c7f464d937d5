using Orleans;

namespace Ticketing.Payments;

/// <summary>Tells a booking what became of its payment.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.end-payment")]
public sealed record EndPayment(
    [property: Id(0)] int Attempt,
    [property: Id(1)] bool IsPaid,
    [property: Id(2)] string? Reference,
    [property: Id(3)] string? Why)
{
    /// <summary>The places were sold for this payment, which then failed: they go back.</summary>
    [Id(4)]
    public bool PlacesTaken { get; init; }
}
