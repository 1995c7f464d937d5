using System.Diagnostics.CodeAnalysis;

namespace Ticketing.Security;

/// <summary>
/// What a grain has, as of at most a second ago: asking costs nothing meanwhile, and then one call, however many ask. Since it says who may
/// what, nobody is answered by an older one while the grain can't be reached.
/// </summary>
/// <param name="readAsync">Asks the grain; given what was known, or null.</param>
/// <param name="time">The clock.</param>
internal sealed class RecentCopy<T>(Func<T?, Task<T>> readAsync, TimeProvider time)
    where T : class
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private volatile Copy? _copy;
    private Task<T>? _reading;
    private int _changes;

    /// <summary>False: it is to be read, or read anew.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value)
    {
        value = _copy is { ReadAt: { } readAt } copy && time.GetElapsedTime(readAt) < FreshFor ? copy.Value : null;
        return value is not null;
    }

    public ValueTask<T> GetAsync() => TryGet(out var value) ? ValueTask.FromResult(value) : new ValueTask<T>(ReadOnceAsync());

    /// <summary>It is to be read anew, since it was changed from here.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _changes++;
            _reading = null;
            _copy = _copy is { } copy ? copy with { ReadAt = null } : null;
        }
    }

    /// <summary>Who asks while it is read waits for the same.</summary>
    private Task<T> ReadOnceAsync()
    {
        lock (_gate)
        {
            return _reading is { IsCompleted: false } running ? running : _reading = ReadAsync(_copy?.Value, _changes);
        }
    }

    private async Task<T> ReadAsync(T? known, int changes)
    {
        var readAt = time.GetTimestamp();
        var value = await readAsync(known);
        lock (_gate)
        {
            // What was asked before a change says less than what was asked after it, and may come later.
            if (changes == _changes)
            {
                _copy = new Copy(value, readAt);
            }
        }

        return value;
    }

    /// <param name="Value">What was read.</param>
    /// <param name="ReadAt">When it was asked for, in timestamp ticks. Null: it was changed since.</param>
    private sealed record Copy(T Value, long? ReadAt);
}
