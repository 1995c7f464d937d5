using Orleans;
using Orleans.Runtime;
using Ticketing.Identifiers;
using Ticketing.Tests.Harness;
using Xunit.Abstractions;

namespace Ticketing.Tests.Cluster;

/// <summary>Where grains are activated: blocks spread, and units are where their block is.</summary>
public sealed class PlacementTests(ITestOutputHelper output)
{
    private const int Events = 60;

    [Fact]
    public async Task A_rush_right_after_the_start_spreads_over_the_silos_and_units_stay_with_their_block()
    {
        await using var office = new BoxOffice(silos: 2);
        List<EventId> events = [];
        for (var i = 0; i < Events; i++)
        {
            events.Add(await office.GeneralEventAsync(10));
        }

        await Task.WhenAll(events.Select(id => office.HoldAsync(id, 1)));
        var blocks = await WhereAsync(office, "ticketing.section");
        output.WriteLine($"Blocks: {string.Join(", ", blocks.Values)}");
        Assert.Equal(Events, blocks.Values.Sum());
        Assert.Equal(2, blocks.Count);
        Assert.All(blocks.Values, count => Assert.InRange(count, Events / 4, Events * 3 / 4));
        Assert.Equal(blocks, await WhereAsync(office, "ticketing.pool"));
    }

    private static async Task<SortedDictionary<SiloAddress, int>> WhereAsync(BoxOffice office, string type)
    {
        var statistics = await office.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return new(statistics
            .Where(grain => grain.GrainId.Type.ToString() == type)
            .CountBy(grain => grain.SiloAddress)
            .ToDictionary());
    }
}
