using Ticketing.Events;
using Ticketing.Hosting;
using Ticketing.Identifiers;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Cluster;

/// <summary>What only several silos can break: messages and failures on their way, a silo that dies.</summary>
public sealed class SilosTests
{
    [Fact]
    public async Task A_failure_crosses_silos_as_what_it_is()
    {
        await using var office = new BoxOffice(silos: 2);
        var id = await office.GeneralEventAsync(10);
        await office.HoldAsync(id, 1);
        office.Store.Faults = static key => key.StartsWith("ticketing.", StringComparison.Ordinal) ? WriteFault.BeforeEffect : WriteFault.None;
        var failure = await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.HoldAsync(id, 1));
        Assert.Contains("Repeat the request", failure.Message, StringComparison.Ordinal);
        Assert.Contains("The write failed.", failure.Message, StringComparison.Ordinal);
        Assert.True(new SiloOutages().Is(failure));
    }

    [Fact]
    public async Task Every_answer_survives_the_way_between_silos()
    {
        await using var office = new BoxOffice(silos: 2);
        var id = await office.SeatedEventAsync(new RowPlan("A", 4), new RowPlan("B", 4));
        var answer = await office.HoldAsync(id, 3);
        var hold = answer.Answer.Hold!;
        var read = (await office.GetAsync(hold.HoldId)).Hold!;
        Assert.Equal(hold.Seats.Order(), read.Seats.Order());
        Assert.Equal(hold with { Seats = [], Status = read.Status }, read with { Seats = [] });
        var taken = await office.HoldSeatsAsync(id, read.Seats[0]);
        Assert.Equal(read.Seats[0], Assert.Single(taken.Answer.Refusal!.Seats));
        Assert.True(taken.Answer.Refusal.Errors.IsDefaultOrEmpty);
        var view = await office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Get();
        Assert.Equal(["A", "B"], view!.Sections[0].Rows.Select(row => row.Label));
    }

    [Fact]
    public async Task A_silo_dies_and_its_grains_answer_elsewhere_with_what_was_acknowledged()
    {
        await using BoxOffice office = new(silos: 3);
        List<(EventId Event, PlacedHoldOf Hold)> placed = [];
        for (var i = 0; i < 12; i++)
        {
            var id = await office.GeneralEventAsync(10);
            var hold = await office.HoldAsync(id, 2);
            placed.Add((id, new PlacedHoldOf(hold.Answer.Hold!.HoldId, hold.Token!)));
        }

        await office.Cluster.KillSiloAsync(office.Cluster.Silos[^1]);
        await office.Cluster.WaitForLivenessToStabilizeAsync(didKill: true);
        foreach (var (id, hold) in placed)
        {
            Assert.Equal(Holds.HoldStatus.Confirmed, (await BookAsync(office, hold)).Hold!.Status);
            Assert.Equal((8, 0, 2), await office.CountsAsync(id));
        }
    }

    private sealed record PlacedHoldOf(HoldId Id, string Token);

    /// <summary>As a client does that is told 503.</summary>
    private static async Task<Holds.HoldAnswer> BookAsync(BoxOffice office, PlacedHoldOf hold)
    {
        SiloOutages outages = new();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await office.SellAsync(hold.Id, hold.Token);
            }
            catch (Exception e) when (attempt < 5 && outages.Is(e))
            {
                // The outcome is not known: the same request again.
            }
        }
    }
}
