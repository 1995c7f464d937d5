using System.Collections.Concurrent;

namespace Ticketing.Tests.Simulation.Probes;

/// <summary>A log for each script, so that many share one silo. The keys of a script's grains begin with its number.</summary>
public sealed class ProbeLogs(TaskCreationOptions options)
{
    private readonly ConcurrentDictionary<string, ProbeLog> _logs = new();

    public ProbeLog Of(string grainKey) => _logs.GetOrAdd(grainKey.Split('/')[0], _ => new ProbeLog(options));
}

/// <summary>What grains did, in its order, and the gates that they wait at. The one who watches opens the gates, so that the order is certain.</summary>
/// <param name="options">How those who wait go on: on a real silo elsewhere, in a simulation on its loop.</param>
public sealed class ProbeLog(TaskCreationOptions options)
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, TaskCompletionSource> _events = [];
    private int _activations;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public int NextActivation() => Interlocked.Increment(ref _activations);

    public void Note(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
        }

        Open(line);
    }

    public void NoteOnce(string line)
    {
        if (!Until(line).IsCompleted)
        {
            Note(line);
        }
    }

    /// <summary>Lets those go on who wait for it, now or later.</summary>
    public void Open(string name) => Event(name).TrySetResult();

    /// <summary>Completes when it was noted or opened.</summary>
    public Task Until(string name) => Event(name).Task;

    private TaskCompletionSource Event(string name)
    {
        lock (_gate)
        {
            return _events.TryGetValue(name, out var known) ? known : _events[name] = new TaskCompletionSource(options);
        }
    }
}
