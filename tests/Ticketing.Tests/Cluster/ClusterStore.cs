using System.Collections.Concurrent;
using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Ticketing.Persistence;

namespace Ticketing.Tests.Harness;

/// <summary>Grain storage that the silos of a test share: state as Redis would have it, writes that can be made to fail.</summary>
internal sealed class ClusterStore : IGrainStorage
{
    private readonly ConcurrentDictionary<string, Stored> _states = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly StateSerializer _serializer = new();
    private long _version;

    private sealed record Stored(BinaryData Bytes, string ETag);

    public Func<string, WriteFault> Faults { get; set; } = static _ => WriteFault.None;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var stored = _states.GetValueOrDefault(Key(stateName, grainId));
        grainState.State = stored is null ? Activator.CreateInstance<T>() : _serializer.Deserialize<T>(stored.Bytes)!;
        grainState.ETag = stored?.ETag;
        grainState.RecordExists = stored is not null;
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = Key(stateName, grainId);
        var bytes = _serializer.Serialize(grainState.State);

        // As with a network between: the answer comes on another thread.
        await Task.Yield();
        var fault = Faults(key);
        if (fault == WriteFault.BeforeEffect)
        {
            throw new IOException("The write failed.");
        }

        var etag = Replace(key, grainState.ETag, bytes);
        if (fault == WriteFault.AfterEffect)
        {
            throw new IOException("The write failed after it took effect.");
        }

        grainState.ETag = etag;
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Yield();
        Replace(Key(stateName, grainId), grainState.ETag, bytes: null);
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private static string Key(string stateName, GrainId grainId) => $"{grainId}/{stateName}";

    private string? Replace(string key, string? expected, BinaryData? bytes)
    {
        lock (_gate)
        {
            if (_states.GetValueOrDefault(key)?.ETag != expected)
            {
                throw new InconsistentStateException($"{key} was written by another activation.");
            }

            if (bytes is null)
            {
                _states.TryRemove(key, out _);
                return null;
            }

            var etag = (++_version).ToString(CultureInfo.InvariantCulture);
            _states[key] = new Stored(bytes, etag);
            return etag;
        }
    }
}
