using Ticketing.Bookings;
using Ticketing.Payments;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>An answer or a write is lost at any step of a payment: it ends as it would have without that, and once.</summary>
public class PaymentFailureTests
{
    [Theory]
    [InlineData("authorize", WriteFault.BeforeEffect, 1)]
    [InlineData("authorize", WriteFault.AfterEffect, 1)]
    [InlineData("authorize", WriteFault.BeforeEffect, 4)]
    [InlineData("authorize", WriteFault.AfterEffect, 4)]
    [InlineData("capture", WriteFault.BeforeEffect, 1)]
    [InlineData("capture", WriteFault.AfterEffect, 1)]
    [InlineData("capture", WriteFault.BeforeEffect, 4)]
    [InlineData("capture", WriteFault.AfterEffect, 4)]
    public async Task Without_an_answer_the_provider_is_asked_again(string act, WriteFault fault, int times)
    {
        await using var till = await Till.OpenAsync();
        till.Office.Payments.Fail(act, fault, times);
        await till.PayAsync(TestTokens.Success);
        await till.LaterAsync(BookingStatus.Confirmed, PaymentStatus.Completed, IntentState.Succeeded, (8, 0, 2));
    }

    [Fact]
    public async Task Trouble_with_the_provider_is_a_warning_once_for_as_long_as_it_lasts()
    {
        await using var till = await Till.OpenAsync();
        till.Office.Payments.Fail("authorize", WriteFault.BeforeEffect, times: 4);
        till.Office.Payments.Fail("capture", WriteFault.AfterEffect, times: 2);
        await till.PayAsync(TestTokens.Success);
        await till.LaterAsync(BookingStatus.Confirmed, PaymentStatus.Completed, IntentState.Succeeded, (8, 0, 2));
        Assert.Equal(
            ["It did not get there.", "The answer was lost."],
            till.Office.Warnings.Where(static warning => warning.Contains("waits for its provider", StringComparison.Ordinal)).Select(static warning => warning.Split(": ")[^1]));
    }

    [Theory]
    [InlineData("query", WriteFault.BeforeEffect)]
    [InlineData("void", WriteFault.BeforeEffect)]
    [InlineData("void", WriteFault.AfterEffect)]
    public async Task An_attempt_that_takes_too_long_is_given_up_whatever_answers_are_lost(string act, WriteFault fault)
    {
        await using var till = await Till.OpenAsync();
        till.Office.Payments.Fail(act, fault, times: 3);
        await till.PayAsync(TestTokens.Action);
        await till.LaterAsync(BookingStatus.Expired, PaymentStatus.Failed, IntentState.Canceled, (10, 0, 0));
    }

    [Theory]
    [InlineData(WriteFault.BeforeEffect)]
    [InlineData(WriteFault.AfterEffect)]
    public async Task A_refund_whose_answer_is_lost_is_paid_once(WriteFault fault)
    {
        await using var till = await Till.OpenAsync();
        await till.PayAsync(TestTokens.Success);
        till.Office.Payments.Fail("refund", fault, times: 3);
        Assert.Null((await till.CancelAsync()).Refusal);
        await till.Office.MinutesUntilAsync(async () => (await till.AttemptsAsync())[0].RefundedMinor == 1_000 && !till.State().OwesMoney);
        await till.EndsAsync(BookingStatus.Cancelled, PaymentStatus.Refunded, IntentState.Succeeded, (10, 0, 0));
    }

    [Theory]
    [InlineData("ticketing.payment/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.payment/", WriteFault.AfterEffect)]
    [InlineData("reminder/ticketing.payment/", WriteFault.BeforeEffect)]
    [InlineData("reminder/ticketing.payment/", WriteFault.AfterEffect)]
    [InlineData("ticketing.booking/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.booking/", WriteFault.AfterEffect)]
    [InlineData("ticketing.pool/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.pool/", WriteFault.AfterEffect)]
    [InlineData("ticketing.test-intent/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.test-intent/", WriteFault.AfterEffect)]
    public async Task After_a_write_that_failed_the_request_is_repeated_to_one_payment(string key, WriteFault fault)
    {
        await using var till = await Till.OpenAsync();
        till.Office.Store.FailOnce(key, fault);
        try
        {
            await till.PayAsync(TestTokens.Success, request: 7);
        }
        catch (OutcomeUnknownException)
        {
            await till.PayAsync(TestTokens.Success, request: 7);
        }

        await till.LaterAsync(BookingStatus.Confirmed, PaymentStatus.Completed, IntentState.Succeeded, (8, 0, 2));
        Assert.Single(await till.AttemptsAsync());
    }

    /// <summary>The n-th write of the payment is the last thing that a process did.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task A_payment_goes_on_after_a_crash_at_any_of_its_writes(int writes)
    {
        await using var till = await Till.OpenAsync();
        till.Office.Store.Faults = key => key.StartsWith("ticketing.payment/", StringComparison.Ordinal) && --writes < 0 ? WriteFault.HangBeforeEffect : WriteFault.None;
        var paid = till.PayAsync(TestTokens.Success, request: 7);
        await till.Office.UntilAsync(() => Task.FromResult(paid.IsCompleted || writes < 0));
        till.Office.Store.Faults = static _ => WriteFault.None;
        await till.Office.CrashAsync();
        await till.LaterAsync(BookingStatus.Confirmed, PaymentStatus.Completed, IntentState.Succeeded, (8, 0, 2));
        Assert.Single(await till.AttemptsAsync());
    }
}
