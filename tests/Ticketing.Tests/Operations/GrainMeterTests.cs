using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Orleans.Runtime;
using Ticketing.Diagnostics;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Operations;

/// <summary>What alerts rest on: how late holds end and reminders come, how long writes take, how much is held.</summary>
[Collection(ListeningTests.Name)]
public sealed class GrainMeterTests : IDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<double>> _measured = [];
    private readonly MeterListener _listener = new();

    public GrainMeterTests()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name is "Ticketing.Grains" or "Ticketing.Inventory")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Of(instrument.Name).Enqueue(value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Of(instrument.Name).Enqueue(value));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Held_places_rise_with_a_hold_and_fall_when_it_ends_and_the_lag_is_what_the_end_was_late()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(capacity: 10);
        await office.HoldAsync(id, quantity: 3);
        await office.UntilAsync(() => Task.FromResult(Of("ticketing.places.held").Sum() == 3));

        office.Time.Advance(TimeSpan.FromMinutes(2));
        await office.UntilCountsAsync(id, (10, 0, 0));
        await office.UntilAsync(() => Task.FromResult(Of("ticketing.places.held").Sum() == 0));
        Assert.Equal(3, Of("expiries").Sum());
        Assert.InRange(Assert.Single(Of("ticketing.expiry.lag")), 0, 0.1);
    }

    [Fact]
    public async Task A_write_is_measured_and_one_that_fails_is_counted()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(capacity: 10);
        Assert.All(Of("ticketing.storage.write.duration"), static seconds => Assert.Equal(0, seconds));
        Assert.NotEmpty(Of("ticketing.storage.write.duration"));
        Assert.Empty(Of("ticketing.storage.write.failures"));

        office.Store.Faults = static key => key.EndsWith("/unit", StringComparison.Ordinal) ? WriteFault.BeforeEffect : WriteFault.None;
        await Assert.ThrowsAnyAsync<Exception>(() => office.HoldAsync(id, quantity: 1));
        Assert.Equal(1, Assert.Single(Of("ticketing.storage.write.failures")));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0.5)]
    [InlineData(60, 0)]
    [InlineData(84, 24)]
    [InlineData(119.5, 0)]
    [InlineData(-3, 0)]
    public void A_reminder_is_as_late_as_the_tick_that_was_due_last_is_old(double secondsAfterFirst, double late)
    {
        var first = new DateTime(2027, 1, 31, 19, 30, 0, DateTimeKind.Utc);
        var now = first.AddSeconds(secondsAfterFirst);
        Assert.Equal(late, ReminderLag.Of(new TickStatus(first, TimeSpan.FromMinutes(1), now), now).TotalSeconds);
    }

    private ConcurrentQueue<double> Of(string instrument) => _measured.GetOrAdd(instrument, static _ => []);
}
