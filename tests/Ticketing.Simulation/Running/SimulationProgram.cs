using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace Ticketing.Simulation;

/// <summary>The program: many seeds on all cores, or one seed again.</summary>
public static class SimulationProgram
{
    private const int StoryLines = 60;
    private const int StoryWidth = 220;

    /// <summary>0: nothing was broken. 1: a promise was. 2: wrong usage.</summary>
    public static int Main(string[] args)
    {
        if (args is ["variants", ..] and { Length: <= 2 })
        {
            return VariantHunt.Run(Console.Out, args.Length > 1 ? args[1] : "") ? 0 : 1;
        }

        if (args is ["--help" or "-h"])
        {
            Console.WriteLine(SimulationOptions.Usage);
            return 0;
        }

        if (SimulationOptions.Parse(args, out var problem) is not { } options)
        {
            Console.Error.WriteLine($"{problem}\n\n{SimulationOptions.Usage}");
            return 2;
        }

        return options.Replay is { } seed ? Replay(seed, options, Console.Out) : RunMany(options, Console.Out);
    }

    /// <summary>The code that runs, as far as the build knows it.</summary>
    public static string Revision { get; } =
        typeof(SimulationProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Runs seeds on several threads, each simulation on one.</summary>
    public static Summary RunSeeds(SimulationOptions options, Action<Summary>? progress = null)
    {
        var summary = new Summary();
        var next = (long)options.From - 1;
        var last = (long)options.From + options.Seeds - 1;
        var threads = Enumerable.Range(0, options.Threads).Select(_ => new Thread(() =>
        {
            while (Interlocked.Increment(ref next) is var seed && seed <= last)
            {
                summary.Add(Simulation.Run.Of(new RunOptions((ulong)seed)));
                if (options.StopAtFirst && summary.Broken.Count > 0)
                {
                    return;
                }
            }
        })).ToArray();
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            while (!thread.Join(TimeSpan.FromSeconds(0.5)))
            {
                progress?.Invoke(summary);
            }
        }

        return summary;
    }

    private static int RunMany(SimulationOptions options, TextWriter output)
    {
        var watch = Stopwatch.StartNew();
        var bar = !Console.IsErrorRedirected;
        var summary = RunSeeds(options, soFar =>
        {
            if (bar)
            {
                var done = (int)(40 * soFar.Seeds / Math.Max(options.Seeds, 1));
                Console.Error.Write($"\r[{new string('#', done)}{new string('.', 40 - done)}] {soFar.Seeds:n0} of {options.Seeds:n0}, {soFar.Broken.Count} broken ");
            }
        });
        if (bar)
        {
            Console.Error.WriteLine();
        }

        output.WriteLine($"Seeds {options.From} to {options.From + (ulong)options.Seeds - 1}, revision {Revision}, {watch.Elapsed.TotalSeconds:n0} s on {options.Threads} threads");
        summary.Write(output, watch.Elapsed, options.Threads);
        foreach (var broken in summary.Broken.OrderBy(run => run.Seed).Take(10))
        {
            Explain(broken, options, output);
        }

        return summary.Broken.Count == 0 ? 0 : 1;
    }

    private static void Explain(RunResult broken, SimulationOptions options, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"Seed {broken.Seed} broke a promise, revision {Revision}");
        var (run, without) = options.Unreduced ? (broken, []) : Reducer.Reduce(broken);
        if (run.Violations.Count == 0)
        {
            output.WriteLine($"  A second run did not: something is not simulated. The first run's trace is {broken.Trace:x16}, the second's {run.Trace:x16}.");
        }

        foreach (var violation in (run.Violations.Count == 0 ? broken : run).Violations.Take(5))
        {
            output.WriteLine($"  {violation}");
        }

        output.WriteLine($"  faults: {run.Faults}");
        foreach (var line in run.Story.TakeLast(StoryLines))
        {
            output.WriteLine($"    {(line.Length > StoryWidth ? line[..StoryWidth] : line)}");
        }

        var left = string.Concat(without.Select(name => $" --without {name}"));
        output.WriteLine($"  replay: dotnet run -c Release --project tests/Ticketing.Simulation -- --replay {broken.Seed} --story{left}");
    }

    private static int Replay(ulong seed, SimulationOptions options, TextWriter output)
    {
        if (options.Without.FirstOrDefault(name => !Reducer.Names.Contains(name)) is { } unknown)
        {
            Console.Error.WriteLine($"There is no fault {unknown}. There are: {string.Join(", ", Reducer.Names)}.");
            return 2;
        }

        var drawn = Simulation.Run.Of(new RunOptions(seed)).Faults;
        var run = new RunOptions(seed) { Faults = Reducer.Without(drawn, options.Without), Record = options.Story };
        var (first, second) = (Simulation.Run.Of(run), Simulation.Run.Of(run));
        foreach (var line in first.Story)
        {
            output.WriteLine(line);
        }

        output.WriteLine($"seed {seed}: trace {first.Trace:x16}, {first.Steps} steps, {first.Calls} grain calls, {first.SimulatedTime} of simulated time");
        output.WriteLine(first.Trace == second.Trace ? "The second run was the same." : $"NOT THE SAME: the second run's trace is {second.Trace:x16}.");
        foreach (var violation in first.Violations)
        {
            output.WriteLine(violation);
        }

        return first.Violations.Count == 0 && first.Trace == second.Trace ? 0 : 1;
    }
}
