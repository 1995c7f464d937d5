using System.Collections.Immutable;
using Orleans;
using Orleans.Configuration;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>Remembers the last changes of events. It stays active: who asks a new activation has to read all events once.</summary>
[GrainType("ticketing.changed-events"), CollectionAgeLimit(AlwaysActive = true)]
public sealed class ChangedEventsGrain(IIdSource ids) : Grain, IChangedEventsGrain
{
    private const int Remembered = 4_096;

    private readonly UInt128 _term = ids.Next();
    private readonly Queue<Guid> _changed = new();
    private long _forgotten;

    public Task Note(Guid id)
    {
        _changed.Enqueue(id);
        if (_changed.Count > Remembered)
        {
            _changed.Dequeue();
            _forgotten++;
        }

        return Task.CompletedTask;
    }

    public Task<ChangedEvents> Since(UInt128 term, long place)
    {
        var known = term == _term && place >= _forgotten;
        return Task.FromResult(new ChangedEvents(
            _term, _forgotten + _changed.Count, known ? [.. _changed.Skip((int)(place - _forgotten)).Distinct()] : (ImmutableArray<Guid>?)null));
    }
}
