using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>A service's ways to blocks: what it asks a block at the same moment travels in one call.</summary>
/// <param name="grains">Where blocks are.</param>
/// <param name="one">Asks a block one thing.</param>
/// <param name="all">Asks it several. Null: what came of that one is not known.</param>
internal sealed class BlockLanes<TCommand, TAnswer>(
    IGrainFactory grains, Func<ISectionGrain, TCommand, Task<TAnswer>> one, Func<ISectionGrain, ImmutableArray<TCommand>, Task<ImmutableArray<TAnswer?>>> all)
    where TAnswer : class
{
    /// <summary>When there are more, they are made anew: what is on its way goes on.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<(ulong Event, int Block), Lane<TCommand, TAnswer?>> _lanes = new();

    public async Task<TAnswer> AskAsync(ulong eventKey, int block, TCommand command)
    {
        if (!_lanes.TryGetValue((eventKey, block), out var lane))
        {
            if (_lanes.Count >= Most)
            {
                _lanes.Clear();
            }

            lane = _lanes.GetOrAdd((eventKey, block), To);
        }

        return await lane.AskAsync(command) ?? throw new OutcomeUnknownException("What came of it is not known. Repeat the request.");
    }

    private Lane<TCommand, TAnswer?> To((ulong Event, int Block) place)
    {
        var section = grains.GetGrain<ISectionGrain>(GrainKeys.Section(place.Event, place.Block));
        return new(async commands => commands is [var command] ? [await one(section, command)] : await all(section, commands));
    }
}
