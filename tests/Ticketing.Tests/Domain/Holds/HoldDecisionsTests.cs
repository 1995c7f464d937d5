using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Tests.Domain.Holds;

public class HoldDecisionsTests
{
    private const ulong Token = 11;
    private static readonly DateTimeOffset Start = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly HoldId Id = HoldId.Coordinated(7, 1);
    private static readonly BookHold Book = new(Id, Token);

    [Theory]
    [InlineData(HoldPhase.None, RefusalCode.HoldNotFound)]
    [InlineData(HoldPhase.Placing, RefusalCode.HoldNotFound)]
    [InlineData(HoldPhase.Refused, RefusalCode.HoldNotFound)]
    [InlineData(HoldPhase.Active, RefusalCode.PaymentRequired)]
    [InlineData(HoldPhase.Confirmed, RefusalCode.None)]
    [InlineData(HoldPhase.Expired, RefusalCode.HoldExpired)]
    [InlineData(HoldPhase.Released, RefusalCode.HoldReleased)]
    public void Booking_is_refused_by_the_phase(HoldPhase phase, RefusalCode expected) =>
        Assert.Equal(expected, HoldDecisions.WhyNotBook(Hold(phase), Book, Start));

    [Fact]
    public void Booking_needs_the_right_token_first_and_then_the_time()
    {
        var hold = Hold(HoldPhase.Active);
        Assert.Equal(RefusalCode.WrongToken, HoldDecisions.WhyNotBook(hold, Book with { TokenHash = 12 }, hold.ExpiresAt));
        Assert.Equal(RefusalCode.HoldExpired, HoldDecisions.WhyNotBook(hold, Book, hold.ExpiresAt));
        Assert.Equal(RefusalCode.PaymentRequired, HoldDecisions.WhyNotBook(hold, Book, hold.ExpiresAt.AddMilliseconds(-1)));
        Assert.Equal(RefusalCode.None, HoldDecisions.WhyNotBook(Hold(HoldPhase.Confirmed), Book, hold.ExpiresAt.AddDays(1)));
        Assert.Equal(RefusalCode.HoldNotFound, HoldDecisions.WhyNotBook(hold, Book with { HoldId = HoldId.Coordinated(8, 1) }, Start));
    }

    [Fact]
    public void What_was_paid_is_booked_and_so_is_what_costs_nothing()
    {
        var paid = new BookHold(Id, TokenHash: 0) { Authorized = true };
        Assert.Equal(RefusalCode.None, HoldDecisions.WhyNotBook(Hold(HoldPhase.Active), paid, Start));
        Assert.Equal(RefusalCode.HoldExpired, HoldDecisions.WhyNotBook(Hold(HoldPhase.Active), paid, Start.AddMinutes(2)));
        var free = Hold(HoldPhase.Active);
        free.Parts = [new HoldPart { Block = 0, Units = [new GrantedUnit(0, 2, null, 0)], Groups = 1 }];
        Assert.Equal(RefusalCode.None, HoldDecisions.WhyNotBook(free, Book, Start));
    }

    [Theory]
    [InlineData(HoldPhase.None, RefusalCode.HoldNotFound)]
    [InlineData(HoldPhase.Placing, RefusalCode.HoldNotFound)]
    [InlineData(HoldPhase.Active, RefusalCode.None)]
    [InlineData(HoldPhase.Confirmed, RefusalCode.AlreadyBooked)]
    [InlineData(HoldPhase.Expired, RefusalCode.None)]
    [InlineData(HoldPhase.Released, RefusalCode.None)]
    public void Releasing_is_refused_by_the_phase(HoldPhase phase, RefusalCode expected) =>
        Assert.Equal(expected, HoldDecisions.WhyNotRelease(Hold(phase), Release(isOperator: true, 0, null)));

    [Fact]
    public void Releasing_takes_the_token_or_the_customer_or_an_operator()
    {
        var hold = Hold(HoldPhase.Active);
        Assert.Equal(RefusalCode.None, HoldDecisions.WhyNotRelease(hold, Release(isOperator: false, Token, null)));
        Assert.Equal(RefusalCode.None, HoldDecisions.WhyNotRelease(hold, Release(isOperator: false, 0, "ann")));
        Assert.Equal(RefusalCode.WrongToken, HoldDecisions.WhyNotRelease(hold, Release(isOperator: false, 12, "bob")));
        hold.TokenHash = 0;
        hold.Customer = null;
        Assert.Equal(RefusalCode.WrongToken, HoldDecisions.WhyNotRelease(hold, Release(isOperator: false, 0, null)));
    }

    [Fact]
    public void A_repeated_request_gets_the_first_answer_and_another_one_with_the_same_key_does_not()
    {
        var command = new PlaceParts { HoldId = Id, Fingerprint = 5 };
        Assert.Null(HoldDecisions.Again(Hold(HoldPhase.None), command));
        Assert.Null(HoldDecisions.Again(Hold(HoldPhase.Placing), command));
        foreach (var phase in (HoldPhase[])[HoldPhase.Active, HoldPhase.Confirmed, HoldPhase.Released, HoldPhase.Expired])
        {
            var again = HoldDecisions.Again(Hold(phase), command)!;
            Assert.True(again.Repeated);
            Assert.Equal((HoldStatus.Active, 3, null), (again.Hold!.Status, again.Hold.Quantity, again.Hold.ConfirmedAt));
        }

        var refused = Hold(HoldPhase.Refused);
        refused.RefusalCode = (int)RefusalCode.SeatTaken;
        refused.RefusedSeats = ["stalls-A-1"];
        Assert.Equal("stalls-A-1", Assert.Single(HoldDecisions.Again(refused, command)!.Refusal!.Seats));
        Assert.Equal(RefusalCode.IdempotencyMismatch, Mismatch(command with { Fingerprint = 6 }));
        Assert.Equal(RefusalCode.IdempotencyMismatch, Mismatch(command with { HoldId = HoldId.Coordinated(8, 1) }));

        static RefusalCode Mismatch(PlaceParts other) => HoldDecisions.Again(Hold(HoldPhase.Active), other)!.Refusal!.Code;
    }

    [Fact]
    public void An_ended_hold_is_forgotten_after_a_while_a_keyed_one_after_a_day_a_booked_one_never()
    {
        var ended = Hold(HoldPhase.Released);
        ended.EndedAt = Start.AddSeconds(30);
        Assert.Equal(Start.AddSeconds(30) + HoldDecisions.Remembered, HoldDecisions.ForgetAt(ended));
        ended.Keyed = true;
        Assert.Equal(Start.AddSeconds(30) + HoldDecisions.KeyedRemembered, HoldDecisions.ForgetAt(ended));
        Assert.True(HoldDecisions.KeyedRemembered > TimeSpan.FromDays(1));
        Assert.Null(HoldDecisions.ForgetAt(Hold(HoldPhase.Confirmed)));
    }

    [Fact]
    public void A_view_sums_up_the_parts_and_reads_as_expired_from_the_end_on()
    {
        var hold = Hold(HoldPhase.Active);
        var view = HoldDecisions.View(hold, hold.ExpiresAt.AddMilliseconds(-1));
        Assert.Equal((3, 700L, HoldStatus.Active, 2), (view.Quantity, view.AmountMinor, view.Status, view.Groups));
        Assert.Equal("stalls-A-1", Assert.Single(view.Seats));
        Assert.Equal(HoldStatus.Expired, HoldDecisions.View(hold, hold.ExpiresAt).Status);
        Assert.True(HoldDecisions.IsDue(hold, hold.ExpiresAt));
        Assert.False(HoldDecisions.IsDue(hold, hold.ExpiresAt.AddMilliseconds(-1)));
        Assert.False(HoldDecisions.IsDue(Hold(HoldPhase.Confirmed), hold.ExpiresAt));
    }

    private static ReleaseHold Release(bool isOperator, ulong token, string? customer) =>
        new(Id, EndReason.Released, isOperator, token, customer);

    private static HoldState Hold(HoldPhase phase) => new()
    {
        HoldId = Id,
        Phase = phase,
        Fingerprint = 5,
        TokenHash = Token,
        Customer = "ann",
        CreatedAt = Start,
        ExpiresAt = Start.AddMinutes(2),
        Parts =
        [
            new HoldPart { Block = 0, Units = [new GrantedUnit(0, 2, null, 100)], Groups = 1 },
            new HoldPart { Block = 1, Units = [new GrantedUnit(3, 1, "stalls-A-1", 500)], Groups = 1 },
        ],
    };
}
