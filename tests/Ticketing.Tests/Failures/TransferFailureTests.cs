using Ticketing.Bookings;
using Ticketing.Directories;
using Ticketing.Doors;
using Ticketing.Feeds;
using Ticketing.Identifiers;
using Ticketing.Payments;
using Ticketing.Tests.Harness;
using Ticketing.Tickets;

namespace Ticketing.Tests.Failures;

/// <summary>A ticket is passed on while writes fail: it is one's or the other's, and gates and followers hear of it in the end.</summary>
public sealed class TransferFailureTests
{
    private const string Follower = "test";

    [Theory]
    [InlineData("ticketing.booking/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.booking/", WriteFault.AfterEffect)]
    [InlineData("ticketing.directory", WriteFault.BeforeEffect)]
    [InlineData("ticketing.directory", WriteFault.AfterEffect)]
    [InlineData("ticketing.booking-index/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.feed/", WriteFault.AfterEffect)]
    [InlineData("ticketing.revocation-list/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.revocation-list/", WriteFault.AfterEffect)]
    [InlineData("reminder/", WriteFault.BeforeEffect)]
    public async Task Whichever_write_fails_the_same_again_passes_it_on_once(string failing, WriteFault fault)
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow(Follower, holds: false);
        var id = await office.GeneralEventAsync(10);
        var booking = await BookAsync(office, id);
        office.Store.FailOnce(failing, fault);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Grain(office, booking).Transfer(ToBob));
        Assert.Equal(1, office.Store.Failures);
        var answer = await Grain(office, booking).Transfer(ToBob);
        Assert.Equal((null, "bob", 2, 2), (answer.Refusal, answer.Booking!.HolderOf(1), answer.Booking.RevisionOf(1), answer.Booking.Version));
        Assert.NotEmpty(await RevokedAsync(office, id));
        Assert.Contains(booking.Value, (await office.Grains.GetGrain<IDirectoryGrain>(ReceivedTickets.Directory("bob")).List(0, 10)).Ids);
        await office.CrashAsync();
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, booking)).Distinct().SequenceEqual([$"{booking}-1", $"{booking}-2"]));
        Assert.True((await Grain(office, booking).Transfer(ToBob)).Repeated);
        Assert.Equal(2, (await Grain(office, booking).Get())!.Version);
    }

    [Theory]
    [InlineData("ticketing.revocation-list/")]
    [InlineData("ticketing.booking-index/")]
    [InlineData("ticketing.feed/")]
    public async Task Where_it_died_between_the_bookings_write_and_the_gates_list_nobody_needs_to_ask_again(string failing)
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow(Follower, holds: false);
        var id = await office.GeneralEventAsync(10);
        var booking = await BookAsync(office, id);
        office.Store.FailAll(failing, WriteFault.BeforeEffect);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Grain(office, booking).Transfer(ToBob));
        Assert.Empty(await RevokedAsync(office, id));
        await office.CrashAsync();
        office.Store.Mend();

        // The booking decided: the door, which asks it, knows before the list does.
        Assert.Equal((2, "bob"), ((await Grain(office, booking).Attend(1)).Revision, (await Grain(office, booking).Get())!.HolderOf(1)));
        await office.MinutesUntilAsync(async () => (await RevokedAsync(office, id)).Any(revoked => (revoked.Booking, revoked.Place, revoked.BelowRevision) == (booking, 1, 2)));
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, booking)).Contains($"{booking}-2"));
    }

    [Fact]
    public async Task Of_a_scan_and_a_transfer_that_come_together_one_wins()
    {
        for (var round = 0; round < 10; round++)
        {
            await using var office = new BoxOffice();
            var booking = await BookAsync(office, await office.GeneralEventAsync(10));
            var (standing, answer) = (Grain(office, booking).Attend(1), Grain(office, booking).Transfer(ToBob));
            var isIn = (await standing).Revision == 1;
            Assert.Equal(isIn ? RefusalCode.AlreadyAdmitted : null, (await answer).Refusal?.Code);
        }
    }

    [Fact]
    public async Task A_row_that_nothing_came_of_is_passed_over()
    {
        await using var office = new BoxOffice();
        var booking = await BookAsync(office, await office.GeneralEventAsync(10));
        office.Store.FailOnce("ticketing.booking/", WriteFault.BeforeEffect);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Grain(office, booking).Transfer(ToBob));
        Assert.Contains(booking.Value, (await office.Grains.GetGrain<IDirectoryGrain>(ReceivedTickets.Directory("bob")).List(0, 10)).Ids);
        Assert.False((await Grain(office, booking).Get())!.IsPassedOn);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_ticket_that_is_passed_on_meanwhile_keeps_its_place_also_if_it_comes_back(bool back)
    {
        await using var swap = await Swap.OpenAsync();
        await swap.ToBalconyAsync(TestTokens.Slow);
        Assert.Null((await swap.Booking.Transfer(new TransferTicket { Place = 1, Revision = 1, To = "bob", By = "ann" })).Refusal);
        if (back)
        {
            Assert.Null((await swap.Booking.Transfer(new TransferTicket { Place = 1, Revision = 2, To = "ann", By = "bob" })).Refusal);
        }

        await swap.WholeAsync("stalls");
        Assert.Equal(back ? null : RefusalCode.TicketsPassedOn, (await swap.ToFloorAsync()).Refusal?.Code);
    }

    [Fact]
    public async Task What_staff_exchange_takes_passed_tickets_back_whenever_they_were_passed_on()
    {
        await using var swap = await Swap.OpenAsync();
        Assert.Null((await swap.Booking.Transfer(new TransferTicket { Place = 1, Revision = 1, To = "bob", By = "ann" })).Refusal);
        await swap.ToBalconyAsync(TestTokens.Slow, staff: "boss");
        Assert.Null((await swap.Booking.Transfer(new TransferTicket { Place = 2, Revision = 1, To = "bob", By = "ann" })).Refusal);
        await swap.WholeAsync("balcony");
        var booking = await swap.BookingAsync();
        Assert.Equal(("ann", "ann", false), (booking.HolderOf(1), booking.HolderOf(2), booking.IsPassedOn));
    }

    private static TransferTicket ToBob { get; } = new() { Place = 1, Revision = 1, To = "bob", By = "ann" };

    private static async Task<BookingId> BookAsync(BoxOffice office, EventId id)
    {
        var placed = await office.HoldAsync(id, 2, "ann");
        var hold = placed.Answer.Hold!;
        Assert.Null((await office.SellAsync(hold.HoldId, placed.Token!)).Refusal);
        var booking = (await office.Bookings.FindAsync(BookingId.Of(hold.HoldId)))!.BookingId;
        await office.MinutesUntilAsync(async () => (await Grain(office, booking).Get()) is { TicketStatus: TicketStatus.Finalized, IndexPosition: >= 0 });
        return booking;
    }

    private static async Task<string[]> ToldAsync(BoxOffice office, BookingId booking)
    {
        var slice = await Feed(office).Read(Follower, 0, 0, 64);
        return [.. slice.Events.Where(told => told.Subject == $"bookings/{booking}" && told.Type != "booking.finalized").Select(static told => told.Id)];
    }

    private static async Task<IReadOnlyList<Revocation>> RevokedAsync(BoxOffice office, EventId id) =>
        (await office.Grains.GetGrain<IRevocationListGrain>(GrainKeys.Event(id.Key)).List(0, 100)).Items;

    private static IBookingGrain Grain(BoxOffice office, BookingId booking) => office.Grains.GetGrain<IBookingGrain>(booking.GrainKey());

    private static IFeedGrain Feed(BoxOffice office) => office.Grains.GetGrain<IFeedGrain>(IFeedGrain.All);
}
