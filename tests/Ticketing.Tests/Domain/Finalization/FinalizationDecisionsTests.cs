using Ticketing.Finalization;
using Ticketing.Identifiers;

namespace Ticketing.Tests.Domain.Finalization;

public sealed class FinalizationDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 31, 19, 30, 0, TimeSpan.Zero);
    private static readonly FinalizationOptions Options = new() { Attempts = 3, MailAttempts = 2 };

    [Fact]
    public void What_failed_is_tried_again_later_each_time_and_in_the_end_is_a_dead_letter()
    {
        var state = new FinalizationState();
        var now = Now;
        List<TimeSpan> waits = [];
        for (var attempt = 1; attempt < Options.Attempts; attempt++)
        {
            FinalizationDecisions.Settle(state, Failed(1), Options, now);
            var task = Assert.Single(state.Tasks);
            Assert.Equal((attempt, Now), (task.Attempts, task.Since));
            Assert.Empty(FinalizationDecisions.Due(state, FinalizationStep.Tickets, task.NextAt.AddTicks(-1), 10));
            Assert.Single(FinalizationDecisions.Due(state, FinalizationStep.Tickets, task.NextAt, 10));
            waits.Add(task.NextAt - now);
            now = task.NextAt;
        }

        Assert.InRange(waits[0], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.5));
        Assert.InRange(waits[1], TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        FinalizationDecisions.Settle(state, Failed(1), Options, now);
        Assert.Empty(state.Tasks);
        var dead = Assert.Single(state.Dead);
        Assert.Equal((1L, 3, "gone", Now, now), (dead.Number, dead.Attempts, dead.Error, dead.Since, dead.At));
    }

    [Fact]
    public void The_wait_ends_growing_and_differs_from_booking_to_booking()
    {
        var waits = Enumerable.Range(0, 200).Select(number => FinalizationSchedule.After(1_000, Booking(number))).ToArray();
        Assert.All(waits, static wait => Assert.InRange(wait, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(22.5)));
        Assert.True(waits.Distinct().Count() > 190);
    }

    [Fact]
    public void What_is_done_is_counted_and_its_letter_follows()
    {
        var state = new FinalizationState();
        FinalizationDecisions.Settle(state, Failed(1), Options, Now);
        FinalizationDecisions.Settle(state, new(Booking(1), FinalizationStep.Tickets, FinalizationOutcome.Done, WantsLetter: true), Options, Now);
        FinalizationDecisions.Settle(state, new(Booking(2), FinalizationStep.Tickets, FinalizationOutcome.Repeated, WantsLetter: true), Options, Now);
        FinalizationDecisions.Settle(state, new(Booking(3), FinalizationStep.Tickets, FinalizationOutcome.NotWanted), Options, Now);
        Assert.Equal(1, state.Finalized);
        Assert.Equal([Booking(1), Booking(2)], state.Tasks.Select(static task => task.BookingId));
        Assert.All(state.Tasks, static task => Assert.Equal((FinalizationStep.Letter, 0, Now), (task.Step, task.Attempts, task.NextAt)));
        FinalizationDecisions.Settle(state, new(Booking(1), FinalizationStep.Letter, FinalizationOutcome.Done), Options, Now);
        Assert.Equal((1, 1L), (state.Tasks.Count, state.LettersSent));
    }

    [Fact]
    public void No_letter_is_kept_where_tickets_are_not_mailed()
    {
        var state = new FinalizationState();
        FinalizationDecisions.Settle(
            state, new(Booking(1), FinalizationStep.Tickets, FinalizationOutcome.Done, WantsLetter: true), Options with { MailAttempts = 0 }, Now);
        Assert.Empty(state.Tasks);
    }

    [Fact]
    public void A_letter_that_is_kept_is_done_and_not_counted_as_sent()
    {
        var state = new FinalizationState();
        FinalizationDecisions.Settle(state, new(Booking(1), FinalizationStep.Letter, FinalizationOutcome.Kept), Options, Now);
        Assert.Equal((0L, 1L, 0), (state.LettersSent, state.LettersKept, state.Tasks.Count));
    }

    [Fact]
    public void A_refused_letter_is_given_up_at_once_and_can_be_retried()
    {
        var state = new FinalizationState();
        FinalizationDecisions.Settle(state, new(Booking(1), FinalizationStep.Letter, FinalizationOutcome.Hopeless, Error: "mail_refused"), Options, Now);
        Assert.Equal(("mail_refused", 1, 1L), (state.Dead[0].Error, state.Dead[0].Attempts, state.LettersGivenUp));
        Assert.False(FinalizationDecisions.Revive(state, Booking(2), Now));
        Assert.True(FinalizationDecisions.Revive(state, Booking(1), Now));
        Assert.Empty(state.Dead);
        Assert.Equal(0, Assert.Single(FinalizationDecisions.Due(state, FinalizationStep.Letter, Now, 10)).Attempts);
        Assert.False(FinalizationDecisions.Revive(state, Booking(1), Now));
    }

    [Fact]
    public void Everything_that_waits_has_a_limit_and_no_tickets_are_lost_by_it()
    {
        var state = new FinalizationState();
        var (number, beyond) = (0, 100);
        for (; number < FinalizationDecisions.MaxLetters + FinalizationDecisions.MaxDeadLetters + beyond; number++)
        {
            FinalizationDecisions.Settle(state, new(Booking(number), FinalizationStep.Tickets, FinalizationOutcome.Done, WantsLetter: true), Options, Now);
        }

        Assert.Equal(FinalizationDecisions.MaxLetters, state.Waiting(FinalizationStep.Letter));
        Assert.Equal((FinalizationDecisions.MaxDeadLetters, (long)(FinalizationDecisions.MaxDeadLetters + beyond)), (state.Dead.Count, state.LettersGivenUp));
        for (var last = number + FinalizationDecisions.MaxDead; number < last; number++)
        {
            FinalizationDecisions.Settle(state, Failed(number) with { Outcome = FinalizationOutcome.Hopeless }, Options, Now);
        }

        Assert.Equal(FinalizationDecisions.MaxDead, state.Dead.Count);
        Assert.Equal(FinalizationDecisions.MaxDeadLetters, state.Waiting(FinalizationStep.Tickets));
        Assert.Equal(FinalizationDecisions.MaxTickets - FinalizationDecisions.MaxDeadLetters, FinalizationDecisions.Room(state));
    }

    private static FinalizationResult Failed(int number) => new(Booking(number), FinalizationStep.Tickets, FinalizationOutcome.Failed, Error: "gone");

    private static BookingId Booking(int number) => BookingId.Of(HoldId.InUnit(0x1234_5678UL, 0, number % 8, (ulong)number));
}
