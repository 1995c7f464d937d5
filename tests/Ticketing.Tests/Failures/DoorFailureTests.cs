using System.Collections.Immutable;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Doors;
using Ticketing.Identifiers;
using Ticketing.Tests.Harness;
using Ticketing.Tickets;

namespace Ticketing.Tests.Failures;

/// <summary>The door while writes fail: who was told to come in is in, and who was told of a cancellation can rely on it.</summary>
public sealed class DoorFailureTests
{
    [Theory]
    [InlineData("ticketing.door/", WriteFault.BeforeEffect, false)]
    [InlineData("ticketing.door/", WriteFault.AfterEffect, true)]
    [InlineData("ticketing.booking/", WriteFault.BeforeEffect, false)]
    [InlineData("ticketing.booking/", WriteFault.AfterEffect, false)]
    public async Task An_answer_is_given_after_its_write_and_a_repeat_meets_what_there_is(string failing, WriteFault fault, bool isIn)
    {
        await using var office = new BoxOffice();
        var (booking, codes) = await BookAsync(office, await office.GeneralEventAsync(10));

        // What the booking still writes by itself must not meet the fault in the scan's place.
        await office.PassAsync(TimeSpan.Zero);
        office.Store.FailOnce(failing, fault);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Door(office, booking).Scan(Scan(codes[0], 1)));
        Assert.Equal(isIn, (await Door(office, booking).Find(new TicketId(booking, 1)))?.Admission is not null);
        Assert.Equal(RefusalCode.None, (await Door(office, booking).Scan(Scan(codes[0], 1))).Refusal);
        await office.CrashAsync();
        Assert.Equal(RefusalCode.None, (await Door(office, booking).Scan(Scan(codes[0], 1))).Refusal);
        Assert.Equal(RefusalCode.AlreadyAdmitted, (await Door(office, booking).Scan(Scan(codes[0], 2))).Refusal);
    }

    [Fact]
    public async Task An_undoing_that_was_acknowledged_outlives_a_crash()
    {
        await using var office = new BoxOffice();
        var (booking, codes) = await BookAsync(office, await office.GeneralEventAsync(10));
        await Door(office, booking).Scan(Scan(codes[0], 1));
        office.Store.FailOnce("ticketing.door/", WriteFault.BeforeEffect);
        var undo = new UndoAdmission(new TicketId(booking, 1), Scan(codes[0], 1).ScanId);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Door(office, booking).Undo(undo));
        Assert.NotNull(await Door(office, booking).Undo(undo));
        await office.CrashAsync();
        Assert.NotNull(await Door(office, booking).Undo(undo));
        Assert.Equal(RefusalCode.AdmissionUndone, (await Door(office, booking).Scan(Scan(codes[0], 1))).Refusal);
        Assert.Equal(RefusalCode.None, (await Door(office, booking).Scan(Scan(codes[0], 2))).Refusal);
    }

    [Theory]
    [InlineData("ticketing.revocation-list/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.revocation-list/", WriteFault.AfterEffect)]
    public async Task Whoever_hears_of_a_cancellation_can_rely_on_the_gates_list(string failing, WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var (booking, codes) = await BookAsync(office, id);
        office.Store.FailOnce(failing, fault);
        var grain = office.Grains.GetGrain<IBookingGrain>(booking.GrainKey());
        var cancel = new CancelBooking { By = "ann", UnlessAttended = true };
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => grain.Cancel(cancel));
        Assert.Equal(RefusalCode.TicketCancelled, (await Door(office, booking).Scan(Scan(codes[0], 1))).Refusal);
        Assert.Null((await grain.Cancel(cancel)).Refusal);
        Assert.Contains(booking, await RevokedAsync(office, id));
    }

    [Fact]
    public async Task A_cancellation_that_nobody_repeats_reaches_the_list_by_the_reminder()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var (booking, _) = await BookAsync(office, id);
        office.Store.FailOnce("ticketing.revocation-list/", WriteFault.BeforeEffect);
        await Assert.ThrowsAsync<OutcomeUnknownException>(
            () => office.Grains.GetGrain<IBookingGrain>(booking.GrainKey()).Cancel(new CancelBooking { By = "boss" }));
        await office.CrashAsync();
        await office.MinutesUntilAsync(async () => (await RevokedAsync(office, id)).Contains(booking));
    }

    [Fact]
    public async Task Of_scans_that_come_together_one_admits_and_those_of_a_shard_share_writes()
    {
        await using var office = new BoxOffice();
        var (booking, codes) = await BookAsync(office, await office.GeneralEventAsync(64), 20);
        var before = office.Store.WritesTo("ticketing.door/");
        var answers = await Task.WhenAll(codes.SelectMany((code, place) =>
            Enumerable.Range(1, 3).Select(gate => office.Grains.GetGrain<IDoorGrain>(KeyOf(booking, place + 1, 64)).Scan(Scan(code, (10 * place) + gate)))));
        Assert.Equal(20, answers.Count(static answer => answer.Refusal == RefusalCode.None));
        Assert.Equal(40, answers.Count(static answer => answer.Refusal == RefusalCode.AlreadyAdmitted));
        Assert.Equal(20, (await office.Grains.GetGrain<IDoorGrain>(KeyOf(booking, 1, 64)).Counts()).Admitted);
        Assert.InRange(office.Store.WritesTo("ticketing.door/") - before, 1, 20);
    }

    private static async Task<(BookingId Booking, string[] Codes)> BookAsync(BoxOffice office, EventId id, int quantity = 2)
    {
        var placed = await office.HoldAsync(id, quantity, "ann");
        var hold = placed.Answer.Hold!;
        Assert.Null((await office.SellAsync(hold.HoldId, placed.Token!)).Refusal);
        var view = (await office.Bookings.FindAsync(BookingId.Of(hold.HoldId)))!;
        var issued = await office.Grains.GetGrain<ITicketIssuerGrain>(GrainKeys.Event(id.Key)).Issue(new IssueTickets(view, "Ann"));
        return (view.BookingId, [.. issued.Tickets.Select(static ticket => ticket.Code)]);
    }

    private static IDoorGrain Door(BoxOffice office, BookingId booking) => office.Grains.GetGrain<IDoorGrain>(KeyOf(booking, 1, 10));

    private static string KeyOf(BookingId booking, int place, int capacity) =>
        DoorShards.Key(booking.Hold.Event, DoorShards.Of(new TicketId(booking, place), DoorShards.Count(capacity)));

    private static ScanTicket Scan(string code, int number) => new()
    {
        Code = code,
        ScanId = new Guid(number, 0, 0, new byte[8]),
        Gate = "north",
        By = "gate-7",
    };

    private static async Task<ImmutableArray<BookingId>> RevokedAsync(BoxOffice office, EventId id) =>
        [.. (await office.Grains.GetGrain<IRevocationListGrain>(GrainKeys.Event(id.Key)).List(0, 100)).Items.Select(static item => item.Booking)];
}
