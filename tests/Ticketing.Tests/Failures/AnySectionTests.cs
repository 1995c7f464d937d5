using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Payments;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>A request with an idempotency key that names no section: it has the places of the first that has room, once.</summary>
public class AnySectionTests
{
    private const uint Key = 41;

    [Fact]
    public async Task The_next_section_is_asked_where_one_has_too_few()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        Assert.Equal("pit", (await HoldAsync(office, id, 2, Key)).Answer.Hold!.SectionId);
        var placed = await HoldAsync(office, id, 3, Key + 100);
        Assert.Equal("floor", placed.Answer.Hold!.SectionId);
        Assert.Equal(RefusalCode.InsufficientSeats, (await HoldAsync(office, id, 3, Key + 200)).Answer.Refusal!.Code);
        Assert.Equal((2, 5, 0), await office.CountsAsync(id));
    }

    [Fact]
    public async Task A_repeat_meets_its_hold_wherever_it_is_though_an_earlier_section_has_room_now()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var first = await HoldAsync(office, id, 2, key: null);
        var placed = await HoldAsync(office, id, 2, Key);
        Assert.Equal("floor", placed.Answer.Hold!.SectionId);
        Assert.Null((await office.ReleaseAsync(first.Answer.Hold!.HoldId, first.Token)).Refusal);
        await office.CrashAsync();
        var again = await HoldAsync(office, id, 2, Key);
        Assert.Equal((placed.Answer.Hold.HoldId, true, placed.Token), (again.Answer.Hold!.HoldId, again.Answer.Repeated, again.Token));
        Assert.Equal((5, 2, 0), await office.CountsAsync(id));
        Assert.Equal(RefusalCode.IdempotencyMismatch, (await HoldAsync(office, id, 1, Key, body: 9)).Answer.Refusal!.Code);
    }

    [Theory]
    [InlineData(0, WriteFault.BeforeEffect)]
    [InlineData(0, WriteFault.AfterEffect)]
    [InlineData(1, WriteFault.BeforeEffect)]
    [InlineData(1, WriteFault.AfterEffect)]
    public async Task A_crash_on_the_way_through_the_sections_leaves_one_hold_at_most(int passing, WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var second = HoldId.Coordinated(id.Key, SecretsOf(Key, Key).After(1).Nonce).CoordinatorKey();
        office.Store.FailOnce($"ticketing.hold/{second}", fault, passing);
        await Assert.ThrowsAnyAsync<Exception>(() => HoldAsync(office, id, 3, Key));
        Assert.Equal(1, office.Store.Failures);
        await office.CrashAsync();
        office.Store.Mend();
        var again = await HoldAsync(office, id, 3, Key);
        Assert.Equal("floor", again.Answer.Hold!.SectionId);
        Assert.Equal(again.Answer.Hold.HoldId, (await HoldAsync(office, id, 3, Key)).Answer.Hold!.HoldId);
        Assert.Equal((4, 3, 0), await office.CountsAsync(id));
    }

    /// <summary>A pit of two places, and a floor of five.</summary>
    private static Task<EventId> EventAsync(BoxOffice office) => office.EventAsync(
    [
        new SectionSpec { SectionId = "pit", Kind = SectionKind.General, Capacity = 2, PriceMinor = 500 },
        new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = 5, PriceMinor = 500 },
    ]);

    private static Task<PlacedHold> HoldAsync(BoxOffice office, EventId id, int quantity, uint? key, uint? body = null) =>
        office.Holds.PlaceAsync(new HoldRequest { Event = id, Quantity = quantity, Secrets = key is { } number ? SecretsOf(number, body ?? number) : null });

    private static KeySecrets SecretsOf(uint key, uint body) => new(key, PaymentToken.Encode(key), body);
}
