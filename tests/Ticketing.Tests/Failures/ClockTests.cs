using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>
/// A clock that is set back by an hour silences for an hour every reminder that was registered before. Holds that were made
/// before last as long as the clock says; those that are made after it end in time all the same.
/// </summary>
public sealed class ClockTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_hold_ends_in_time_by_its_blocks_timer_when_the_clock_was_set_back()
    {
        await using BoxOffice office = new();
        var id = await SetBackAsync(office);
        await office.HoldAsync(id, 2);
        var written = office.Store.WritesTo("ticketing.pool/");
        await office.PassAsync(Lease);

        // Nobody has asked.
        Assert.Equal(written + 1, office.Store.WritesTo("ticketing.pool/"));
        Assert.Equal((2, 2, 0), await office.CountsAsync(id));
    }

    [Fact]
    public async Task Whoever_asks_after_a_crash_gets_the_places_of_a_hold_that_is_over_when_the_clock_was_set_back()
    {
        await using BoxOffice office = new();
        var id = await SetBackAsync(office);
        await office.HoldAsync(id, 2);
        await office.CrashAsync();
        office.Time.Advance(Lease + Grace);
        Assert.Null((await office.HoldAsync(id, 2)).Answer.Refusal);
    }

    [Theory]
    [InlineData("floor")]
    [InlineData("stalls-A-1", "balcony-B-1")]
    public async Task Nobody_asks_after_a_crash_and_a_hold_ends_by_a_reminder_when_the_clock_was_set_back(params string[] places)
    {
        await using BoxOffice office = new();
        var id = await office.TheatreAsync();
        await HoldAsync(office, id, places);
        office.Time.Step(TimeSpan.FromHours(-1));
        await office.PassAsync(Lease);
        var (key, others) = places is ["floor"] ? ("ticketing.pool/", places) : ("ticketing.seat/", ["stalls-A-2", "balcony-B-2"]);
        await HoldAsync(office, id, others);
        var written = office.Store.WritesTo(key);
        await office.CrashAsync();
        for (var minute = 0; minute < 4; minute++)
        {
            await office.PassAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(written + others.Length, office.Store.WritesTo(key));
    }

    private static async Task HoldAsync(BoxOffice office, EventId id, string[] places) => Assert.NotNull((await (places is ["floor"]
        ? office.Holds.PlaceAsync(new HoldRequest { Event = id, Section = "floor", Quantity = 2 })
        : office.HoldSeatsAsync(id, places))).Answer.Hold);

    /// <summary>An event of four places, two of which were held before the clock was set back.</summary>
    private static async Task<EventId> SetBackAsync(BoxOffice office)
    {
        var id = await office.GeneralEventAsync(4);
        await office.HoldAsync(id, 2);
        office.Time.Step(TimeSpan.FromHours(-1));
        return id;
    }
}
