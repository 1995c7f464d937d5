namespace Ticketing.Tests.Processes;

/// <summary>What a process has written, line by line; a test can wait for the line it expects.</summary>
internal sealed class ProcessLog
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Is, TaskCompletionSource<string> Line)> _waiting = [];

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

    /// <summary>A process that ends hands over null at last.</summary>
    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            _lines.Add(line);
            foreach (var (_, awaited) in _waiting.Where(waiting => waiting.Is(line)))
            {
                awaited.TrySetResult(line);
            }
        }
    }

    /// <summary>The first line that is meant, whether it is there already or still to come.</summary>
    public Task<string> LineAsync(Func<string, bool> isMeant)
    {
        var awaited = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_lines.Find(line => isMeant(line)) is { } line)
            {
                return Task.FromResult(line);
            }

            _waiting.Add((isMeant, awaited));
        }

        return awaited.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
