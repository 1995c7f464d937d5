using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Bookings;

/// <summary>What the quota of a ticket type keeps of those who asked for some of it.</summary>
public class QuotaUseTests
{
    private const string Quota = "ticketing.allowance/type/";

    [Fact]
    public async Task Who_is_refused_leaves_nothing_in_the_quota()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        Assert.Null((await HoldAsync(office, id, 2)).Answer.Refusal);
        var writes = office.Store.WritesTo(Quota);
        for (var i = 0u; i < 5; i++)
        {
            Assert.Equal(RefusalCode.TypeSoldOut, (await HoldAsync(office, id, 1)).Answer.Refusal!.Code);
            Assert.Equal(RefusalCode.TypeSoldOut, (await HoldAsync(office, id, 1, key: 1 + i)).Answer.Refusal!.Code);
        }

        Assert.Equal(writes, office.Store.WritesTo(Quota));
    }

    [Fact]
    public async Task What_lapses_can_be_had_again()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var hold = (await HoldAsync(office, id, 2)).Answer.Hold!;
        await office.PassAsync(hold.ExpiresAt - office.Time.GetUtcNow() + TimeSpan.FromSeconds(1));
        await office.UntilAsync(async () => (await HoldAsync(office, id, 2)).Answer.Refusal is null);
    }

    [Fact]
    public async Task What_was_granted_to_who_never_heard_it_comes_back()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        office.Store.FailOnce(Quota, WriteFault.AfterEffect);
        await Assert.ThrowsAnyAsync<Exception>(() => HoldAsync(office, id, 2));
        Assert.Equal(1, office.Store.Failures);
        Assert.Null((await HoldAsync(office, id, 2)).Answer.Refusal);
    }

    [Fact]
    public async Task A_hold_that_is_refused_its_places_gives_the_type_back()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office, capacity: 1);
        Assert.Equal(RefusalCode.InsufficientSeats, (await HoldAsync(office, id, 2)).Answer.Refusal!.Code);
        Assert.Null((await HoldAsync(office, id, 1)).Answer.Refusal);
    }

    [Fact]
    public async Task A_ticket_that_is_given_back_can_be_had_again_and_the_others_stay_taken()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var held = await HoldAsync(office, id, 2);
        Assert.Null((await office.SellAsync(held.Answer.Hold!.HoldId, held.Token!)).Refusal);
        var booking = (await office.Bookings.FindAsync(BookingId.Of(held.Answer.Hold.HoldId)))!;
        Assert.Null((await office.Bookings.GiveBackAsync(booking, new GiveBackTickets { Places = [1], By = "ann" }, isStaff: true)).Refusal);
        await office.UntilAsync(async () => (await HoldAsync(office, id, 1)).Answer.Refusal is null);
        Assert.Equal(RefusalCode.TypeSoldOut, (await HoldAsync(office, id, 1)).Answer.Refusal!.Code);
    }

    [Fact]
    public async Task A_hold_of_an_event_without_quotas_asks_for_none()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office, quota: null);
        Assert.Null((await HoldAsync(office, id, 2)).Answer.Refusal);
        Assert.Equal(0, office.Store.WritesTo("ticketing.allowance/"));
    }

    private static Task<EventId> EventAsync(BoxOffice office, int? quota = 2, int capacity = 20) => office.EventAsync(
        [new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = capacity, Types = [new TicketType { TypeId = "early", Name = "Early", PriceMinor = 500, Quota = quota }] }], null);

    private static Task<PlacedHold> HoldAsync(BoxOffice office, EventId id, int quantity, uint key = 0) => office.Holds.PlaceAsync(new HoldRequest
    {
        Event = id,
        Quantity = quantity,
        Types = [new TypeWish("early", quantity, [])],
        Secrets = key == 0 ? null : new KeySecrets(key, PaymentToken.Encode(key), key),
    });
}
