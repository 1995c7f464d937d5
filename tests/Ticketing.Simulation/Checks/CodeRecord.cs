namespace Ticketing.Simulation;

/// <summary>A code of an event, as its organizer made it.</summary>
/// <param name="Text">As it is kept.</param>
/// <param name="Percent">What it takes off each ticket.</param>
/// <param name="Limit">For how many orders it can be used.</param>
/// <param name="CustomerLimit">For how many of one customer. Null: any number.</param>
public sealed record CodeRecord(string Text, decimal Percent, int Limit, int? CustomerLimit)
{
    /// <summary>When its end was acknowledged.</summary>
    public long Ended { get; set; } = HoldRecord.Never;

    /// <summary>What a place costs with it, in minor units: halves of them are the buyer's.</summary>
    public long Price(long full) => full - (long)Math.Round(full * Percent / 100, MidpointRounding.AwayFromZero);
}
