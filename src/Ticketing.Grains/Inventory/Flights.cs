namespace Ticketing.Inventory;

/// <summary>
/// Counts commands under way, so that a change of terms can wait for those that began under the old ones. Two counters
/// in turn: commands that begin after the change don't prolong the wait.
/// </summary>
internal sealed class Flights
{
    private readonly int[] _counts = new int[2];
    private readonly TaskCompletionSource?[] _drained = new TaskCompletionSource?[2];
    private int _current;

    public bool Any => _counts[0] + _counts[1] > 0;

    public int Enter()
    {
        _counts[_current]++;
        return _current;
    }

    public void Exit(int flight)
    {
        if (--_counts[flight] == 0 && _drained[flight] is { } drained)
        {
            _drained[flight] = null;
            drained.SetResult();
        }
    }

    /// <summary>Completes when every command that has begun so far has ended.</summary>
    public Task Drained()
    {
        var old = _current;
        if (_counts[old] == 0)
        {
            return Other(old);
        }

        // While the other counter still drains, new commands stay on this one; both are awaited.
        _current = _counts[1 - old] == 0 ? 1 - old : old;
        _drained[old] ??= new TaskCompletionSource();
        return Task.WhenAll(_drained[old]!.Task, Other(old));
    }

    private Task Other(int flight) => _drained[1 - flight]?.Task ?? Task.CompletedTask;
}
