using System.Collections.Immutable;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Payments;
using Ticketing.Tests.Harness;
using Ticketing.Waitlists;

namespace Ticketing.Tests.Failures;

/// <summary>Whatever fails, the places of tickets that were given back are free in the end, those of the others stay sold, and money goes back once.</summary>
public sealed class GiveBackTests
{
    [Fact]
    public async Task Seats_of_two_sections_that_cost_differently_go_back_each_for_what_it_cost()
    {
        await using var office = new BoxOffice();
        var id = await office.TheatreAsync();
        var booking = await PaidAsync(office, new HoldRequest { Event = id, Seats = ["stalls-A-1", "balcony-B-1"] });
        var back = await GiveBackAsync(office, booking, 2);
        Assert.Equal((4_000, 1, BookingStatus.Confirmed), (back.Booking!.RefundedMinor, back.Booking.TicketCount, back.Booking.Status));
        Assert.Equal((17, 0, 1), await office.CountsAsync(id));
        await PaidBackAsync(office, booking, 4_000);
        Assert.NotNull((await office.HoldSeatsAsync(id, "balcony-B-1")).Answer.Hold);
        Assert.Equal(RefusalCode.SeatTaken, (await office.HoldSeatsAsync(id, "stalls-A-1")).Answer.Refusal!.Code);
    }

    [Fact]
    public async Task Places_of_one_pool_go_back_one_by_one_and_with_the_last_the_booking_is_over()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var booking = await PaidAsync(office, new HoldRequest { Event = id, Quantity = 3 });
        await GiveBackAsync(office, booking, 1);
        Assert.Equal((8, 0, 2), await office.CountsAsync(id));
        await GiveBackAsync(office, booking, 3);
        Assert.Equal((9, 0, 1), await office.CountsAsync(id));
        Assert.Equal(BookingStatus.Cancelled, (await GiveBackAsync(office, booking, 2)).Booking!.Status);
        Assert.Equal((10, 0, 0), await office.CountsAsync(id));
        await PaidBackAsync(office, booking, 1_500);
    }

    [Fact]
    public async Task A_free_booking_that_rests_with_its_home_gives_back_a_part_too()
    {
        await using var office = new BoxOffice();
        var id = await office.FreeEventAsync(10);
        var hold = await office.HoldAsync(id, 3);
        await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!);
        var booking = BookingId.Of(hold.Answer.Hold.HoldId);
        await office.PassAsync(TimeSpan.FromSeconds(1));
        await GiveBackAsync(office, booking, 2);
        Assert.Equal((8, 0, 2), await office.CountsAsync(id));
        await office.CrashAsync();
        var after = (await office.Bookings.FindAsync(booking))!;
        Assert.Equal((2, BookingStatus.Confirmed), (after.TicketCount, after.Status));
        Assert.Equal((8, 0, 2), await office.CountsAsync(id));
    }

    [Fact]
    public async Task The_home_hears_of_it_by_the_reminder_when_the_process_dies_before_it_does()
    {
        await using var office = new BoxOffice();
        var id = await office.TheatreAsync();
        var booking = await PaidAsync(office, new HoldRequest { Event = id, Seats = ["stalls-A-1", "stalls-A-2", "stalls-A-3"] });
        var grain = office.Grains.GetGrain<IBookingGrain>(booking.GrainKey());
        Assert.Null((await grain.GiveBack(new GiveBackTickets { Places = [1, 3], By = "ann" })).Refusal);
        await office.UntilCountsAsync(id, (15, 0, 3));
        await office.CrashAsync();
        await office.MinutesUntilAsync(async () => await office.CountsAsync(id) == (17, 0, 1));
        await office.MinutesUntilAsync(async () => !BookingGiveBacks.OwesPlaces(await StateAsync(office, booking)));
        await PaidBackAsync(office, booking, 5_000);
        Assert.NotNull((await office.HoldSeatsAsync(id, "stalls-A-1", "stalls-A-3")).Answer.Hold);
    }

    [Theory]
    [InlineData("ticketing.booking/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.booking/", WriteFault.AfterEffect)]
    [InlineData("ticketing.hold/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.hold/", WriteFault.AfterEffect)]
    [InlineData("ticketing.seat/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.seat/", WriteFault.AfterEffect)]
    public async Task A_write_that_fails_leaves_all_as_it_was_or_goes_on_later(string where, WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await office.TheatreAsync();
        var booking = await PaidAsync(office, new HoldRequest { Event = id, Seats = ["stalls-A-1", "stalls-A-2"] });
        await office.PassAsync(TimeSpan.FromMinutes(1));
        office.Store.FailOnce(where, fault);
        var answer = await Record.ExceptionAsync(() => GiveBackAsync(office, booking, 2));
        Assert.IsType<OutcomeUnknownException>(answer);
        Assert.Equal(1, (await GiveBackAsync(office, booking, 2)).Booking!.TicketCount);
        await office.MinutesUntilAsync(async () => await office.CountsAsync(id) == (17, 0, 1));
        await PaidBackAsync(office, booking, 2_500);
    }

    [Fact]
    public async Task Who_waits_in_line_is_offered_the_place_that_comes_back()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(3);
        var booking = await PaidAsync(office, new HoldRequest { Event = id, Quantity = 3 });
        var joined = await office.Grains.GetGrain<IWaitlistGrain>(GrainKeys.Event(id.Key)).Join(new JoinWaitlist { EventId = id, Request = 1, Customer = "bob", Quantity = 1, By = "bob" });
        Assert.Null(joined.Refusal);
        await GiveBackAsync(office, booking, 2);
        await office.MinutesUntilAsync(async () => (await office.CountsAsync(id)) is (0, 1, 2));
    }

    [Fact]
    public async Task A_customer_s_limit_has_room_again_for_what_went_back()
    {
        await using var office = new BoxOffice();
        var id = await office.TheatreAsync(new EventPolicy { MaxPerCustomer = 2 });
        var booking = await PaidAsync(office, new HoldRequest { Event = id, Section = "floor", Quantity = 2 });
        Assert.Equal(RefusalCode.CustomerLimit, (await office.Holds.PlaceAsync(new HoldRequest { Event = id, Section = "floor", Quantity = 1, Customer = "ann" })).Answer.Refusal!.Code);
        await GiveBackAsync(office, booking, 1);
        Assert.NotNull((await office.Holds.PlaceAsync(new HoldRequest { Event = id, Section = "floor", Quantity = 1, Customer = "ann" })).Answer.Hold);
    }

    [Fact]
    public async Task After_an_exchange_a_ticket_of_the_new_places_goes_back_and_what_is_left_can_be_exchanged()
    {
        await using var swap = await Swap.OpenAsync();
        Assert.Null((await swap.ToBalconyAsync()).Refusal);
        await swap.WholeAsync("balcony");
        var booking = (await swap.BookingAsync()).BookingId;
        Assert.Equal(4_000, (await GiveBackAsync(swap.Office, booking, 1)).Booking!.RefundedMinor);
        Assert.Equal((17, 0, 1), await swap.Office.CountsAsync(swap.Event));
        Assert.NotNull((await swap.Office.HoldSeatsAsync(swap.Event, "balcony-B-1")).Answer.Hold);
        Assert.Null((await swap.ToFloorAsync()).Refusal);
        var left = await swap.BookingAsync();
        Assert.Equal(("floor", 1, 1, 500L), (left.SectionId, left.Quantity, left.TicketCount, left.PriceLeftMinor));
        await swap.Office.MinutesUntilAsync(async () => await swap.Office.CountsAsync(swap.Event) == (17, 0, 1));
        await PaidBackAsync(swap.Office, booking, 7_500);
    }

    [Fact]
    public async Task An_exchange_that_is_under_way_comes_to_nothing_when_a_ticket_goes_back_meanwhile()
    {
        await using var swap = await Swap.OpenAsync();
        await swap.ToBalconyAsync(TestTokens.Slow);
        var booking = (await swap.BookingAsync()).BookingId;
        Assert.Null((await GiveBackAsync(swap.Office, booking, 2)).Refusal);
        await swap.Office.MinutesUntilAsync(async () => await swap.Office.CountsAsync(swap.Event) == (17, 0, 1));
        var left = await swap.BookingAsync();
        Assert.Equal(("stalls", 1, 2_500L), (left.SectionId, left.TicketCount, left.RefundedMinor));
        await swap.Office.MinutesUntilAsync(async () => (await swap.Payment.Get())!.Attempts.Select(static attempt => attempt.AmountMinor - attempt.RefundedMinor).SequenceEqual([2_500, 0]));
    }

    [Fact]
    public async Task Nobody_who_is_in_gives_the_ticket_back_and_a_ticket_that_went_back_lets_nobody_in()
    {
        await using var office = new BoxOffice();
        var id = await office.TheatreAsync();
        var booking = await PaidAsync(office, new HoldRequest { Event = id, Seats = ["stalls-A-1", "stalls-A-2"] });
        var grain = office.Grains.GetGrain<IBookingGrain>(booking.GrainKey());
        Assert.Null((await grain.Attend(1)).EndedAt);
        Assert.Equal(RefusalCode.AlreadyAttended, (await GiveBackAsync(office, booking, 1)).Refusal!.Code);
        Assert.Null((await GiveBackAsync(office, booking, 2)).Refusal);
        Assert.NotNull((await grain.Attend(2)).EndedAt);
    }

    private static async Task<BookingId> PaidAsync(BoxOffice office, HoldRequest wish)
    {
        var (started, _) = await office.Bookings.StartAsync(wish, "ann", "card");
        Assert.Null(started.Refusal);
        var booking = started.Booking!.BookingId;
        Assert.Null((await office.Grains.GetGrain<IPaymentGrain>(booking.GrainKey()).Pay(new PayBooking { Token = TestTokens.Success })).Refusal);
        return booking;
    }

    private static async Task<BookingAnswer> GiveBackAsync(BoxOffice office, BookingId booking, params ImmutableArray<int> places) =>
        await office.Bookings.GiveBackAsync((await office.Bookings.FindAsync(booking))!, new GiveBackTickets { Places = places, By = "ann" }, isStaff: false);

    private static Task<BookingState> StateAsync(BoxOffice office, BookingId booking)
    {
        var key = $"ticketing.booking/{booking.GrainKey()}/booking";
        return Task.FromResult(StoredForm.Serializer.Deserialize<BookingState>(office.Store.Stored(key)[key])!);
    }

    /// <summary>The provider has paid back so much, and the booking knows it.</summary>
    private static async Task PaidBackAsync(BoxOffice office, BookingId booking, long minor)
    {
        await office.MinutesUntilAsync(async () => (await office.Bookings.FindAsync(booking)) is { RefundPending: false });
        Assert.Equal(minor, (await office.Grains.GetGrain<IPaymentGrain>(booking.GrainKey()).Get())!.Attempts.Sum(static attempt => attempt.RefundedMinor));
    }
}
