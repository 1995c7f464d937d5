using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;
using Ticketing.Withholdings;

namespace Ticketing.Tests.Withholdings;

/// <summary>Withholdings over crashes and failing writes.</summary>
public sealed class WithholdingTests : IAsyncLifetime
{
    private readonly BoxOffice _office = new();
    private EventId _event;

    private WithholdingService Service => new(_office.Grains, _office.Events, new Outages());

    public async Task InitializeAsync() => _event = await _office.SeatedEventAsync(new RowPlan("A", 5));

    public async Task DisposeAsync() => await _office.DisposeAsync();

    [Fact]
    public async Task What_was_acknowledged_survives_a_crash_and_no_reminder_stays()
    {
        var made = await PlaceAsync(Guid.NewGuid(), 1, 2);
        await _office.CrashAsync();
        Assert.Equal([SeatStatus.Withheld, SeatStatus.Withheld, SeatStatus.Available], (await StatesAsync()).Take(3));
        Assert.Equal(2, (await Service.FindAsync(_event, made.Withholding!.WithholdingId))!.Quantity);
        await _office.MinutesUntilAsync(() => Task.FromResult(_office.PassingReminders == 0));
        await _office.PassAsync(TimeSpan.FromMinutes(30));
        Assert.Equal([SeatStatus.Withheld, SeatStatus.Withheld, SeatStatus.Available], (await StatesAsync()).Take(3));

        Assert.True((await PlaceAsync(made.Withholding.WithholdingId, 1, 2)).Repeated);
        await Service.ReleaseAsync(_event, made.Withholding.WithholdingId, new ReleaseWithheld { Request = Guid.NewGuid(), Reason = "over" });
        await _office.CrashAsync();
        Assert.All(await StatesAsync(), state => Assert.Equal(SeatStatus.Available, state));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_attempt_whose_write_failed_leaves_all_withheld_or_none(int write, WriteFault fault)
    {
        var id = Guid.NewGuid();
        _office.Store.FailOnce("", fault, write);
        var isMade = false;
        try
        {
            isMade = (await PlaceAsync(id, 1, 2)).Withholding is not null;
        }
        catch (Exception e) when (new Outages().Is(e) || e is OutcomeUnknownException)
        {
        }

        _office.Store.Mend();
        await _office.PassAsync(TimeSpan.FromMinutes(5));
        var withheld = (await StatesAsync()).Count(state => state == SeatStatus.Withheld);
        Assert.Equal(await Service.FindAsync(_event, id) is null ? 0 : 2, withheld);
        Assert.True(!isMade || withheld == 2);
        Assert.Equal(5 - withheld, (await _office.CountsAsync(_event)).Available);

        // The same request again has them, whatever became of the first.
        Assert.NotNull((await PlaceAsync(id, 1, 2)).Withholding);
        Assert.Equal(2, (await StatesAsync()).Count(state => state == SeatStatus.Withheld));
    }

    public static TheoryData<int, WriteFault> Faults
    {
        get
        {
            TheoryData<int, WriteFault> faults = [];
            for (var write = 0; write < 14; write++)
            {
                faults.Add(write, WriteFault.BeforeEffect);
                faults.Add(write, WriteFault.AfterEffect);
            }

            return faults;
        }
    }

    private Task<WithholdingAnswer> PlaceAsync(Guid id, params int[] seats) => Service.PlaceAsync(new WithholdingRequest
    {
        Event = _event,
        WithholdingId = id,
        Seats = [.. seats.Select(seat => $"stalls-A-{seat}")],
        Reason = "press",
        By = "olga",
    });

    private async Task<IReadOnlyList<SeatStatus>> StatesAsync() =>
        (await _office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(_event.Key, 0)).Seats()).Seats;
}
