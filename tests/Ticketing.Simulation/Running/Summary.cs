using System.Globalization;
using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>Adds up many runs.</summary>
public sealed class Summary
{
    private readonly Lock _gate = new();
    private readonly FaultCounts _faults = new();
    private TimeSpan _simulated;
    private long _calls;
    private long _acknowledged;
    private long _steps;

    public long Seeds { get; private set; }

    /// <summary>The runs that broke a promise.</summary>
    public List<RunResult> Broken { get; } = [];

    public void Add(RunResult run)
    {
        lock (_gate)
        {
            Seeds++;
            _simulated += run.SimulatedTime;
            _calls += run.Calls;
            _acknowledged += run.Acknowledged;
            _steps += run.Steps;
            _faults.Add(run.Counts);
            if (run.Violations.Count > 0)
            {
                Broken.Add(run);
            }
        }
    }

    public void Write(TextWriter output, TimeSpan elapsed, int threads)
    {
        string Row(string name, object value) => string.Create(CultureInfo.InvariantCulture, $"  {name,-34} {value,16:n0}");
        output.WriteLine(Row("seeds", Seeds));
        output.WriteLine(Row("simulated hours", _simulated.TotalHours));
        output.WriteLine(Row("operations acknowledged", _acknowledged));
        output.WriteLine(Row("grain calls", _calls));
        output.WriteLine(Row("grain calls per second and thread", _calls / elapsed.TotalSeconds / threads));
        output.WriteLine(Row("steps of the loop per second and thread", _steps / elapsed.TotalSeconds / threads));
        foreach (var (fault, times) in _faults.All)
        {
            output.WriteLine(Row(fault, times));
        }

        output.WriteLine(Row("violations", Broken.Count));
    }
}
