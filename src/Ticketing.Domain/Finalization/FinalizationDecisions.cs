using Ticketing.Identifiers;

namespace Ticketing.Finalization;

/// <summary>What is to be done next, and what follows from what came of it.</summary>
public static class FinalizationDecisions
{
    /// <summary>Bookings whose tickets are to be tried again, at most; beyond it no more are taken from the index, which keeps them.</summary>
    public const int MaxTickets = 1_024;

    /// <summary>Letters that wait, at most; those beyond are given up.</summary>
    public const int MaxLetters = 1_024;

    /// <summary>Dead letters that are kept.</summary>
    public const int MaxDead = 1_024;

    /// <summary>What letters leave of that to tickets.</summary>
    public const int MaxDeadLetters = MaxDead / 4 * 3;

    /// <summary>How many more bookings may be taken.</summary>
    public static int Room(FinalizationState state) => MaxTickets - state.Waiting(FinalizationStep.Tickets);

    /// <summary>What is due of a step, the longest due first.</summary>
    public static IReadOnlyList<FinalizationTask> Due(FinalizationState state, FinalizationStep step, DateTimeOffset now, int limit) =>
        [.. state.Tasks.Where(task => task.Step == step && task.NextAt <= now).OrderBy(static task => task.NextAt).Take(limit)];

    /// <summary>When a step has something to do. Null: as far as is known, never.</summary>
    public static DateTimeOffset? NextAt(FinalizationState state, FinalizationStep step) =>
        state.Tasks.Where(task => task.Step == step).Min(static task => (DateTimeOffset?)task.NextAt);

    /// <summary>Notes what came of an attempt.</summary>
    public static void Settle(FinalizationState state, FinalizationResult result, FinalizationOptions options, DateTimeOffset now)
    {
        var task = Take(state, result.BookingId, result.Step) ?? new FinalizationTask { BookingId = result.BookingId, Step = result.Step, Since = now };
        switch (result.Outcome)
        {
            case FinalizationOutcome.Failed or FinalizationOutcome.Hopeless:
                GoOn(state, task with { Attempts = task.Attempts + 1 }, result, options, now);
                break;
            case FinalizationOutcome.Done when result.Step == FinalizationStep.Tickets:
                state.Finalized++;
                break;
            case FinalizationOutcome.Done:
                state.LettersSent++;
                break;
            case FinalizationOutcome.Kept:
                state.LettersKept++;
                break;
            case FinalizationOutcome.TooMany:
                state.LettersGivenUp++;
                break;
        }

        if (result.WantsLetter)
        {
            WantLetter(state, result.BookingId, options, now);
        }
    }

    /// <summary>A letter is to be sent; one that waits already is for all that the booking owes.</summary>
    public static void WantLetter(FinalizationState state, BookingId booking, FinalizationOptions options, DateTimeOffset now)
    {
        if (options.MailAttempts > 0)
        {
            AddLetter(state, booking, now);
        }
    }

    /// <summary>Everything of a booking that was given up becomes due. False: nothing was.</summary>
    public static bool Revive(FinalizationState state, BookingId booking, DateTimeOffset now)
    {
        var given = state.Dead.FindAll(letter => letter.BookingId == booking);
        foreach (var letter in given)
        {
            Take(state, booking, letter.Step);
            state.Tasks.Add(new FinalizationTask { BookingId = booking, Step = letter.Step, Since = letter.Since, NextAt = now });
        }

        return state.Dead.RemoveAll(letter => letter.BookingId == booking) > 0;
    }

    private static void GoOn(FinalizationState state, FinalizationTask task, FinalizationResult result, FinalizationOptions options, DateTimeOffset now)
    {
        var isOver = result.Outcome == FinalizationOutcome.Hopeless || task.Attempts >= options.AttemptsOf(task.Step);
        if (isOver && (task.Step == FinalizationStep.Letter || state.Dead.Count < MaxDead))
        {
            GiveUp(state, task, result.Error, now);
        }
        else
        {
            // Tickets that find no room among the dead are tried for as long as it takes.
            state.Tasks.Add(task with { NextAt = now + FinalizationSchedule.After(task.Attempts, task.BookingId) });
        }
    }

    private static void AddLetter(FinalizationState state, BookingId booking, DateTimeOffset now)
    {
        var task = Take(state, booking, FinalizationStep.Letter)
            ?? new FinalizationTask { BookingId = booking, Step = FinalizationStep.Letter, Since = now, NextAt = now };
        if (state.Waiting(FinalizationStep.Letter) < MaxLetters)
        {
            state.Tasks.Add(task);
        }
        else
        {
            GiveUp(state, task, "too_many_letters", now);
        }
    }

    /// <summary>A letter that finds no room among the dead is counted only: its booking shows that it was not mailed.</summary>
    private static void GiveUp(FinalizationState state, FinalizationTask task, string? error, DateTimeOffset now)
    {
        var isLetter = task.Step == FinalizationStep.Letter;
        state.LettersGivenUp += isLetter ? 1 : 0;
        if (isLetter && state.Dead.Count >= MaxDeadLetters)
        {
            return;
        }

        state.Dead.RemoveAll(known => known.BookingId == task.BookingId && known.Step == task.Step);
        state.Dead.Add(new DeadLetter
        {
            Number = ++state.Given,
            BookingId = task.BookingId,
            Step = task.Step,
            Attempts = task.Attempts,
            Since = task.Since,
            At = now,
            Error = error ?? "",
        });
    }

    private static FinalizationTask? Take(FinalizationState state, BookingId booking, FinalizationStep step)
    {
        var index = state.Tasks.FindIndex(task => task.BookingId == booking && task.Step == step);
        if (index < 0)
        {
            return null;
        }

        var task = state.Tasks[index];
        state.Tasks.RemoveAt(index);
        return task;
    }
}
