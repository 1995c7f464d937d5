namespace Ticketing.Finalization;

/// <summary>What is configured for the background work on tickets.</summary>
public sealed record FinalizationOptions
{
    /// <summary>Finalization:Concurrency. Bookings that are worked on at a time, and letters beside them.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Finalization:Share. The share of the time, in percent, that it works while there is much to do; it rests for the other.</summary>
    public int Share { get; init; } = 5;

    /// <summary>Finalization:Attempts. How often a booking's tickets are tried before they are a dead letter.</summary>
    public int Attempts { get; init; } = 20;

    /// <summary>Finalization:MailAttempts. How often the letter is tried; 0: tickets are not mailed by themselves.</summary>
    public int MailAttempts { get; init; } = 20;

    /// <summary>The attempts of a step.</summary>
    public int AttemptsOf(FinalizationStep step) => step == FinalizationStep.Tickets ? Attempts : MailAttempts;
}
