namespace Ticketing.Simulation;

public static class SimulationProgram
{
    public static int Run(string[] args, TextWriter output)
    {
        var first = args.Length > 0 ? ulong.Parse(args[0]) : 1;
        var count = args.Length > 1 ? ulong.Parse(args[1]) : 1;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var bad = 0;
        long calls = 0;
        for (var seed = first; seed < first + count; seed++)
        {
            var result = Simulation.Run.Of(new RunOptions(seed) { Record = args.Length > 2 });
            calls += result.Calls;
            if (args.Length > 2) { foreach (var line in result.Story) { output.WriteLine(line); } }
            if (result.Violations.Count > 0)
            {
                bad++;
                output.WriteLine($"seed {seed}: {result.Violations.Count} {result.Violations[0]}"[..]);
            }
            if (count < 20) output.WriteLine($"{seed} trace {result.Trace:x16} steps {result.Steps} calls {result.Calls} acked {result.Acknowledged} time {result.SimulatedTime}");
        }
        output.WriteLine($"{count} seeds, {bad} bad, {watch.Elapsed}, {calls / watch.Elapsed.TotalSeconds:n0} calls/s");
        return bad == 0 ? 0 : 1;
    }
}
