using Ticketing.Identifiers;
using Ticketing.Payments;

namespace Ticketing.Tests.Domain.Payments;

public sealed class PaymentPauseTests
{
    [Theory]
    [InlineData(0, 0.5, 1)]
    [InlineData(3, 4, 8)]
    [InlineData(6, 30, 60)]
    [InlineData(int.MaxValue, 30, 60)]
    public void It_grows_to_a_minute_and_is_at_least_half_of_that(int waits, double least, double most) => Assert.All(
        Enumerable.Range(0, 200), payment => Assert.InRange(PaymentPause.Of(Booking(payment), waits).TotalSeconds, least, most));

    [Fact]
    public void Payments_that_begin_to_wait_together_come_back_at_different_moments()
    {
        var pauses = Enumerable.Range(0, 200).Select(static payment => PaymentPause.Of(Booking(payment), 4).TotalMilliseconds).ToArray();
        Assert.True(pauses.Distinct().Count() > 190);

        // Of eight even slots of the eight seconds that they spread over, none has more than a quarter of them.
        Assert.All(pauses.GroupBy(static pause => (int)((pause - 8_000) / 1_001)), static slot => Assert.InRange(slot.Count(), 1, 50));
    }

    [Fact]
    public void The_same_payment_waits_the_same_again() => Assert.Equal(
        Enumerable.Range(0, 10).Select(static waits => PaymentPause.Of(Booking(7), waits)), Enumerable.Range(0, 10).Select(static waits => PaymentPause.Of(Booking(7), waits)));

    private static BookingId Booking(int number) => BookingId.Of(HoldId.InUnit(7, 0, 0, (ulong)number));
}
