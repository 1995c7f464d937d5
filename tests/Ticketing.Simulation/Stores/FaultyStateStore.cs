using Orleans.Embedded.Storage;

namespace Ticketing.Simulation;

/// <summary>
/// A store between the grains and the durable one, as a process sees it: its answers take time, so they overtake each
/// other, and some say "failed" with or without an effect. Observers see each write that took effect.
/// </summary>
public sealed class FaultyStateStore(
    IStateStore inner, World world, Life life, Action<string, ReadOnlyMemory<byte>> written) : IStateStore
{
    public bool IsWritable => inner.IsWritable;

    public ValueTask<StoredValue?> ReadAsync(string key, CancellationToken cancellationToken) =>
        world.Occurs("read fails", world.Faults.ReadFails)
            ? ValueTask.FromException<StoredValue?>(new StoreUnavailableException("The read failed."))
            : inner.ReadAsync(key, cancellationToken);

    public Task<long> WriteAsync(string key, long expectedVersion, ReadOnlyMemory<byte> value)
    {
        if (world.Occurs("write fails", world.Faults.WriteFails))
        {
            return LaterAsync(Task.FromException<long>(new StoreUnavailableException("The write failed.")));
        }

        var fails = world.Occurs("write fails after its effect", world.Faults.WriteFailsAfterEffect);

        // The caller may use its buffer again at once.
        return WriteAsync(key, expectedVersion, value.ToArray(), fails);
    }

    public async Task DeleteAsync(string key, long expectedVersion)
    {
        await OnTheWayAsync();
        if (world.Occurs("write fails", world.Faults.WriteFails))
        {
            throw new StoreUnavailableException("The write failed.");
        }

        var fails = world.Occurs("write fails after its effect", world.Faults.WriteFailsAfterEffect);
        await inner.DeleteAsync(key, expectedVersion);
        written(key, default);
        if (fails)
        {
            throw new StoreUnavailableException("The write failed after it took effect.");
        }
    }

    public IAsyncEnumerable<KeyValuePair<string, StoredValue>> ScanAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ScanAsync(prefix, cancellationToken);

    private async Task<long> WriteAsync(string key, long expectedVersion, byte[] value, bool fails)
    {
        await OnTheWayAsync();
        var version = await inner.WriteAsync(key, expectedVersion, value);
        written(key, value);
        return await LaterAsync(fails
            ? Task.FromException<long>(new StoreUnavailableException("The write failed after it took effect."))
            : Task.FromResult(version));
    }

    /// <summary>A store beyond the network is reached a while later; a journal has its own disk's time.</summary>
    private Task OnTheWayAsync()
    {
        if (!world.IsCluster)
        {
            return Task.CompletedTask;
        }

        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Loop.After(world.StoreDelay(), life, arrived.SetResult);
        return arrived.Task;
    }

    /// <summary>Answers come back in another order than they were given.</summary>
    private Task<long> LaterAsync(Task<long> answer)
    {
        var later = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Loop.After(world.StoreDelay(), life, () =>
        {
            if (answer.IsCompletedSuccessfully)
            {
                later.SetResult(answer.Result);
            }
            else
            {
                later.SetException(answer.Exception!.InnerExceptions);
            }
        });
        return later.Task;
    }
}
