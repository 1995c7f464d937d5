namespace Ticketing.Waitlists;

/// <summary>The next thing to do with what is free. At most one of the first three members is there; none: nothing.</summary>
public readonly record struct WaitlistMove
{
    /// <summary>The entry that gets an offer, in <see cref="Section"/>.</summary>
    public WaitlistEntry? Offer { get; init; }

    /// <summary>The entry whose turn of keeping begins.</summary>
    public WaitlistEntry? Keep { get; init; }

    /// <summary>What is free in <see cref="Section"/> goes back to the public.</summary>
    public bool Open { get; init; }

    public SectionRoom? Section { get; init; }

    /// <summary>The entry that is passed by this, and counts it.</summary>
    public WaitlistEntry? Passed { get; init; }
}
