using Orleans.Storage;

namespace Orleans.Embedded;

/// <summary>
/// A request and its answer in one object. Whoever awaits the answer goes on where it came from, its own activation or
/// the thread pool, and never on the callee's turn: that turn runs under another scheduler, where nothing is inlined. So
/// the option to run continuations asynchronously is not needed; it would send those of <c>Task.WhenAll</c> to the
/// thread pool, which a simulation can't follow.
/// </summary>
public abstract class GrainCall<TResult> : TaskCompletionSource<TResult>, IGrainCall
{
    public abstract string Name { get; }

    public abstract string InterfaceName { get; }

    public abstract string MethodName { get; }

    public virtual CallOptions Options => CallOptions.None;

    public IReadOnlyDictionary<string, object>? Context { get; set; }

    public long Deadline { get; set; }

    public Exception? Failure { get; private set; }

    public bool IsAnswered => Task.IsCompleted;

    public abstract IGrainCall Again();

    public bool TryFail(Exception exception)
    {
        Failure ??= exception;
        if (!TrySetException(exception))
        {
            return false;
        }

        if ((Options & CallOptions.OneWay) != 0)
        {
            // Nobody looks at the answer of a one-way call.
            _ = Task.Exception;
        }

        return true;
    }

    public Task RunAsync(object grain, CallFilters filters)
    {
        Task<TResult> running;
        try
        {
            running = filters.IsEmpty ? InvokeAsync(grain) : FilteredAsync(grain, filters);
        }
        catch (Exception e)
        {
            TryFail(e);
            return System.Threading.Tasks.Task.CompletedTask;
        }

        if (running.IsCompletedSuccessfully)
        {
            TrySetResult(running.Result);
            return System.Threading.Tasks.Task.CompletedTask;
        }

        return AnswerAsync(running);
    }

    protected abstract Task<TResult> InvokeAsync(object grain);

    /// <summary>Adapts a method that returns a plain task.</summary>
    protected static async Task<NoResult> Plain(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        await task;
        return default;
    }

    private async Task<TResult> FilteredAsync(object grain, CallFilters filters)
    {
        Task<TResult>? running = null;
        await filters.InvokeAsync(this, grain, () => running = InvokeAsync(grain));
        return running is null
            ? throw new InvalidOperationException($"A call filter answered {Name} without invoking it.")
            : await running;
    }

    private async Task AnswerAsync(Task<TResult> running)
    {
        try
        {
            TrySetResult(await running);
        }
        catch (Exception e)
        {
            TryFail(e);
        }
    }
}
