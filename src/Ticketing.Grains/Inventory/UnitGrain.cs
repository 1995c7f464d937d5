using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Directories;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>
/// The shell of every unit: loads, decides by <see cref="UnitDecisions"/>, saves, answers. Reentrant, so that claims
/// which arrive together share a write; no decision spans an await, so turns alone keep them apart.
/// </summary>
[Reentrant]
public abstract class UnitGrain : SparseGrain, IInventoryUnit
{
    private static readonly TimeSpan HandOverDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan HandOverRetry = TimeSpan.FromSeconds(1);
    private const int HandOverBatch = 64;

    private readonly Durable<UnitState> _unit;
    private readonly HoldFollowers _followers;
    private readonly TimeProvider _time;
    private IGrainTimer? _handOver;
    private bool _handingOver;
    private bool _handOverFailed;

    /// <summary>Bookings that are on their way to the index and the feed.</summary>
    private Task _opening = Task.CompletedTask;

    /// <summary>Hand-overs were noted in memory since the last write.</summary>
    private bool _handedOver;

    protected UnitGrain(IPersistentState<UnitState> state, HoldFollowers followers, TimeProvider time)
    {
        _unit = new Durable<UnitState>(state, this);
        _followers = followers;
        _time = time;
    }

    protected override bool IsEmpty => _unit.IsNothing;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_unit.Value.Undelivered > 0)
        {
            ArmHandOver(HandOverDelay);
        }

        _unit.Value.NewsSinceMs = _followers.SinceMs;
        TellSoon();
        return base.OnActivateAsync(cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_handedOver && !_unit.IsOver)
        {
            await _unit.Changed();
        }
    }

    public virtual Task<UnitAnswer> Claim(ClaimUnit command) => Carry(UnitDecisions.Claim(_unit.Value, command, Now));

    /// <summary>A claim whose refusal is relied on.</summary>
    protected Task<UnitAnswer> ClaimSurely(ClaimUnit command) => Decide(UnitDecisions.Claim, command);

    /// <summary>Something of the state, once it is durable.</summary>
    protected async Task<T> Seen<T>(Func<UnitState, DateTimeOffset, T> look)
    {
        var seen = look(_unit.Value, Now);
        await _unit.Settled();
        return seen;
    }

    public Task<UnitAnswer> Extend(HoldId hold, DateTimeOffset until) => Decide(
        static (unit, all, now) => UnitDecisions.Extend(unit, all.hold, all.until, now), (hold, until));

    public Task<UnitAnswer> Pin(HoldId hold) => Decide(UnitDecisions.Pin, hold);

    public Task<UnitAnswer> Withhold(HoldId hold, int places) => Decide(
        static (unit, all, now) => UnitDecisions.Withhold(unit, all.hold, all.places, now), (hold, places));

    public Task<UnitAnswer> Confirm(ConfirmUnit command) => command.Verdict || command.Authorized
        ? Decide(UnitDecisions.Confirm, command)
        : Carry(UnitDecisions.Confirm(_unit.Value, command, Now));

    public Task<UnitAnswer> Release(ReleaseUnit command) => command.Authorized
        ? Decide(UnitDecisions.Release, command)
        : Carry(UnitDecisions.Release(_unit.Value, command, Now));

    public Task<UnitAnswer> Return(BookingId booking, EndReason reason) => Decide(UnitDecisions.Return, booking, isSure: false);

    public Task<UnitAnswer> Keep(KeepSold command) => Decide(UnitDecisions.Keep, command, isSure: false);

    public Task<UnitAnswer> Vacate(long fence) => Carry(UnitDecisions.Vacate(_unit.Value, fence, Now));

    public Task<UnitAnswer> Survey() => Carry(new UnitDecision { Repeated = true });

    public Task<UnitAnswer> Find(HoldId hold)
    {
        var index = _unit.Value.IndexOf(hold);
        return Carry(index < 0
            ? UnitDecision.Refuse(RefusalCode.HoldNotFound)
            : UnitDecision.Repeat(_unit.Value.Claims[index]));
    }

    public Task<HoldView?> Kept(HoldId hold)
    {
        var unit = _unit.Value;
        var index = unit.IndexOf(hold);
        return Task.FromResult(index >= 0 && unit.Claims[index] is { Status: HoldStatus.Confirmed, IndexSlot: > 0 } claim
            ? unit.View(claim, Now.ToUnixTimeMilliseconds())
            : null);
    }

    public async Task<UnitAnswer> Sweep()
    {
        var now = Now;
        foreach (var hold in UnitSweep.StalePins(_unit.Value, now).Distinct().ToArray())
        {
            await GrainFactory.GetGrain<IHoldGrain>(hold.CoordinatorKey()).TellAgain();
        }

        var dueMs = UnitSweep.NextMs(_unit.Value);
        if (dueMs == 0 || dueMs > now.ToUnixTimeMilliseconds() + UnitSweep.SkewMs)
        {
            // Its block knows of something that is due. An activation beside the one that does too fails here.
            await _unit.Changed();
            dueMs = UnitSweep.NextMs(_unit.Value);
        }

        var answer = await Carry(UnitSweep.Decide(_unit.Value, now));
        if (!answer.Repeated)
        {
            InventoryInstruments.ExpiryLag.Record((now.ToUnixTimeMilliseconds() - dueMs) / 1_000.0);
        }

        return answer;
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>
    /// Whoever commands it knows of the claim: an activation beside the one that does too fails before it says no; and where
    /// it is not sure, before it says that there is nothing to be done.
    /// </summary>
    private async Task<UnitAnswer> Decide<T>(Func<UnitState, T, DateTimeOffset, UnitDecision> decide, T command, bool isSure = true)
    {
        var decision = decide(_unit.Value, command, Now);
        if (isSure ? decision.Refusal != RefusalCode.None : decision.Change is null)
        {
            await _unit.Changed();
            decision = decide(_unit.Value, command, Now);
        }

        return await Carry(decision);
    }

    private async Task<UnitAnswer> Carry(UnitDecision decision)
    {
        var unit = _unit.Value;
        unit.NewsSinceMs = _followers.SinceMs;
        if (decision.Change is not { } change)
        {
            var seen = Answer(unit, decision);
            await _unit.Settled();
            TellSoon();
            return seen;
        }

        var expired = unit.Expired;
        unit.Apply(change);
        expired = unit.Expired - expired;
        _handedOver = false;
        var answer = Answer(unit, decision);
        await _unit.Changed();
        if (InventoryInstruments.Expiries.Enabled && expired > 0)
        {
            InventoryInstruments.Expiries.Add(expired);
        }

        if (unit.Undelivered > 0)
        {
            ArmHandOver(HandOverDelay);
        }

        TellSoon();
        return answer;
    }

    private UnitAnswer Answer(UnitState unit, in UnitDecision decision) => new(
        decision.Refusal,
        decision.Claim is { Tombstone: false } claim ? unit.View(claim, Now.ToUnixTimeMilliseconds()) : null,
        unit.Counts(),
        decision.Repeated);

    /// <summary>Confirmed claims go to the index of bookings, and become bookings, a moment later, many at a time, off the customer's path.</summary>
    private void ArmHandOver(TimeSpan delay)
    {
        if (_handingOver)
        {
            return;
        }

        _handingOver = true;
        if (_handOver is null)
        {
            _handOver = this.RegisterGrainTimer(
                static (self, cancellationToken) => self.HandOver(cancellationToken),
                this,
                new GrainTimerCreationOptions(delay, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        }
        else
        {
            _handOver.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task HandOver(CancellationToken cancellationToken)
    {
        var delay = HandOverRetry;
        try
        {
            await (_opening = HandOver());
            // Written with the next change. If the process ends before that, the booking is handed over again, to no effect.
            delay = HandOverDelay;
        }
        finally
        {
            _handingOver = false;
            if (!cancellationToken.IsCancellationRequested && _unit.Value.Undelivered > 0)
            {
                ArmHandOver(delay);
            }
        }
    }

    private async Task HandOver()
    {
        var nowMs = Now.ToUnixTimeMilliseconds();
        var batch = _unit.Value.Claims
            .Where(claim => claim.Undelivered)
            .Take(HandOverBatch)
            .Select(claim => _unit.Value.View(claim, nowMs))
            .ToArray();

        // A booking rests on a durable confirmation: all that was seen here is durable then.
        await _unit.Settled();
        var first = await Open(batch, oneByOne: _handOverFailed);
        _handOverFailed = false;
        for (var i = 0; i < batch.Length; i++)
        {
            var slot = first is { } position && BookingPolicy.RestsWithHome(batch[i]) ? position + i + 1 : 0;
            if (UnitDecisions.Delivered(_unit.Value, batch[i].HoldId, slot, Now).Change is { } change)
            {
                _unit.Value.Apply(change);
                _handedOver = true;
            }
        }
    }

    /// <summary>
    /// Together, one call puts them all into the index. After a failure one by one, so that no try leaves void rows there.
    /// </summary>
    /// <returns>Where the first stands in the index. Null: each booking has seen to that.</returns>
    private async Task<long?> Open(HoldView[] batch, bool oneByOne)
    {
        _handOverFailed = true;
        if (oneByOne)
        {
            await Task.WhenAll(batch.Select(hold => Booking(hold).Open(hold)));
            return null;
        }

        var feed = GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All);
        var following = feed.IsFollowed();
        var listing = GrainFactory.GetGrain<IBookingIndexGrain>(IBookingIndexGrain.All).Append([.. batch.Select(Row)]);
        await Task.WhenAll(following, listing);
        var (isFollowed, first) = (await following, await listing);
        List<Task> opened = [.. batch.Select((hold, i) => BookingPolicy.RestsWithHome(hold) ? List(hold) : Booking(hold).OpenAt(hold, first + i, isFollowed))];
        if (isFollowed)
        {
            opened.Add(feed.Append([.. batch.Where(BookingPolicy.RestsWithHome).SelectMany(static hold => BookingFeed.Untold(BookingDecisions.Open(hold)))]));
        }

        await Task.WhenAll(opened);
        BookingInstruments.Confirmed.Add(batch.Count(BookingPolicy.RestsWithHome));
        return first;
    }

    private Task List(HoldView confirmed) => confirmed.Customer is { } customer
        ? GrainFactory.GetGrain<IDirectoryGrain>(CustomerBookings.Directory(customer)).Add(BookingId.Of(confirmed.HoldId).Value)
        : Task.CompletedTask;

    private IBookingGrain Booking(HoldView confirmed) => GrainFactory.GetGrain<IBookingGrain>(BookingId.Of(confirmed.HoldId).GrainKey());

    private static BookingRow Row(HoldView confirmed) => new()
    {
        BookingId = BookingId.Of(confirmed.HoldId),
        Status = BookingStatus.Confirmed,
        PaymentStatus = PaymentStatus.Completed,
        CreatedAt = confirmed.ConfirmedAt ?? confirmed.CreatedAt,
        Quantity = confirmed.Quantity,
        PlacesMinor = confirmed.Prices?.PlacesMinor ?? confirmed.AmountMinor,
    };

    // Those who follow holds are told what became of them a moment later, many at a time, off the customer's path. As long as something is untold,
    // the block's reminder stays.

    private static readonly TimeSpan TellDelay = TimeSpan.FromMilliseconds(20);
    private const int TellBatch = 64;

    private BackgroundRounds? _news;

    /// <summary>Events of holds that are on their way to the feed.</summary>
    private Task _telling = Task.CompletedTask;

    public async Task<UnitAnswer> Rename(RenameHolder command)
    {
        // What is on its way has the old name; whoever erases goes through the feed after this.
        await Task.WhenAll(_telling, _opening).Ended();
        return await Decide(UnitErasure.Rename, command, isSure: false);
    }

    private void TellSoon()
    {
        if (UnitNews.Any(_unit.Value) || _followers.IsToAsk())
        {
            _news ??= new BackgroundRounds(this, _time, Tell, () => _unit.IsOver, _followers.LogUntold);
            _news.Wake(TellDelay);
        }
    }

    private async Task<TimeSpan?> Tell(CancellationToken cancellationToken)
    {
        var feed = GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All);
        _unit.Value.NewsSinceMs = _followers.Learn(await feed.HoldsSince());
        while (UnitNews.Any(_unit.Value))
        {
            await (_telling = Tell(feed));
        }

        return null;
    }

    private async Task Tell(IFeedGrain feed)
    {
        var unit = _unit.Value;
        var events = ImmutableArray.CreateBuilder<FeedEvent>();
        List<(HoldId Hold, long IssuedMs, HoldNews News)> told = [];
        foreach (var claim in unit.Claims)
        {
            if (UnitNews.Of(unit, claim) is not HoldNews.None and var news && told.Count < TellBatch)
            {
                told.Add((unit.HoldOf(claim), claim.IssuedMs, news));
                events.AddRange(HoldFeed.Events(unit, claim, news));
            }
        }

        // Nobody is told what is not durable.
        await _unit.Settled();
        await feed.Append(events.ToImmutable());
        foreach (var (hold, issuedMs, news) in told)
        {
            if (UnitNews.Told(_unit.Value, hold, issuedMs, news, Now).Change is { } change)
            {
                _unit.Value.Apply(change);
                _handedOver = true;
            }
        }
    }
}
