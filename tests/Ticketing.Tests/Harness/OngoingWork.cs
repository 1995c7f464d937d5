using Orleans;

namespace Ticketing.Tests.Harness;

/// <summary>
/// What grains and their store do, counted, so that a test can wait until all that follows from something has happened.
/// Calls, ticks of timers and reminders pass through here, and whatever a store is asked.
/// </summary>
internal sealed class OngoingWork : IIncomingGrainCallFilter
{
    /// <summary>What begins is begun by something that ends: between them are moments, and a look takes a millisecond.</summary>
    private const int Looks = 5;

    private int _underWay;
    private int _hanging;
    private long _steps;

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        using (Begin())
        {
            await context.Invoke();
        }
    }

    public IDisposable Begin()
    {
        Interlocked.Increment(ref _underWay);
        Interlocked.Increment(ref _steps);
        return new Step(this);
    }

    /// <summary>For good: nobody waits for what it keeps waiting.</summary>
    public void Hang() => Interlocked.Increment(ref _hanging);

    /// <summary>Completes when nothing is under way any more, but for what hangs.</summary>
    public async Task EndsAsync()
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));
        var seen = -1L;
        for (var look = 0; look < Looks; look++)
        {
            Assert.False(deadline.IsCancellationRequested, "Something goes on for ever.");
            await Task.Delay(1);
            var steps = Interlocked.Read(ref _steps);
            if (steps != seen || (Volatile.Read(ref _underWay) > 0 && Volatile.Read(ref _hanging) == 0))
            {
                (seen, look) = (steps, -1);
            }
        }
    }

    private sealed class Step(OngoingWork work) : IDisposable
    {
        public void Dispose()
        {
            Interlocked.Increment(ref work._steps);
            Interlocked.Decrement(ref work._underWay);
        }
    }
}
