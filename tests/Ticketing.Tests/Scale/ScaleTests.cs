using Orleans.Runtime;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Seats;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Scale;

/// <summary>What the service keeps in memory is bounded, whatever the event's size and however many seats were touched.</summary>
public sealed class ScaleTests
{
    private static readonly SectionSpec Bowl = new()
    {
        SectionId = "bowl",
        Kind = SectionKind.Seated,
        Rows = [.. Enumerable.Range(0, 10_000).Select(static row => new RowPlan($"R{row}", 100))],
    };

    [Fact]
    public async Task An_event_of_a_million_places_is_created_and_sold_from_without_touching_its_grains()
    {
        await using BoxOffice office = new();
        var seats = await office.EventAsync([Bowl]);
        var floor = await office.GeneralEventAsync(1_000_000);

        var seat = await office.HoldAsync(seats, 4);
        var places = await office.HoldAsync(floor, 100);

        Assert.Null(seat.Answer.Refusal);
        Assert.Null((await office.SellAsync(places.Answer.Hold!.HoldId, places.Token!)).Refusal);
        Assert.Equal((999_900, 0, 100), await office.CountsAsync(floor));
        Assert.InRange(await ActivationsAsync(office), 1, 20);
    }

    [Fact]
    public async Task Seats_that_nobody_asks_for_any_more_leave_the_memory()
    {
        const int Touched = 1_000;
        await using BoxOffice office = new();
        for (var seat = 0; seat < Touched; seat++)
        {
            Assert.Null((await Block(office, $"S-{seat}").Place(new PlaceHold { Nonce = (ulong)seat, OpenSeat = $"S-{seat}", Customer = "ann" })).Refusal);
        }

        Assert.InRange(await ActivationsAsync(office), Touched, int.MaxValue);

        // Holds end, and what was idle is let go, as it is in production after a while.
        await office.PassAsync(TimeSpan.FromMinutes(6));
        await office.MinutesUntilAsync(async () =>
        {
            await office.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
            return await ActivationsAsync(office) < 20;
        });
        Assert.Equal(SeatStatus.Available, await Block(office, $"S-{Touched - 1}").OpenSeat($"S-{Touched - 1}"));
    }

    private static ISectionGrain Block(BoxOffice office, string seat) => office.Grains.GetGrain<ISectionGrain>(GrainKeys.HouseSection(seat));

    private static async Task<int> ActivationsAsync(BoxOffice office) =>
        (await office.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
        .Count(static grain => grain.GrainId.Type.ToString()!.StartsWith("ticketing.", StringComparison.Ordinal));
}
