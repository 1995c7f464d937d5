using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Finalization;

/// <summary>How far the index of bookings was worked through, and what is left to do of that.</summary>
[GenerateSerializer, Alias("ticketing.finalization-state")]
public sealed class FinalizationState
{
    /// <summary>Rows of the index before this one were taken.</summary>
    [Id(0)]
    public long Position { get; set; }

    /// <summary>So many of the late confirmations were taken.</summary>
    [Id(1)]
    public long Late { get; set; }

    [Id(2)]
    public List<FinalizationTask> Tasks { get; set; } = [];

    [Id(3)]
    public long Finalized { get; set; }

    [Id(4)]
    public long LettersSent { get; set; }

    [Id(5)]
    public long LettersGivenUp { get; set; }

    /// <summary>How many dead letters there ever were.</summary>
    [Id(6)]
    public long Given { get; set; }

    /// <summary>What was given up, in the order in which it was.</summary>
    [Id(7)]
    public List<DeadLetter> Dead { get; set; } = [];

    /// <summary>Letters that are in a folder.</summary>
    [Id(8)]
    public long LettersKept { get; set; }

    public int Waiting(FinalizationStep step) => Tasks.Count(task => task.Step == step);
}

/// <summary>Something for a booking that is still to be done.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.finalization-task")]
public sealed record FinalizationTask
{
    [Id(0)]
    public BookingId BookingId { get; init; }

    [Id(1)]
    public FinalizationStep Step { get; init; }

    /// <summary>How often it was tried.</summary>
    [Id(2)]
    public int Attempts { get; init; }

    [Id(3)]
    public DateTimeOffset Since { get; init; }

    [Id(4)]
    public DateTimeOffset NextAt { get; init; }
}

/// <summary>What came of one attempt.</summary>
public enum FinalizationOutcome
{
    Done,

    /// <summary>The letter is in a folder, since there is no server.</summary>
    Kept,

    /// <summary>It was done before.</summary>
    Repeated,

    /// <summary>The booking is not confirmed any more, or wants no letter.</summary>
    NotWanted,

    /// <summary>To be tried again.</summary>
    Failed,

    /// <summary>Another attempt would fail as well.</summary>
    Hopeless,

    /// <summary>The letter's address was sent as many as one is: it does not wait among those of others, and is no dead letter.</summary>
    TooMany,
}

/// <summary>What came of one attempt.</summary>
/// <param name="BookingId">Whose.</param>
/// <param name="Step">What was tried.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="WantsLetter">Its tickets are made out, and may be mailed; or it is cancelled, and that may be.</param>
/// <param name="Error">Why it failed.</param>
public sealed record FinalizationResult(
    BookingId BookingId, FinalizationStep Step, FinalizationOutcome Outcome, bool WantsLetter = false, string? Error = null);

/// <summary>A letter that is to be sent.</summary>
/// <param name="Holder">To whom. Null: a guest.</param>
/// <param name="IsOwn">It is the booking's own, to who booked, with all tickets that are still theirs.</param>
/// <param name="Places">The places of the tickets in it.</param>
public sealed record OwedLetter(string? Holder, bool IsOwn, ImmutableArray<int> Places);

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

/// <summary>When what failed is tried again: after a second, then twice as long each time, to a quarter of an hour; spread by a half.</summary>
public static class FinalizationSchedule
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>The wait after so many attempts. By its id, what failed together is not tried again together.</summary>
    public static TimeSpan After(int attempts, BookingId booking)
    {
        var delay = First * Math.Pow(2, Math.Min(attempts - 1, 20));
        return (delay < Longest ? delay : Longest) * (1 + (Spread.Of(booking.Value, attempts) / 2));
    }
}
