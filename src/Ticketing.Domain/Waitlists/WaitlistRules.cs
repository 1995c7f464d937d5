namespace Ticketing.Waitlists;

/// <summary>What is configured for waitlists.</summary>
/// <param name="OfferTime">How long an offer is open.</param>
/// <param name="MaxPasses">How often smaller parties, or the public, may pass the first party that does not fit in what is free.</param>
/// <param name="KeepTime">How long after that what is freed is kept for it. Each party has one such turn.</param>
public sealed record WaitlistRules(TimeSpan OfferTime, int MaxPasses, TimeSpan KeepTime)
{
    /// <summary>Priorities run from 0 to this.</summary>
    public const int MaxPriority = 100;

    /// <summary>The shop's page on which an offer is booked, with <see cref="WaitlistLetter.EntryMark"/> for the entry; in letters. Null: none.</summary>
    public string? BookUrl { get; init; }

    public static WaitlistRules Default { get; } = new(TimeSpan.FromHours(24), 3, TimeSpan.FromHours(6));
}
