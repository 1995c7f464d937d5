using System.Collections.Immutable;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Withholdings;

namespace Ticketing.Events;

/// <summary>
/// Which places there are. What is added is laid out, then becomes the event's with its own write, then the blocks hear of it. What is
/// taken away is claimed for good first: that a removal is under way is written before it is, so that whoever goes on finds out what
/// became of it before anything else is decided.
/// </summary>
public sealed partial class EventGrain
{
    /// <summary>So many states of seats are asked for at once.</summary>
    private const int SeatBlocksAtOnce = 16;

    public async Task<EventAnswer> ChangeCapacity(ChangeCapacity command)
    {
        await SettleRemoval();
        var change = CapacityDecisions.Decide(_event.Value, _layout.Value, command, _defaults);
        if (change.Refusal is { } refusal)
        {
            return await Carry(new EventChange(_event.Value, Changed: false, refusal));
        }

        if (change.Grown is { } grown)
        {
            return await LayOut(grown);
        }

        return change.Removes is { } wish ? await Remove(wish, command.By) : await Carry(new EventChange(_event.Value, Changed: false));
    }

    public async Task<bool> KnowsRemoval(Guid removal)
    {
        // Where it does not, a timer looks: whoever asks has woken the event.
        var knows = _event.Value.Capacity?.Removal != removal;
        await _event.Settled();
        return knows;
    }

    private async Task<EventAnswer> Remove(RemovalWish wish, string by)
    {
        var (places, why) = await Find(wish);
        if (places is null)
        {
            return await Carry(new EventChange(_event.Value, Changed: false, why));
        }

        var removal = _ids.NextGuid();
        _event.Replace(CapacityDecisions.Removing(_event.Value, removal));
        await _event.Changed();
        try
        {
            var answer = await Removal(removal).Place(new Withhold
            {
                EventId = _event.Value.EventId,
                WithholdingId = removal,
                Wish = places,
                By = by,
                Removes = true,
            });
            if (answer.Withholding is { } removed)
            {
                return await LayOut(CapacityDecisions.Without(Sections, removed));
            }

            _event.Replace(CapacityDecisions.Removing(_event.Value, null));
            await _event.Changed();
            return new EventAnswer(null, await WhyNot(wish, answer.Refusal!));
        }
        catch (Exception) when (!_event.IsOver)
        {
            // Nobody knows what became of it.
            ArmAnnouncer();
            throw;
        }
    }

    /// <summary>Finds out what became of a removal that was cut off. From then on it is the event's, or nothing of it is taken away.</summary>
    private async Task SettleRemoval()
    {
        if (_event.Value.Capacity?.Removal is not { } removal)
        {
            return;
        }

        if (await Removal(removal).Settle() is { } removed)
        {
            await LayOut(CapacityDecisions.Without(Sections, removed));
        }
        else
        {
            _event.Replace(CapacityDecisions.Removing(_event.Value, null));
            await _event.Changed();
        }
    }

    /// <summary>The layout first. It is the event's when the event says so; what is written for nothing is written over by the next.</summary>
    private async Task<EventAnswer> LayOut(ImmutableArray<SectionPlan> sections)
    {
        _layout.Replace(CapacityDecisions.Prepare(_event.Value, _layout.Value, sections));
        await _layout.Changed();

        // Decided after that wait: a block may have been noted as in use meanwhile.
        return await Carry(new EventChange(CapacityDecisions.Adopt(_event.Value, _layout.Value, Now), Changed: true));
    }

    /// <summary>Where the places are that are to go, or why they can't.</summary>
    private async Task<(PlacesWish? Places, Refusal? Why)> Find(RemovalWish wish)
    {
        var plan = Sections.First(section => section.SectionId == wish.SectionId);
        if (plan.Kind == SectionKind.Seated)
        {
            var seats = wish.Seats.IsEmpty ? await AllSeats(plan) : [.. Located(plan, wish.Seats)];
            return (new PlacesWish { Kind = plan.Kind, SectionId = plan.SectionId, Quantity = seats.Sum(static block => block.Seats.Length), Seats = seats }, null);
        }

        // The most room first, so that few units have what is gone; of blocks that were never used as many as it takes.
        var blockSize = plan.PoolSize * EventLimits.PoolsInBlock;
        var rooms = (await LineRooms(plan.SectionId, (wish.Places / blockSize) + 1)).OrderByDescending(static line => line.Free).ToArray();
        var free = rooms.Sum(static line => (long)line.Free);
        return free < wish.Places
            ? (null, await WhyNot(wish, new Refusal(RefusalCode.InsufficientSeats)))
            : (new PlacesWish
            {
                Kind = plan.Kind,
                SectionId = plan.SectionId,
                Quantity = wish.Places,
                Blocks = [.. rooms.Select(static line => new BlockRoom(line.Block, line.Free, 0))],
            }, null);
    }

    private static IEnumerable<BlockSeats> Located(SectionPlan plan, ImmutableArray<string> names)
    {
        SeatIndex index = new([plan]);
        return names.Select(name => index.TryLocate(name, out var block, out var seat, out _) ? (Block: block, Seat: seat) : throw new InvalidOperationException("The seat was found before."))
            .GroupBy(static at => at.Block)
            .Select(static block => new BlockSeats(block.Key, [.. block.Select(static at => at.Seat)]));
    }

    /// <summary>All that were not taken away before.</summary>
    private async Task<ImmutableArray<BlockSeats>> AllSeats(SectionPlan plan)
    {
        var all = ImmutableArray.CreateBuilder<BlockSeats>();
        foreach (var blocks in plan.Blocks.Chunk(SeatBlocksAtOnce))
        {
            foreach (var (block, states) in blocks.Zip(await Task.WhenAll(blocks.Select(block => Section(block).Seats()))))
            {
                var seats = Enumerable.Range(0, EventLayout.CapacityOf(plan, block))
                    .Where(seat => seat >= states.Seats.Length || states.Seats[seat] != SeatStatus.Removed);
                all.Add(new BlockSeats(block, [.. seats]));
            }
        }

        return [.. all.Where(static block => block.Seats.Length > 0)];
    }

    /// <summary>Staff are told what is in the way: seats by their names, places by their number.</summary>
    private async Task<Refusal> WhyNot(RemovalWish wish, Refusal refusal)
    {
        if (refusal.Code != RefusalCode.InsufficientSeats)
        {
            return refusal;
        }

        var section = (await Count()).Sections.First(section => section.SectionId == wish.SectionId);
        return refusal with
        {
            Detail = FormattableString.Invariant($"{wish.Places} places are to go, and {section.Available} of section '{wish.SectionId}' are free: {section.Sum.Held} are held, {section.Sum.Sold} sold, {section.Sum.Withheld} withheld. Nothing was taken away."),
            Section = wish.SectionId,
        };
    }

    private IWithholdingGrain Removal(Guid removal) => GrainFactory.GetGrain<IWithholdingGrain>(GrainKeys.Removal(_event.Value.EventId.Key, removal));
}
