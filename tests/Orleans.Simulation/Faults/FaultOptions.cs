namespace Orleans.Simulation;

/// <summary>
/// What goes wrong with processes, the store, the network and the clock, and how often. Every number is the probability
/// for one occasion unless it says otherwise; 0 is never. A seed draws some faults and leaves others out, so that rare
/// combinations are met too.
/// </summary>
public record FaultOptions
{
    /// <summary>A process dies as by <c>kill -9</c>, at each step of the loop: between any two turns, answers or messages.</summary>
    public double Crash { get; init; }

    /// <summary>A process is stopped in good order, at each second of simulated time.</summary>
    public double Stop { get; init; }

    /// <summary>The longest way to the store or back, in microseconds.</summary>
    public int SlowestStoreMicroseconds { get; init; } = 500;

    /// <summary>A way to the store or back takes up to 3 seconds more.</summary>
    public double SlowStore { get; init; }

    /// <summary>A way to the store or back takes up to a minute more, longer than callers wait.</summary>
    public double StoreHangs { get; init; }

    /// <summary>The store is out of order for up to 20 seconds, at each second of simulated time: every operation fails.</summary>
    public double StoreDown { get; init; }

    /// <summary>A write fails and takes no effect.</summary>
    public double WriteFails { get; init; }

    /// <summary>A write takes effect and is reported as failed.</summary>
    public double WriteFailsAfterEffect { get; init; }

    /// <summary>A read fails.</summary>
    public double ReadFails { get; init; }

    /// <summary>A call is lost before it takes effect: the caller times out.</summary>
    public double CallLost { get; init; }

    /// <summary>A call takes effect and its answer is lost: the caller times out.</summary>
    public double AnswerLost { get; init; }

    /// <summary>A call is delivered twice, the second time up to 40 seconds later.</summary>
    public double CallDoubled { get; init; }

    /// <summary>The longest delay of a call, in microseconds. Later calls overtake it.</summary>
    public int SlowestCallMicroseconds { get; init; }

    /// <summary>A call is delayed by up to 35 seconds, longer than its caller waits.</summary>
    public double CallVeryLate { get; init; }

    /// <summary>A timer is late by up to 2 seconds.</summary>
    public double TimerLate { get; init; }

    /// <summary>A tick of a reminder does not come; the next one does.</summary>
    public double ReminderMissed { get; init; }

    /// <summary>A tick of a reminder comes twice.</summary>
    public double ReminderDoubled { get; init; }

    /// <summary>The wall clock steps by up to 3 seconds in either direction, at each second of simulated time.</summary>
    public double ClockStep { get; init; }

    /// <summary>A grain that has nothing to do is deactivated: for each such grain, at each second of simulated time.</summary>
    public double Deactivate { get; init; }

    /// <summary>With several silos: a call goes to another silo although the grain is active in this one, so that it is active twice.</summary>
    public double ActiveTwice { get; init; }

    /// <summary>With several silos: a grain moves to another silo, for each grain with nothing to do at each second of simulated time.</summary>
    public double Move { get; init; }

    /// <summary>With several silos: a silo stalls for up to 40 seconds, at each second of simulated time.</summary>
    public double Stall { get; init; }

    /// <summary>Draws what goes wrong in a run.</summary>
    public static FaultOptions Draw(Chance chance, bool cluster)
    {
        ArgumentNullException.ThrowIfNull(chance);
        double Maybe(double most) => chance.Hits(0.5) ? most * chance.NextDouble() : 0;
        return new FaultOptions
        {
            Crash = chance.Hits(0.6) ? Math.Pow(10, -2.3 - (1.7 * chance.NextDouble())) : 0,
            Stop = Maybe(0.02),
            SlowestStoreMicroseconds = chance.Of([50, 500, 5_000, 50_000]),
            SlowStore = Maybe(0.01),
            StoreHangs = Maybe(0.001),
            StoreDown = Maybe(0.01),
            WriteFails = Maybe(0.02),
            WriteFailsAfterEffect = Maybe(0.02),
            ReadFails = Maybe(0.01),
            CallLost = Maybe(0.01),
            AnswerLost = Maybe(0.01),
            CallDoubled = Maybe(0.02),
            SlowestCallMicroseconds = chance.Of([0, 0, 200, 5_000, 500_000]),
            CallVeryLate = Maybe(0.004),
            TimerLate = Maybe(0.2),
            ReminderMissed = Maybe(0.2),
            ReminderDoubled = Maybe(0.2),
            ClockStep = Maybe(0.02),
            Deactivate = Maybe(0.2),
            ActiveTwice = cluster ? Maybe(0.02) : 0,
            Move = cluster ? Maybe(0.05) : 0,
            Stall = cluster ? Maybe(0.01) : 0,
        };
    }
}
