using System.Diagnostics;

namespace Ticketing.Simulation;

/// <summary>
/// Finds which faults a violation needs: leaves one after the other out, and keeps out those without which it is found
/// all the same. Runs of broken code may be long: after a while the fewest faults so far have to do.
/// </summary>
public static class Reducer
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private static readonly (string Name, Func<TownFaults, TownFaults> Without)[] Faults =
    [
        ("Crash", static faults => faults with { Crash = 0 }),
        ("Stop", static faults => faults with { Stop = 0 }),
        ("SlowStore", static faults => faults with { SlowStore = 0 }),
        ("StoreHangs", static faults => faults with { StoreHangs = 0 }),
        ("StoreDown", static faults => faults with { StoreDown = 0 }),
        ("WriteFails", static faults => faults with { WriteFails = 0 }),
        ("WriteFailsAfterEffect", static faults => faults with { WriteFailsAfterEffect = 0 }),
        ("ReadFails", static faults => faults with { ReadFails = 0 }),
        ("CallLost", static faults => faults with { CallLost = 0 }),
        ("AnswerLost", static faults => faults with { AnswerLost = 0 }),
        ("CallDoubled", static faults => faults with { CallDoubled = 0 }),
        ("SlowestCallMicroseconds", static faults => faults with { SlowestCallMicroseconds = 0 }),
        ("CallVeryLate", static faults => faults with { CallVeryLate = 0 }),
        ("ConnectionLost", static faults => faults with { ConnectionLost = 0 }),
        ("TimerLate", static faults => faults with { TimerLate = 0 }),
        ("ReminderMissed", static faults => faults with { ReminderMissed = 0 }),
        ("ReminderDoubled", static faults => faults with { ReminderDoubled = 0 }),
        ("ClockStep", static faults => faults with { ClockStep = 0 }),
        ("Deactivate", static faults => faults with { Deactivate = 0 }),
        ("ActiveTwice", static faults => faults with { ActiveTwice = 0 }),
        ("Move", static faults => faults with { Move = 0 }),
        ("Stall", static faults => faults with { Stall = 0 }),
    ];

    public static IEnumerable<string> Names => Faults.Select(fault => fault.Name);

    /// <summary>The faults without those that are named.</summary>
    public static TownFaults Without(TownFaults faults, IEnumerable<string> names) =>
        names.Aggregate(faults, (left, name) => Faults.Single(fault => fault.Name == name).Without(left));

    /// <summary>The run with the fewest faults that breaks a promise, and the faults that were left out.</summary>
    public static (RunResult Run, IReadOnlyList<string> Without) Reduce(RunResult broken)
    {
        List<string> without = [];
        var best = broken;
        var watch = Stopwatch.StartNew();
        foreach (var (name, remove) in Faults)
        {
            if (watch.Elapsed > Longest)
            {
                break;
            }

            var fewer = remove(best.Faults);
            if (fewer == best.Faults)
            {
                continue;
            }

            var run = Run.Of(new RunOptions(broken.Seed) { Faults = fewer });
            if (run.Violations.Count > 0)
            {
                without.Add(name);
                best = run;
            }
        }

        return (Run.Of(new RunOptions(broken.Seed) { Faults = best.Faults, Record = true }), without);
    }
}
