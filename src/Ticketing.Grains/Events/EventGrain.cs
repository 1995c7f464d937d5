using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Ticketing.Directories;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Waitlists;
using Ticketing.Withholdings;

namespace Ticketing.Events;

/// <summary>
/// An event. Changes come one at a time; reading, and noting that a block is in use, interleave with them. The state is
/// an immutable record, replaced as a whole, and looked at again after every await.
/// </summary>
[GrainType("ticketing.event")]
public sealed partial class EventGrain : SparseGrain, IEventGrain
{
    private static readonly TimeSpan AnnounceRetry = TimeSpan.FromSeconds(1);
    private const int BlocksAtOnce = 256;

    private readonly Durable<EventState> _event;
    private readonly Durable<LayoutState> _layout;
    private readonly EventDefaults _defaults;
    private readonly IIdSource _ids;
    private readonly TimeProvider _time;
    private readonly ILogger<EventGrain> _log;
    private IGrainTimer? _announcer;

    public EventGrain(
        [PersistentState("event")] IPersistentState<EventState> state,
        [PersistentState("layout")] IPersistentState<LayoutState> layout,
        EventDefaults defaults,
        IIdSource ids,
        TimeProvider time,
        ILogger<EventGrain> log)
    {
        _event = new Durable<EventState>(state, this);
        _layout = new Durable<LayoutState>(layout, this);
        _defaults = defaults;
        _ids = ids;
        _time = time;
        _log = log;
    }

    protected override bool IsEmpty => _event.IsNothing && _layout.IsNothing;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!_event.Value.IsAnnounced || _event.Value.Capacity?.Removal is not null)
        {
            ArmAnnouncer();
        }

        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<EventAnswer> Create(CreateEvent command)
    {
        var creation = EventDecisions.Create(_event.Value, command, _defaults, Now);
        if (creation.KeyTaken)
        {
            return new EventAnswer(null, new Refusal(RefusalCode.Busy, "Another event has this key."));
        }

        if (creation.Refusal is { } refusal)
        {
            return new EventAnswer(null, refusal);
        }

        if (creation.Created is { } created)
        {
            _layout.Replace(created.Layout);
            await _layout.Changed();
            _event.Replace(created.State);
            await _event.Changed();
        }

        if (!_event.Value.Listed)
        {
            await GrainFactory.GetGrain<IDirectoryGrain>("events").Add(_event.Value.EventId.Value);
            _event.Replace(_event.Value with { Listed = true });
            await _event.Changed();
        }

        return new EventAnswer(View(), Repeated: creation.Repeated);
    }

    public async Task<EventView?> Get()
    {
        var view = _event.Value.Exists ? View() : null;
        await _event.Settled();
        return view;
    }

    public async Task<EventAnswer> Update(UpdateEvent command)
    {
        if (EventDecisions.Update(_event.Value, command, Now) is { Changed: true, State.OwesNotice: true })
        {
            await Notice.Expect();
        }

        // Decided after that wait: a block may have been noted as in use meanwhile.
        return await Carry(EventDecisions.Update(_event.Value, command, Now));
    }

    public Task<EventAnswer> Price(PriceSection command) => Carry(EventDecisions.Price(_event.Value, _layout.Value, command, Now));

    public async Task<BlockTerms?> Touch(int block)
    {
        if (!_event.Value.Exists || EventLayout.TermsOf(_event.Value, _layout.Value, block, _defaults) is not { } terms)
        {
            return null;
        }

        if (_event.Value.IsTouched(block))
        {
            await _event.Settled();
            return terms;
        }

        _event.Replace(_event.Value.WithTouched(block));
        await _event.Changed();
        return terms;
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>As they are laid out now: without what they cost.</summary>
    private ImmutableArray<SectionPlan> Sections => _layout.Value.Of(_event.Value);

    private EventView View() => EventDecisions.View(_event.Value, _layout.Value, _defaults);

    private IEventNoticeGrain Notice => GrainFactory.GetGrain<IEventNoticeGrain>(this.GetPrimaryKeyString());

    private ISectionGrain Section(int block) =>
        GrainFactory.GetGrain<ISectionGrain>(GrainKeys.Section(_event.Value.EventId.Key, block));

    private async Task<EventAnswer> Carry(EventChange change)
    {
        if (change.Refusal is { } refusal)
        {
            await _event.Settled();
            return new EventAnswer(null, refusal);
        }

        if (change.Changed)
        {
            _event.Replace(change.State);
        }

        // Also when it is so already: an activation beside the one that knows better fails here.
        await _event.Changed();
        await Announce();
        return new EventAnswer(View(), Repeated: !change.Changed);
    }

    /// <summary>Tells every touched block the present terms, and then those who follow. A block that is touched meanwhile gets them with its touch.</summary>
    private async Task Announce()
    {
        var (version, gate) = (_event.Value.Version, _event.Value.GateVersion);
        if (_event.Value.IsAnnounced)
        {
            return;
        }

        // One that had terms before its first use is durable would never say that it is in use.
        var touched = _event.Value.TouchedBlocks();
        await _event.Settled();
        try
        {
            foreach (var blocks in touched.Chunk(BlocksAtOnce))
            {
                await Task.WhenAll(blocks.Select(block =>
                    Section(block).Obey(EventLayout.TermsOf(_event.Value, _layout.Value, block, _defaults)!)));
            }

            if (_event.Value.AnnouncedVersion < version)
            {
                await GrainFactory.GetGrain<IChangedEventsGrain>(IChangedEventsGrain.All).Note(_event.Value.EventId.Value);
            }

            if (_event.Value is { Gated.IsDefaultOrEmpty: false, Capacity.Version: var laidOut } && laidOut > _event.Value.AnnouncedVersion)
            {
                // What is added is for those who wait.
                _ = GrainFactory.GetGrain<IWaitlistGrain>(this.GetPrimaryKeyString()).Freed();
            }

            await GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All).Append(EventFeed.Untold(_event.Value));
            if (_event.Value.OwesNotice)
            {
                await Notice.Begin(version);
            }

            _event.Replace(_event.Value with { AnnouncedVersion = version, AnnouncedGate = gate });
            await _event.Changed();
        }
        catch (Exception) when (!_event.IsOver)
        {
            ArmAnnouncer();
            throw;
        }
    }

    private void ArmAnnouncer() => _announcer ??= this.RegisterGrainTimer(
        static (self, _) => self.AnnounceAgain(),
        this,
        new GrainTimerCreationOptions(TimeSpan.Zero, AnnounceRetry) { KeepAlive = true });

    private async Task AnnounceAgain()
    {
        try
        {
            await SettleRemoval();
            await Announce();
            _announcer?.Dispose();
            _announcer = null;
        }
        catch (Exception e) when (!_event.IsOver)
        {
            LogAnnounceFailed(e, _event.Value.EventId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Telling the blocks of event {EventId} its change failed; trying again")]
    private partial void LogAnnounceFailed(Exception exception, Identifiers.EventId eventId);

    // Which places there are. What is added is laid out, then becomes the event's with its own write, then the blocks hear of it. What is taken away
    // is claimed for good first: that a removal is under way is written before it is, so that whoever goes on finds out what became of it before
    // anything else is decided.

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

    // The roll-up. Readers share it: one that arrives while the blocks are being asked waits for the next round, which begins after it arrived, so
    // what it gets is never older than its question, and a crowd costs one round at a time.

    /// <summary>How many blocks a party is sent to at most.</summary>
    private const int MaxHints = 32;

    private readonly SharedRound<EventCounts> _counts = new();
    private readonly Dictionary<string, SharedRound<ImmutableArray<BlockRoom>>> _rooms = [];

    public async Task<EventCounts?> Counts() => _event.Value.Exists ? await _counts.Next(Count) : null;

    public async Task<RoomHint> FindRoom(string sectionId, int quantity)
    {
        if (Sections.FirstOrDefault(section => section.SectionId == sectionId) is not { } plan)
        {
            return new RoomHint([]);
        }

        if (!_rooms.TryGetValue(sectionId, out var round))
        {
            _rooms[sectionId] = round = new SharedRound<ImmutableArray<BlockRoom>>();
        }

        return new RoomHint(RoomRules.Best(plan, await round.Next(() => TouchedRooms(plan)), quantity, MaxHints));
    }

    private async Task<EventCounts> Count()
    {
        var at = Now;
        List<(int Block, BlockCounts Counts)> found = [];
        foreach (var blocks in _event.Value.TouchedBlocks().Chunk(BlocksAtOnce))
        {
            found.AddRange(blocks.Zip(await Task.WhenAll(blocks.Select(block => Section(block).Counts()))));
        }

        // The layout after the counts: a block that got more places meanwhile may have sold some of them.
        var (facts, sections) = (_event.Value.Version, Sections);
        var sums = new BlockCounts[sections.Length];
        foreach (var (block, counts) in found)
        {
            sums[EventLayout.IndexOf(sections, block)] += counts;
        }

        await _event.Settled();
        return new EventCounts(at, [.. sections.Select((plan, i) => new SectionCounts(plan.SectionId, plan.Capacity, sums[i]))], facts);
    }

    private async Task<ImmutableArray<BlockRoom>> TouchedRooms(SectionPlan plan)
    {
        var rooms = ImmutableArray.CreateBuilder<BlockRoom>();
        var touched = _event.Value.TouchedBlocks()
            .Where(block => plan.IndexOf(block) >= 0);
        foreach (var blocks in touched.Chunk(BlocksAtOnce))
        {
            // A touched block whose first claim came to nothing is as good as untouched.
            rooms.AddRange((await Task.WhenAll(blocks.Select(block => Section(block).Room()))).Where(room => room.WasUsed));
        }

        return rooms.ToImmutable();
    }

    // The event's gates, which its waitlist closes and opens.

    public async Task<GateView> Gate(ImmutableArray<string> sections, long version)
    {
        var change = EventDecisions.Gate(_event.Value, sections, version);
        if (change.Changed)
        {
            _event.Replace(change.State);
        }

        // Also when they are so already: an activation beside the one that knows better fails here.
        await _event.Changed();
        await Announce();
        return new GateView(_event.Value.Gated, _event.Value.GateVersion);
    }

    public async Task<ImmutableArray<BlockLine>> LineRooms(string sectionId, int fresh)
    {
        if (Sections.FirstOrDefault(section => section.SectionId == sectionId) is not { } plan)
        {
            return [];
        }

        var lines = ImmutableArray.CreateBuilder<BlockLine>();
        HashSet<int> used = [];
        foreach (var blocks in _event.Value.TouchedBlocks().Where(block => plan.IndexOf(block) >= 0).Chunk(BlocksAtOnce))
        {
            var asked = await Task.WhenAll(blocks.Select(block => Section(block).Line()));
            used.UnionWith(asked.Where(line => line.Free >= 0).Select(line => line.Block));
            lines.AddRange(asked.Where(line => line.Free > 0));
        }

        foreach (var block in plan.Blocks.Where(block => !used.Contains(block)).Take(fresh))
        {
            lines.Add(await Fresh(plan, block));
        }

        return lines.ToImmutable();
    }

    /// <summary>All of a block that was never used is free. How much of it the public may have, it knows itself.</summary>
    private async Task<BlockLine> Fresh(SectionPlan plan, int block)
    {
        var line = await Section(block).Line();
        var capacity = EventLayout.CapacityOf(plan, block);
        return line.Free >= 0 ? line : line with { Free = capacity, Public = Math.Min(line.Public, capacity), LongestRun = RoomRules.LongestRow(plan, block) };
    }

    // Whether the event is sold out. Blocks say when they are; as long as one that had places has not said so, there is nothing to look at, so a
    // large event is not counted anew with every block.

    private const int Unknown = -1;
    private readonly SharedRound<bool> _looks = new();

    /// <summary>A block that was not sold out when it was last looked at.</summary>
    private int _unsold = Unknown;

    public async Task BlockIsSoldOut(int block, long taken)
    {
        if (!_event.Value.Exists)
        {
            return;
        }

        if (!_event.Value.IsTouched(block))
        {
            // An activation beside the one that knows of its first use fails here.
            await _event.Changed();
        }

        if (_unsold == Unknown || _unsold == block)
        {
            await _looks.Next(LookWhetherSoldOut);
        }

        if (_unsold == block)
        {
            // Something went back meanwhile; or the answer came from elsewhere, while the block is active twice. Then it tells again.
            return;
        }

        await Section(block).SoldOutHeard(taken);
    }

    private async Task<bool> LookWhetherSoldOut()
    {
        // One that was never used tells without being asked.
        _unsold = Sections.SelectMany(static plan => plan.Blocks).Where(block => !_event.Value.IsTouched(block)).FirstOrDefault(Unknown);
        if (_unsold != Unknown)
        {
            return false;
        }

        var confirmed = 0L;
        foreach (var plan in Sections)
        {
            foreach (var blocks in plan.Blocks.Chunk(BlocksAtOnce))
            {
                var counts = await Task.WhenAll(blocks.Select(block => Section(block).Counts()));
                for (var i = 0; i < blocks.Length; i++)
                {
                    if (counts[i].Gone < EventLayout.CapacityOf(plan, blocks[i]))
                    {
                        _unsold = blocks[i];
                        return false;
                    }
                }

                confirmed += counts.Sum(static block => block.Confirmed);
            }
        }

        await IsSoldOut(confirmed);
        return true;
    }

    /// <summary>
    /// When it was is written before it is told, so that what is told twice is the same. How many were ever sold only grows:
    /// a block that is active twice may say less, and what is known does not go back to that.
    /// </summary>
    private async Task IsSoldOut(long confirmed)
    {
        if (_event.Value.SoldOutAt < confirmed)
        {
            _event.Replace(_event.Value with { SoldOutAt = confirmed, SoldOutSince = Now });
            await _event.Changed();
        }

        var soldOut = _event.Value;
        if (soldOut.SoldOutTold < soldOut.SoldOutAt)
        {
            await GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All).Append([EventFeed.SoldOut(soldOut)]);
            _event.Replace(_event.Value with { SoldOutTold = soldOut.SoldOutAt });
            await _event.Changed();
        }
    }
}
