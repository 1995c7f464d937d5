using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>Every way a payment can go, and where it ends: the rows of the table in docs/payments.md.</summary>
public class PaymentFlowTests
{
    [Fact]
    public async Task Success()
    {
        await using var till = await Till.OpenAsync();
        Assert.Null((await till.PayAsync(TestTokens.Success)).Refusal);
        await till.EndsAsync(BookingStatus.Confirmed, PaymentStatus.Completed, IntentState.Succeeded, (8, 0, 2));
        Assert.Equal(["authorize", "capture"], till.Office.Payments.Asked);
    }

    [Fact]
    public async Task A_decline_leaves_the_places_held_for_another_try()
    {
        await using var till = await Till.OpenAsync();
        Assert.Equal(RefusalCode.PaymentDeclined, (await till.PayAsync(TestTokens.Decline)).Refusal!.Code);
        await till.EndsAsync(BookingStatus.Pending, PaymentStatus.Failed, IntentState.Failed, (8, 2, 0));
        Assert.Null((await till.PayAsync(TestTokens.Success)).Refusal);
        await till.EndsAsync(BookingStatus.Confirmed, PaymentStatus.Completed, IntentState.Succeeded, (8, 0, 2));
    }

    [Theory]
    [InlineData(TestTokens.Slow)]
    [InlineData(TestTokens.WebhookTwice)]
    [InlineData(TestTokens.WebhookOutOfOrder)]
    public async Task What_takes_a_moment_is_confirmed_after_it(string token)
    {
        await using var till = await Till.OpenAsync();
        Assert.Equal(IntentState.Processing, (await till.PayAsync(token)).Attempt!.State);
        await till.EndsAsync(BookingStatus.Pending, PaymentStatus.Processing, IntentState.Processing, (8, 2, 0));
        await till.LaterAsync(BookingStatus.Confirmed, PaymentStatus.Completed, IntentState.Succeeded, (8, 0, 2));
        Assert.Single(till.Office.Payments.Asked, "capture");
    }

    [Theory]
    [InlineData(TestTokens.LostAnswer)]
    [InlineData(TestTokens.LostCapture)]
    public async Task A_lost_answer_is_asked_for_again(string token)
    {
        await using var till = await Till.OpenAsync();
        await till.PayAsync(token);
        await till.LaterAsync(BookingStatus.Confirmed, PaymentStatus.Completed, IntentState.Succeeded, (8, 0, 2));
    }

    [Fact]
    public async Task The_places_go_back_when_the_money_can_not_be_taken_after_all()
    {
        await using var till = await Till.OpenAsync();
        await till.PayAsync(TestTokens.CaptureDeclined);
        await till.LaterAsync(BookingStatus.Cancelled, PaymentStatus.Failed, IntentState.Failed, (10, 0, 0));
    }

    [Theory]
    [InlineData(true, BookingStatus.Confirmed, PaymentStatus.Completed, IntentState.Succeeded, 8, 0, 2)]
    [InlineData(false, BookingStatus.Pending, PaymentStatus.Failed, IntentState.Failed, 8, 2, 0)]
    public async Task A_customer_who_must_act_acts(bool agrees, BookingStatus status, PaymentStatus payment, IntentState intent, int free, int held, int sold)
    {
        await using var till = await Till.OpenAsync();
        var attempt = (await till.PayAsync(TestTokens.Action)).Attempt!;
        Assert.Equal((IntentState.RequiresAction, $"/api/v1/payments/test/{attempt.Key}/complete"), (attempt.State, attempt.ActionUrl));
        Assert.True(await till.Office.Grains.GetGrain<ITestIntentGrain>(attempt.Key).Act(agrees));
        await till.LaterAsync(status, payment, intent, (free, held, sold));
    }

    [Fact]
    public async Task A_customer_who_never_acts_loses_the_places_and_no_money()
    {
        await using var till = await Till.OpenAsync();
        await till.PayAsync(TestTokens.Action);
        await till.LaterAsync(BookingStatus.Expired, PaymentStatus.Failed, IntentState.Canceled, (10, 0, 0));
    }

    [Fact]
    public async Task A_new_attempt_takes_the_place_of_one_that_waits_for_its_customer()
    {
        await using var till = await Till.OpenAsync();
        await till.PayAsync(TestTokens.Action);
        await till.PayAsync(TestTokens.Success);
        await till.EndsAsync(BookingStatus.Confirmed, PaymentStatus.Completed, IntentState.Succeeded, (8, 0, 2));
        Assert.Equal([IntentState.Canceled, IntentState.Succeeded], (await till.AttemptsAsync()).Select(attempt => attempt.State));
    }

    [Fact]
    public async Task A_second_attempt_is_refused_while_the_first_is_under_way()
    {
        await using var till = await Till.OpenAsync();
        await till.PayAsync(TestTokens.Slow);
        Assert.Equal(RefusalCode.PaymentUnderWay, (await till.PayAsync(TestTokens.Success)).Refusal!.Code);
        Assert.Equal(RefusalCode.PaymentUnderWay, (await till.Office.Bookings.ConfirmAsync(await till.BookingAsync(), "boss", "seen", null)).Refusal!.Code);
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_attempt()
    {
        await using var till = await Till.OpenAsync();
        await till.PayAsync(TestTokens.Success, request: 7);
        Assert.Equal(1, (await till.PayAsync(TestTokens.Success, request: 7)).Attempt!.Number);
        Assert.Single(till.Office.Payments.Asked, "authorize");
    }

    [Fact]
    public async Task A_provider_that_is_down_all_along_costs_nobody_money()
    {
        await using var till = await Till.OpenAsync();
        var attempt = (await till.PayAsync(TestTokens.Down)).Attempt!;
        Assert.Equal((IntentState.Unknown, false), (attempt.State, attempt.IsOver));
        Assert.NotNull(attempt.Trouble);
        await till.LaterAsync(BookingStatus.Expired, PaymentStatus.Failed, IntentState.Canceled, (10, 0, 0));
    }

    [Fact]
    public async Task Money_that_comes_late_gets_the_same_places_if_they_are_free()
    {
        await using var till = await Till.OpenAsync();
        await till.PayAsync(TestTokens.LateSuccess);
        await till.LaterAsync(BookingStatus.Expired, PaymentStatus.Processing, IntentState.Processing, (10, 0, 0));
        await till.LaterAsync(BookingStatus.Confirmed, PaymentStatus.Completed, IntentState.Succeeded, (8, 0, 2));
    }

    [Fact]
    public async Task Money_that_comes_late_gets_the_same_places_of_several_sections_if_they_are_free()
    {
        BoxOffice office = new();
        var id = await office.EventAsync(
        [
            new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = 600, PriceMinor = 500 },
            new SectionSpec { SectionId = "stalls", Kind = SectionKind.Seated, Rows = [new RowPlan("A", 4)], PriceMinor = 2_000 },
        ]);
        await using var till = await Till.OpenAsync(office, new HoldRequest { Event = id, Items = [new HoldItem { Section = "floor", Quantity = 3 }, new HoldItem { Section = "stalls", Quantity = 2 }] });
        await till.PayAsync(TestTokens.LateSuccess);
        await till.LaterAsync(BookingStatus.Expired, PaymentStatus.Processing, IntentState.Processing, (604, 0, 0));
        await till.LaterAsync(BookingStatus.Confirmed, PaymentStatus.Completed, IntentState.Succeeded, (599, 0, 5));
        var booking = await till.BookingAsync();
        Assert.Equal((5_500, 2), (booking.AmountMinor, booking.Seats.Length));
        Assert.Equal(["stalls 2", "floor 3"], booking.Prices!.Lines.Select(static line => $"{line.SectionId} {line.Quantity}"));
    }

    [Fact]
    public async Task Money_that_comes_late_gets_the_same_seats_if_they_are_free()
    {
        await using var till = await Till.OpenAsync(seats: ["stalls-A-1", "stalls-A-2"]);
        await till.PayAsync(TestTokens.LateSuccess);
        await till.LaterAsync(BookingStatus.Expired, PaymentStatus.Processing, IntentState.Processing, (4, 0, 0));
        await till.LaterAsync(BookingStatus.Confirmed, PaymentStatus.Completed, IntentState.Succeeded, (2, 0, 2));
        Assert.Equal(RefusalCode.SeatTaken, (await till.Office.HoldSeatsAsync(till.Event, "stalls-A-1")).Answer.Refusal!.Code);
    }

    [Fact]
    public async Task Places_are_all_had_again_or_none_however_often_that_is_asked()
    {
        await using var office = new BoxOffice();
        var id = await office.SeatedEventAsync(new RowPlan("A", 4));
        var hold = (await office.HoldSeatsAsync(id, "stalls-A-1", "stalls-A-2")).Answer.Hold!;
        var home = office.Grains.GetGrain<IHoldGrain>(hold.HoldId.CoordinatorKey());
        await office.MinutesUntilAsync(async () => (await home.Get(hold.HoldId)).Hold!.Status == HoldStatus.Expired);
        Assert.Null((await office.HoldSeatsAsync(id, "stalls-A-1")).Answer.Refusal);
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull((await home.Revive(new ReviveHold(hold.HoldId, 2, hold.Customer, office.Time.GetUtcNow() + TimeSpan.FromMinutes(1)))).Refusal);
        }

        Assert.Equal((3, 1, 0), await office.CountsAsync(id));
    }

    [Fact]
    public async Task Money_that_comes_late_goes_back_if_somebody_has_the_places()
    {
        await using var till = await Till.OpenAsync();
        await till.PayAsync(TestTokens.LateSuccess);
        await till.LaterAsync(BookingStatus.Expired, PaymentStatus.Processing, IntentState.Processing, (10, 0, 0));
        var other = await till.Office.HoldAsync(till.Event, 9);
        await till.Office.SellAsync(other.Answer.Hold!.HoldId, other.Token!);
        await till.LaterAsync(BookingStatus.Expired, PaymentStatus.Failed, IntentState.Succeeded, (1, 0, 9));
        Assert.Equal(1_000, (await till.AttemptsAsync())[0].RefundedMinor);
    }

    [Fact]
    public async Task Who_cancels_while_the_payment_is_under_way_pays_nothing()
    {
        await using var till = await Till.OpenAsync();
        await till.PayAsync(TestTokens.Slow);
        Assert.Null((await till.CancelAsync()).Refusal);
        await till.LaterAsync(BookingStatus.Cancelled, PaymentStatus.Failed, IntentState.Canceled, (10, 0, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_cancels_and_pays_late_all_the_same_is_paid_back_whether_or_not_the_hold_is_remembered(bool isForgotten)
    {
        await using var till = await Till.OpenAsync();
        await till.PayAsync(TestTokens.LateSuccess);
        Assert.Null((await till.CancelAsync()).Refusal);
        if (isForgotten)
        {
            // What has ended is forgotten when the pool is next asked.
            till.Office.Time.Advance(TimeSpan.FromMinutes(16));
            Assert.Null((await till.Office.HoldAsync(till.Event, 1)).Answer.Refusal);
        }

        await till.LaterAsync(BookingStatus.Cancelled, PaymentStatus.Failed, IntentState.Succeeded, (10, 0, 0));
        Assert.Equal(1_000, (await till.AttemptsAsync())[0].RefundedMinor);
    }

    [Theory]
    [InlineData(100, 1_000)]
    [InlineData(40, 400)]
    public async Task Who_cancels_after_paying_gets_back_what_the_policy_says(int percent, long back)
    {
        await using var till = await Till.OpenAsync(policy: new EventPolicy { RefundPercent = percent });
        await till.PayAsync(TestTokens.Success);
        Assert.Null((await till.CancelAsync()).Refusal);
        await till.Office.MinutesUntilAsync(async () => (await till.AttemptsAsync())[0].RefundedMinor == back && !till.State().OwesMoney);
        await till.EndsAsync(BookingStatus.Cancelled, percent == 100 ? PaymentStatus.Refunded : PaymentStatus.Completed, IntentState.Succeeded, (10, 0, 0));
    }

    [Fact]
    public async Task While_money_is_to_be_paid_back_the_booking_says_so()
    {
        await using var till = await Till.OpenAsync();
        await till.PayAsync(TestTokens.Success);
        Assert.False((await till.BookingAsync()).RefundPending);
        till.Office.Payments.Fail("refund", WriteFault.BeforeEffect);
        Assert.Null((await till.CancelAsync()).Refusal);
        Assert.True((await till.BookingAsync()).RefundPending);
        await till.Office.MinutesUntilAsync(async () => !(await till.BookingAsync()).RefundPending);
        Assert.Equal(1_000, (await till.AttemptsAsync())[0].RefundedMinor);
    }

    [Fact]
    public async Task Who_cancels_between_the_sale_and_the_capture_pays_nothing()
    {
        await using var till = await Till.OpenAsync();
        till.Office.Payments.Fail("capture", WriteFault.BeforeEffect, times: 3);
        await till.PayAsync(TestTokens.Success);
        await till.EndsAsync(BookingStatus.Confirmed, PaymentStatus.Processing, IntentState.RequiresCapture, (8, 0, 2));
        Assert.Null((await till.CancelAsync()).Refusal);
        await till.LaterAsync(BookingStatus.Cancelled, PaymentStatus.Refunded, IntentState.Canceled, (10, 0, 0));
    }

    [Fact]
    public async Task Attempts_keep_the_places_for_a_bounded_time()
    {
        await using var till = await Till.OpenAsync();
        for (var minute = 0; minute < 40; minute++)
        {
            await till.PayAsync(TestTokens.Decline);
            till.Office.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await till.LaterAsync(BookingStatus.Expired, PaymentStatus.Failed, IntentState.Failed, (10, 0, 0));
        Assert.True((await till.AttemptsAsync()).Length <= PaymentDecisions.MaxAttempts);
    }
}
