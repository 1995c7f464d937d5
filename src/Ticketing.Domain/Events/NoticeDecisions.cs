using System.Collections.Immutable;
using Ticketing.Finalization;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>Who is to be told next of a change of an event, or sent a message of its staff, and what follows from what came of it.</summary>
public static class NoticeDecisions
{
    /// <summary>Bookings that wait for another try, at most; beyond it no more are taken from the index, which keeps them.</summary>
    public const int MaxOwed = 256;

    /// <summary>How often a booking is looked at that is still pending when the change's window is over: longer than it can be.</summary>
    public const int MaxLooks = 30;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Begins to tell of a change. False: it is told already. Who waits to be told of an earlier one is told of both at once, so for
    /// them it is as it was before that.
    /// </summary>
    public static bool Begin(NoticeState state, EventView view, DateTimeOffset now)
    {
        if (view.Moved is not { } move || move.Version <= (state.Move?.Version ?? 0))
        {
            return false;
        }

        var isUntold = state.IsRunning && state.Move!.Former != view.Schedule;
        state.EventId = view.EventId;
        state.Move = isUntold ? move with { Former = state.Move!.Former } : move;
        (state.StartedAt, state.FinishedAt) = (now, null);
        (state.Position, state.Told, state.GivenUp, state.NoAddress) = (0, 0, 0, 0);
        state.Owed = [];
        return true;
    }

    /// <summary>Bookings whose next try is due, the longest due first.</summary>
    public static IReadOnlyList<OwedNotice> Due(ILetterWalk state, DateTimeOffset now, int limit) =>
        [.. state.Owed.Where(owed => owed.NextAt <= now).OrderBy(static owed => owed.NextAt).Take(limit)];

    /// <summary>How many more bookings may be taken.</summary>
    public static int Room(ILetterWalk state) => MaxOwed - state.Owed.Count;

    /// <summary>Notes what came of a booking's letters.</summary>
    /// <param name="state">The work.</param>
    /// <param name="tried">The booking as it waited.</param>
    /// <param name="answer">What came of it. Null: the booking is pending, and may have been paid before.</param>
    /// <param name="options">How often letters are tried.</param>
    /// <param name="now">The time.</param>
    public static void Settle(ILetterWalk state, OwedNotice tried, NoticeAnswer? answer, FinalizationOptions options, DateTimeOffset now)
    {
        state.Owed.RemoveAll(owed => owed.BookingId == tried.BookingId);
        switch (answer?.Result)
        {
            case LetterResult.Sent or LetterResult.Kept:
                state.Told++;
                break;
            case LetterResult.NotWanted:
                break;
            case LetterResult.NoAddress:
                state.NoAddress++;
                break;
            case null when now < state.LastsUntil:
                state.Owed.Add(tried with { NextAt = state.LastsUntil });
                break;
            case null when tried.Attempts < MaxLooks:
                state.Owed.Add(tried with { Attempts = tried.Attempts + 1, NextAt = now + BetweenLooks });
                break;
            case LetterResult.Unavailable when tried.Attempts + 1 < options.MailAttempts:
                state.Owed.Add(tried with
                {
                    Attempts = tried.Attempts + 1,
                    NextAt = now + FinalizationSchedule.After(tried.Attempts + 1, tried.BookingId),
                    Sent = answer.Told,
                });
                break;
            case null:
                break;
            default:
                state.GivenUp++;
                break;
        }
    }

    /// <summary>
    /// When there is something to do next. What was confirmed a moment before the change comes into the index a little later, so the
    /// work lasts as long as the change's window. Null: it is over.
    /// </summary>
    /// <param name="state">The work.</param>
    /// <param name="total">How many positions the index has.</param>
    /// <param name="now">The time.</param>
    public static DateTimeOffset? NextAt(ILetterWalk state, long total, DateTimeOffset now)
    {
        if (state.Position < total && Room(state) > 0)
        {
            return now;
        }

        var end = state.LastsUntil;
        DateTimeOffset?[] times = [state.Owed.Min(static owed => (DateTimeOffset?)owed.NextAt), now < end ? end : null];
        return times.Min();
    }
}
