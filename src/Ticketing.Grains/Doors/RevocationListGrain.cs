using System.Collections.Immutable;
using System.Globalization;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Ticketing.Doors;

/// <summary>An event's revocations. The last ones are its own state; reentrant, so that those that come together share a write.</summary>
[Reentrant, GrainType("ticketing.revocation-list")]
public sealed class RevocationListGrain : Grain, IRevocationListGrain
{
    private readonly Durable<RevocationListState> _state;
    private readonly PagedLog<RevocationListState, Revocation> _list;

    public RevocationListGrain([PersistentState("revocations")] IPersistentState<RevocationListState> state)
    {
        _state = new Durable<RevocationListState>(state, this);
        _list = new(_state, IRevocationListGrain.PageSize, (number, revocations) => Page(number).Fill(revocations), number => Page(number).All());
    }

    public Task Add(ImmutableArray<Revocation> revocations)
    {
        _list.Add(revocations.RemoveAll(_state.Value.Last.Contains));
        return _list.Keep();
    }

    public async Task<RevocationSlice> List(long start, int limit)
    {
        var count = _list.DurableEnd;
        var end = Math.Min(start + limit, count);
        List<Revocation> items = [];
        for (var at = start; at < end; at = ((at / IRevocationListGrain.PageSize) + 1) * IRevocationListGrain.PageSize)
        {
            items.AddRange(await _list.Read(at));
        }

        return new RevocationSlice([.. items.Take((int)(end - start))], count);
    }

    private IRevocationPageGrain Page(int number) => GrainFactory.GetGrain<IRevocationPageGrain>(
        string.Create(CultureInfo.InvariantCulture, $"{this.GetPrimaryKeyString()}/{number}"));
}
