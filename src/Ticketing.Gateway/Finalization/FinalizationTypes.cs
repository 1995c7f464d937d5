namespace Ticketing.Finalization;

/// <summary>How far tickets are made out and mailed.</summary>
public sealed record FinalizationResponse
{
    /// <summary>Bookings that were not looked at yet or are to be tried again: at most so many wait for their tickets.</summary>
    public required long Pending { get; init; }

    /// <summary>How many of them failed at least once.</summary>
    public required int Retrying { get; init; }

    /// <summary>Bookings whose tickets were made out.</summary>
    public required long Finalized { get; init; }

    /// <summary>What was given up and may be retried.</summary>
    public required int Dead { get; init; }

    /// <summary>Since when the oldest of the pending waits; null: none does.</summary>
    public required DateTimeOffset? OldestPendingAt { get; init; }

    public required LettersResponse Letters { get; init; }

    internal static FinalizationResponse Of(FinalizationView progress) => new()
    {
        Pending = progress.Pending,
        Retrying = progress.Retrying,
        Finalized = progress.Finalized,
        Dead = progress.Dead,
        OldestPendingAt = progress.OldestPendingAt,
        Letters = new LettersResponse
        {
            Pending = progress.LettersPending,
            Sent = progress.LettersSent,
            Kept = progress.LettersKept,
            GivenUp = progress.LettersGivenUp,
        },
    };
}

/// <summary>What became of letters with tickets.</summary>
public sealed record LettersResponse
{
    public required int Pending { get; init; }

    public required long Sent { get; init; }

    /// <summary>Those in a folder, since there is no mail server.</summary>
    public required long Kept { get; init; }

    public required long GivenUp { get; init; }
}

/// <summary>What was tried as often as is allowed.</summary>
public sealed record DeadLetterResponse
{
    /// <summary>Counts them, from 1.</summary>
    public required long Number { get; init; }

    public required Guid BookingId { get; init; }

    public required FinalizationStep Step { get; init; }

    public required int Attempts { get; init; }

    /// <summary>What went wrong in the last attempt.</summary>
    public required string Error { get; init; }

    /// <summary>When it was tried first.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it was given up.</summary>
    public required DateTimeOffset DeadAt { get; init; }

    internal static DeadLetterResponse Of(DeadLetter letter) => new()
    {
        Number = letter.Number,
        BookingId = letter.BookingId.Value,
        Step = letter.Step,
        Attempts = letter.Attempts,
        Error = letter.Error,
        Since = letter.Since,
        DeadAt = letter.At,
    };
}

/// <summary>What is tried again.</summary>
public sealed record RetryResponse
{
    public required Guid BookingId { get; init; }

    public required bool Retrying { get; init; }
}
