using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Seating;

namespace Ticketing.Inventory;

/// <summary>Which seats to propose, from what the picture says is free.</summary>
public sealed partial class SectionGrain
{
    private BlockSeating? _seating;

    public async Task<BlockRoom> Room()
    {
        await SweepDue();
        if (_picture is not { } picture || _section.Value.Terms is not { } terms)
        {
            return BlockRoom.NeverUsed(_block);
        }

        var free = Math.Min(picture.Free, _public.Left(terms, picture));
        var room = new BlockRoom(_block, free, picture.IsPool ? 0 : Math.Min(free, Seating().LongestRun(FreeSeats([]))));
        await _section.Settled();
        return room;
    }

    private BlockSeating Seating() => _seating ??= BlockSeating.Of(_section.Value.Terms!);

    /// <summary>Among the seats that seem free; where those are too few, among those too whose hold should be over.</summary>
    private SeatChoice? Choose(int quantity, bool together, IReadOnlySet<int>? tried = null)
    {
        tried ??= ImmutableHashSet<int>.Empty;
        return ChooseAmong(FreeSeats(tried)) ?? (_picture!.AnyDue(NowMs) ? ChooseAmong(FreeSeats(tried, NowMs)) : null);

        SeatChoice? ChooseAmong(ulong[] free) => together
            ? BestSeats.Together(Seating(), free, quantity)
            : BestSeats.Split(Seating(), free, quantity);
    }

    private ulong[] FreeSeats(IEnumerable<int> without, long dueMs = 0)
    {
        var free = new ulong[Seating().WordCount];
        for (var seat = 0; seat < _picture!.Units; seat++)
        {
            if (_picture.FreeIn(seat) > 0 || (dueMs != 0 && _picture.IsDue(seat, dueMs)))
            {
                free[seat >> 6] |= 1UL << (seat & 63);
            }
        }

        foreach (var seat in without)
        {
            free[seat >> 6] &= ~(1UL << (seat & 63));
        }

        return free;
    }

    private int Groups(ImmutableArray<int> seats) => Seating().CountGroups(seats.AsSpan());
}
