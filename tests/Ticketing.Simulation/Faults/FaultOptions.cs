namespace Ticketing.Simulation;

/// <summary>
/// What goes wrong, and how often. Every number is a probability of one occasion unless it says otherwise; 0 is never. A
/// seed draws some of them and leaves the others out, so that rare combinations are met too.
/// </summary>
public sealed record FaultOptions
{
    /// <summary>The process dies, at each step of the loop: between any two turns, completions or messages. What was not synced may be lost.</summary>
    public double Crash { get; init; }

    /// <summary>The process is stopped in good order, at each second of simulated time.</summary>
    public double Stop { get; init; }

    /// <summary>The longest time of a disk operation or store round trip, in microseconds.</summary>
    public int SlowestStoreMicroseconds { get; init; } = 500;

    /// <summary>A disk operation takes up to 3 seconds more.</summary>
    public double SlowSync { get; init; }

    /// <summary>A disk write fails; part of it may have been written. The journal is then read-only until the process starts again.</summary>
    public double DiskError { get; init; }

    /// <summary>The disk is full from some moment on until the process starts again, at each creation of a file or write.</summary>
    public double DiskFull { get; init; }

    /// <summary>The store answers that a write failed, and did not write.</summary>
    public double WriteFails { get; init; }

    /// <summary>The store answers that a write failed, though it wrote.</summary>
    public double WriteFailsAfterEffect { get; init; }

    /// <summary>A read of the store fails.</summary>
    public double ReadFails { get; init; }

    /// <summary>A call between grains, or from the gateway, is lost before it takes effect: the caller times out.</summary>
    public double CallLost { get; init; }

    /// <summary>A call takes effect and its answer is lost: the caller times out.</summary>
    public double AnswerLost { get; init; }

    /// <summary>A call is delivered twice, the second time up to 40 seconds later.</summary>
    public double CallDoubled { get; init; }

    /// <summary>The longest delay of a call, in microseconds. Later calls overtake it.</summary>
    public int SlowestCallMicroseconds { get; init; }

    /// <summary>A call is delayed by up to 35 seconds, longer than its caller waits.</summary>
    public double CallVeryLate { get; init; }

    /// <summary>The client's connection breaks before it has its answer.</summary>
    public double ConnectionLost { get; init; }

    /// <summary>A timer is late by up to 2 seconds.</summary>
    public double TimerLate { get; init; }

    /// <summary>A tick of a reminder does not come; the next one does.</summary>
    public double ReminderMissed { get; init; }

    /// <summary>A tick of a reminder comes twice.</summary>
    public double ReminderDoubled { get; init; }

    /// <summary>The wall clock steps by up to 3 seconds in either direction, at each second of simulated time.</summary>
    public double ClockStep { get; init; }

    /// <summary>A grain that has nothing to do is deactivated, for each at each second of simulated time.</summary>
    public double Deactivate { get; init; }

    /// <summary>In a cluster: a call goes to the other silo although the grain is active in this one, so that it is active twice.</summary>
    public double ActiveTwice { get; init; }

    /// <summary>In a cluster: a grain moves to the other silo, for each idle one at each second of simulated time.</summary>
    public double Move { get; init; }

    /// <summary>In a cluster: a silo stalls for up to 40 seconds, at each second of simulated time.</summary>
    public double Stall { get; init; }

    /// <summary>Whoever follows refuses a message.</summary>
    public double ReceiverFails { get; init; }

    /// <summary>Whoever follows takes a message and is not heard.</summary>
    public double ReceiptLost { get; init; }

    /// <summary>What is said to the payment provider gets lost.</summary>
    public double BankFails { get; init; }

    /// <summary>The payment provider does it, and its answer gets lost.</summary>
    public double BankSilent { get; init; }

    /// <summary>The mail server takes no letter.</summary>
    public double MailFails { get; init; }

    /// <summary>The mail server takes a letter and is not heard.</summary>
    public double MailSilent { get; init; }

    public static FaultOptions None { get; } = new();

    /// <summary>Draws what goes wrong in a run.</summary>
    public static FaultOptions Draw(Chance chance, bool cluster)
    {
        double Maybe(double most) => chance.Hits(0.5) ? most * chance.NextDouble() : 0;
        return new FaultOptions
        {
            Crash = chance.Hits(0.6) ? Math.Pow(10, -2.3 - (1.7 * chance.NextDouble())) : 0,
            Stop = Maybe(0.02),
            SlowestStoreMicroseconds = chance.Of([50, 500, 5_000, 50_000]),
            SlowSync = Maybe(0.01),
            DiskError = cluster ? 0 : Maybe(0.005),
            DiskFull = cluster ? 0 : Maybe(0.002),
            WriteFails = Maybe(0.02),
            WriteFailsAfterEffect = Maybe(0.02),
            ReadFails = Maybe(0.01),
            CallLost = Maybe(0.01),
            AnswerLost = Maybe(0.01),
            CallDoubled = Maybe(0.02),
            SlowestCallMicroseconds = chance.Of([0, 0, 200, 5_000, 500_000]),
            CallVeryLate = Maybe(0.004),
            ConnectionLost = Maybe(0.05),
            TimerLate = Maybe(0.2),
            ReminderMissed = Maybe(0.2),
            ReminderDoubled = Maybe(0.2),
            ClockStep = Maybe(0.02),
            Deactivate = Maybe(0.2),
            ActiveTwice = cluster ? Maybe(0.02) : 0,
            Move = cluster ? Maybe(0.05) : 0,
            Stall = cluster ? Maybe(0.01) : 0,
            ReceiverFails = Maybe(0.4),
            ReceiptLost = Maybe(0.1),
            BankFails = Maybe(0.3),
            BankSilent = Maybe(0.2),
            MailFails = Maybe(0.5),
            MailSilent = Maybe(0.2),
        };
    }
}
