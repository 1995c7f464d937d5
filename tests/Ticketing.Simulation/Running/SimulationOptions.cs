using System.Globalization;

namespace Ticketing.Simulation;

/// <summary>What the program is asked to do.</summary>
public sealed record SimulationOptions
{
    public const string Usage = """
        Simulates the service on one thread from one seed, with faults, and checks its promises.

          --seeds N      run N seeds (default 1,000)
          --from S       begin with seed S (default 1): resumes where an earlier run ended
          --threads T    run T simulations at a time (default: one for each core)
          --stop         end at the first violation
          --unreduced    with violations: do not look for the faults that each needs
          --replay S     run seed S alone, twice, and tell whether both runs are the same
          --story        with --replay: print everything that happened
          --without F    with --replay: leave a fault out (its name as printed; may be repeated)
          variants [X]   build the broken variants of the code (X: those with X in their names), and show that each is found
        """;

    public long Seeds { get; init; } = 1_000;

    public ulong From { get; init; } = 1;

    public int Threads { get; init; } = Environment.ProcessorCount;

    public bool StopAtFirst { get; init; }

    public bool Unreduced { get; init; }

    public ulong? Replay { get; init; }

    public bool Story { get; init; }

    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Null, with an explanation, for arguments that are none.</summary>
    public static SimulationOptions? Parse(IReadOnlyList<string> args, out string? problem)
    {
        var options = new SimulationOptions();
        problem = null;
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = (args[i], i + 1 < args.Count ? args[i + 1] : "");
            switch (name)
            {
                case "--stop":
                    options = options with { StopAtFirst = true };
                    continue;
                case "--unreduced":
                    options = options with { Unreduced = true };
                    continue;
                case "--story":
                    options = options with { Story = true };
                    continue;
                case "--without":
                    options = options with { Without = [.. options.Without, value] };
                    i++;
                    continue;
            }

            if (!ulong.TryParse(value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number))
            {
                problem = $"{name} needs a number, not '{value}'.";
                return null;
            }

            i++;
            switch (name)
            {
                case "--seeds":
                    options = options with { Seeds = (long)number };
                    break;
                case "--from":
                    options = options with { From = number };
                    break;
                case "--threads":
                    options = options with { Threads = Math.Clamp((int)number, 1, 256) };
                    break;
                case "--replay":
                    options = options with { Replay = number };
                    break;
                default:
                    problem = $"There is no option {name}.";
                    return null;
            }
        }

        return options;
    }
}
