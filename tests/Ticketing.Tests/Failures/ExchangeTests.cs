using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>Whatever becomes of an exchange, the booking ends with the places of one side, paid as they cost, and the other side's are free.</summary>
public sealed class ExchangeTests
{
    [Fact]
    public async Task Dearer_seats_are_paid_and_those_before_are_free_for_others()
    {
        await using var swap = await Swap.OpenAsync();
        var answer = await swap.ToBalconyAsync();
        Assert.Null(answer.Refusal);
        Assert.Equal(["begun", "new places kept", "authorize: requires_capture", "new places taken", "capture: succeeded", "exchanged"], answer.Attempt!.Steps.Select(step => step.What));
        await swap.WholeAsync("balcony");
        Assert.NotNull((await swap.Office.HoldSeatsAsync(swap.Event, "stalls-A-1", "stalls-A-2")).Answer.Hold);
    }

    [Fact]
    public async Task Cheaper_places_pay_the_difference_back_and_a_cancellation_the_rest()
    {
        await using var swap = await Swap.OpenAsync();
        Assert.Null((await swap.ToFloorAsync()).Refusal);
        await swap.WholeAsync("floor");
        Assert.Equal((PaymentStatus.Completed, 5_000, 4_000), await MoneyAsync(swap));
        Assert.Null((await CancelAsync(swap)).Refusal);
        await swap.WholeAsync("nothing");
        Assert.Equal((PaymentStatus.Refunded, 5_000, 5_000), await MoneyAsync(swap));
    }

    [Fact]
    public async Task What_was_paid_in_two_payments_is_paid_back_from_both()
    {
        await using var swap = await Swap.OpenAsync();
        Assert.Null((await swap.ToBalconyAsync()).Refusal);
        Assert.Null((await CancelAsync(swap)).Refusal);
        await swap.WholeAsync("nothing");
        Assert.Equal([5_000, 3_000], (await swap.Payment.Get())!.Attempts.Select(attempt => attempt.RefundedMinor));
    }

    [Fact]
    public async Task A_booking_goes_from_exchange_to_exchange_and_back()
    {
        await using var swap = await Swap.OpenAsync();
        Assert.Null((await swap.ToFloorAsync()).Refusal);
        Assert.Null((await swap.ToBalconyAsync()).Refusal);
        await swap.WholeAsync("balcony");
        Assert.Null((await swap.ToFloorAsync()).Refusal);
        await swap.WholeAsync("floor");
        var steps = await swap.Booking.History();
        Assert.Equal([null, null, null, null, "stalls", "floor", "balcony"], steps.Select(step => step.Exchanged?.SectionId));
    }

    [Theory]
    [InlineData(TestTokens.Decline, RefusalCode.PaymentDeclined)]
    [InlineData("tok_capture_declined", RefusalCode.PaymentDeclined)]
    [InlineData(null, RefusalCode.PaymentNeeded)]
    public async Task Without_the_money_all_stays_as_it_was(string? token, RefusalCode code)
    {
        await using var swap = await Swap.OpenAsync();
        Assert.Equal(code, (await swap.ToBalconyAsync(token)).Refusal?.Code);
        await swap.WholeAsync("stalls");
    }

    [Fact]
    public async Task Dearer_seats_of_what_was_paid_elsewhere_are_for_staff_to_give()
    {
        await using var swap = await Swap.OpenAsync(paid: false);
        Assert.Equal(RefusalCode.PaymentElsewhere, (await swap.ToBalconyAsync()).Refusal?.Code);
        Assert.Null((await swap.ToBalconyAsync(token: null, staff: "boss")).Refusal);
        await swap.WholeAsync("balcony");
        Assert.Equal((PaymentStatus.Completed, 8_000, 0), await MoneyAsync(swap));
    }

    [Fact]
    public async Task Places_of_the_limit_do_not_count_twice()
    {
        await using var swap = await Swap.OpenAsync(new EventPolicy { MaxPerCustomer = 2 });
        Assert.Null((await swap.ToBalconyAsync()).Refusal);
        await swap.WholeAsync("balcony");
        var wish = new HoldRequest { Event = swap.Event, Section = "floor", Quantity = 1, Customer = "ann" };
        Assert.Equal(RefusalCode.CustomerLimit, (await swap.Office.Holds.PlaceAsync(wish)).Answer.Refusal?.Code);
        Assert.Null((await swap.ToFloorAsync()).Refusal);
        await swap.WholeAsync("floor");
    }

    [Fact]
    public async Task Seats_that_others_have_leave_the_booking_as_it_was()
    {
        await using var swap = await Swap.OpenAsync();
        var held = await swap.Office.HoldSeatsAsync(swap.Event, "balcony-B-2");
        Assert.Equal(RefusalCode.SeatTaken, (await swap.ToBalconyAsync()).Refusal?.Code);
        await swap.Office.ReleaseAsync(held.Answer.Hold!.HoldId, held.Token);
        await swap.WholeAsync("stalls");
    }

    [Fact]
    public async Task A_second_exchange_waits_for_the_first()
    {
        await using var swap = await Swap.OpenAsync();
        Assert.Null((await swap.ToBalconyAsync(TestTokens.Slow)).Refusal);
        Assert.Equal(RefusalCode.ExchangeUnderWay, (await swap.ToFloorAsync()).Refusal?.Code);
        await swap.WholeAsync("balcony");
    }

    [Fact]
    public async Task An_exchange_that_waits_for_its_customer_gives_way_to_another()
    {
        await using var swap = await Swap.OpenAsync();
        Assert.False((await swap.ToBalconyAsync(TestTokens.Action)).Attempt!.IsOver);
        Assert.Null((await swap.ToFloorAsync()).Refusal);
        await swap.WholeAsync("floor");
    }

    [Fact]
    public async Task One_that_nobody_agrees_to_comes_to_nothing()
    {
        await using var swap = await Swap.OpenAsync();
        await swap.ToBalconyAsync(TestTokens.Action);
        await swap.WholeAsync("stalls");
    }

    [Fact]
    public async Task A_cancellation_that_comes_first_gives_everything_back()
    {
        await using var swap = await Swap.OpenAsync();
        await swap.ToBalconyAsync(TestTokens.Slow);
        Assert.Null((await CancelAsync(swap)).Refusal);
        await swap.WholeAsync("nothing");
    }

    [Fact]
    public async Task An_event_that_is_cancelled_meanwhile_gives_everything_back()
    {
        await using var swap = await Swap.OpenAsync();
        await swap.ToBalconyAsync(TestTokens.Slow);
        var job = swap.Office.Grains.GetGrain<IEventCancellationGrain>(GrainKeys.Event(swap.Event.Key));
        Assert.NotNull(await job.Start(swap.Event, "boss", "storm"));
        await swap.WholeAsync("nothing");
    }

    [Fact]
    public async Task Money_that_comes_after_the_new_places_are_given_up_is_paid_back()
    {
        await using var swap = await Swap.OpenAsync();
        await swap.ToBalconyAsync(TestTokens.LateSuccess);
        await swap.WholeAsync("stalls");
        await swap.Office.MinutesUntilAsync(async () => (await swap.Payment.Get())!.Attempts[^1].IsOver);
        await swap.WholeAsync("stalls");
    }

    [Fact]
    public async Task Somebody_who_is_in_keeps_the_places_that_the_ticket_was_for()
    {
        await using var swap = await Swap.OpenAsync();
        await swap.ToBalconyAsync(TestTokens.Slow);
        await swap.Booking.Attend(1);
        await swap.WholeAsync("stalls");
        Assert.Equal(RefusalCode.AlreadyAttended, (await swap.ToFloorAsync()).Refusal?.Code);
    }

    [Fact]
    public async Task The_hold_of_an_exchange_becomes_no_booking_of_its_own()
    {
        await using var swap = await Swap.OpenAsync();
        await swap.ToFloorAsync();
        var hold = (await swap.BookingAsync()).Places;
        Assert.Null(await swap.Office.Bookings.FindAsync(BookingId.Of(hold)));
        Assert.Equal(RefusalCode.HoldNotFound, (await swap.Office.Bookings.StartAsync(hold, "ann", null)).Refusal?.Code);
        Assert.Equal(RefusalCode.HoldNotFound, (await swap.Office.Grains.HomeOf(hold).Book(new BookHold(hold, PaymentToken.Hash("anything")))).Refusal?.Code);
    }

    [Theory]
    [InlineData("authorize", WriteFault.BeforeEffect)]
    [InlineData("authorize", WriteFault.AfterEffect)]
    [InlineData("capture", WriteFault.BeforeEffect)]
    [InlineData("capture", WriteFault.AfterEffect)]
    public async Task Without_an_answer_the_provider_is_asked_again(string act, WriteFault fault)
    {
        await using var swap = await Swap.OpenAsync();
        swap.Office.Payments.Fail(act, fault, times: 3);
        await swap.ToBalconyAsync();
        await swap.WholeAsync("balcony");
    }

    [Theory]
    [InlineData(WriteFault.BeforeEffect)]
    [InlineData(WriteFault.AfterEffect)]
    public async Task A_refund_of_the_difference_whose_answer_is_lost_is_paid_once(WriteFault fault)
    {
        await using var swap = await Swap.OpenAsync();
        swap.Office.Payments.Fail("refund", fault, times: 3);
        Assert.Null((await swap.ToFloorAsync()).Refusal);
        await swap.WholeAsync("floor");
    }

    public static TheoryData<string, int, bool> Writes
    {
        get
        {
            TheoryData<string, int, bool> data = [];
            foreach (var (key, most) in new[] { ("ticketing.payment/", 7), ("ticketing.booking/", 3), ("ticketing.hold/", 5), ("ticketing.seat/", 4), ("ticketing.pool/", 3), ("reminder/", 3) })
            {
                for (var write = 0; write < most; write++)
                {
                    data.Add(key, write, key != "ticketing.pool/");
                }
            }

            return data;
        }
    }

    /// <summary>The n-th write of one of those who take part is the last thing that a process did.</summary>
    [Theory]
    [MemberData(nameof(Writes))]
    public async Task After_a_crash_at_any_write_the_booking_has_one_sides_places(string key, int writes, bool dearer)
    {
        await using var swap = await Swap.OpenAsync();
        swap.Office.Store.Faults = written => written.StartsWith(key, StringComparison.Ordinal) && --writes < 0 ? WriteFault.HangBeforeEffect : WriteFault.None;
        var exchanged = dearer ? swap.ToBalconyAsync(key: 7) : swap.ToFloorAsync(key: 7);
        await swap.Office.UntilAsync(() => Task.FromResult(exchanged.IsCompleted || writes < 0));
        swap.Office.Store.Faults = static _ => WriteFault.None;
        await swap.Office.CrashAsync();
        await swap.WholeAsync("stalls", dearer ? "balcony" : "floor");

        // Whoever repeats the request gets what it asked for, unless the hold of the first one is over.
        var again = dearer ? await swap.ToBalconyAsync(key: 7) : await swap.ToFloorAsync(key: 7);
        Assert.True(again.Refusal is null or { Code: RefusalCode.HoldExpired or RefusalCode.Busy }, $"{again.Refusal}");
        await swap.WholeAsync("stalls", dearer ? "balcony" : "floor");
    }

    /// <summary>The places may be back before the payment heard that the booking had them.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task What_is_cancelled_after_a_crash_in_an_exchange_is_all_paid_back(int writes)
    {
        await using var swap = await Swap.OpenAsync();
        swap.Office.Store.Faults = written => written.StartsWith("ticketing.payment/", StringComparison.Ordinal) && --writes < 0 ? WriteFault.HangBeforeEffect : WriteFault.None;
        var exchanged = swap.ToBalconyAsync();
        await swap.Office.UntilAsync(() => Task.FromResult(exchanged.IsCompleted || writes < 0));
        swap.Office.Store.Faults = static _ => WriteFault.None;
        await swap.Office.CrashAsync();
        Assert.Null((await CancelAsync(swap)).Refusal);
        await swap.WholeAsync("nothing");
    }

    [Theory]
    [InlineData("ticketing.payment/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.payment/", WriteFault.AfterEffect)]
    [InlineData("ticketing.booking/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.booking/", WriteFault.AfterEffect)]
    [InlineData("ticketing.hold/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.hold/", WriteFault.AfterEffect)]
    [InlineData("ticketing.seat/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.seat/", WriteFault.AfterEffect)]
    public async Task After_a_write_that_failed_the_request_is_repeated_to_one_exchange(string key, WriteFault fault)
    {
        await using var swap = await Swap.OpenAsync();
        swap.Office.Store.FailOnce(key, fault);
        try
        {
            await swap.ToBalconyAsync(key: 7);
        }
        catch (OutcomeUnknownException)
        {
            await swap.ToBalconyAsync(key: 7);
        }

        await swap.WholeAsync("balcony");
        Assert.Equal(2, (await swap.Payment.Get())!.Attempts.Length);
    }

    private static async Task<BookingAnswer> CancelAsync(Swap swap) =>
        await swap.Office.Bookings.CancelAsync(await swap.BookingAsync(), new CancelBooking { By = "ann" }, isStaff: false);

    private static async Task<(PaymentStatus Status, long Amount, long Refunded)> MoneyAsync(Swap swap) =>
        await swap.BookingAsync() is var booking ? (booking.PaymentStatus, booking.AmountMinor, booking.RefundedMinor) : default;
}
