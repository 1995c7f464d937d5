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
    private readonly Durable<RevocationListState> _list;
    private readonly SharedRound<bool> _rounds = new();

    /// <summary>So many are durable. Nobody is shown more: a position may be given anew after a failed write.</summary>
    private long _durable;

    public RevocationListGrain([PersistentState("revocations")] IPersistentState<RevocationListState> state) =>
        _list = new Durable<RevocationListState>(state, this);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _durable = _list.Value.Count;
        return Task.CompletedTask;
    }

    public async Task Add(ImmutableArray<Revocation> revocations)
    {
        _list.Value.Last.AddRange(revocations.Where(revocation => !_list.Value.Last.Contains(revocation)));
        await _rounds.Next(Keep);
    }

    public async Task<RevocationSlice> List(long start, int limit)
    {
        var list = _list.Value;
        var (count, full, last) = (_durable, (long)list.FullPages * IRevocationListGrain.PageSize, list.Last.ToImmutableArray());
        var end = Math.Min(start + limit, count);
        var items = ImmutableArray.CreateBuilder<Revocation>();
        for (var at = start; at < end;)
        {
            var page = at < full ? await Page((int)(at / IRevocationListGrain.PageSize)).All() : last;
            var first = (int)(at < full ? at % IRevocationListGrain.PageSize : at - full);
            var take = (int)Math.Min(end - at, page.Length - first);
            items.AddRange(page.AsSpan(first, take));
            at += take;
        }

        return new RevocationSlice(items.ToImmutable(), count);
    }

    private async Task<bool> Keep()
    {
        var list = _list.Value;
        var count = list.Count;
        await _list.Changed();
        _durable = Math.Max(_durable, count);
        while (((long)list.FullPages + 1) * IRevocationListGrain.PageSize <= _durable)
        {
            // What goes into a page is durable already, so however often and late the page is filled, it is with the same.
            // That it is full is written with the next revocation.
            await Page(list.FullPages).Fill([.. list.Last.Take(IRevocationListGrain.PageSize)]);
            list.FullPages++;
            list.Last.RemoveRange(0, IRevocationListGrain.PageSize);
        }

        return true;
    }

    private IRevocationPageGrain Page(int number) => GrainFactory.GetGrain<IRevocationPageGrain>(
        string.Create(CultureInfo.InvariantCulture, $"{this.GetPrimaryKeyString()}/{number}"));
}
