using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Ticketing.Directories;
using Ticketing.Feeds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Waitlists;

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
}
