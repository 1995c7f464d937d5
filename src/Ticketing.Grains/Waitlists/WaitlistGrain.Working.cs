using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Waitlists;

/// <content>The line's work: settle what time decided, look at what is free, give it to whom it belongs, close or open gates.</content>
public sealed partial class WaitlistGrain
{
    /// <summary>Blocks of one section that an offer may be made of, and that were never used.</summary>
    private const int MaxBlocks = 32;

    /// <summary>Moves until others get a turn.</summary>
    private const int MaxMoves = 256;
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Parties that could not be placed although there seemed to be enough, and until when they are not tried again: what
    /// such a try gives back is news, too, and would be tried for ever.
    /// </summary>
    private readonly Dictionary<WaitlistEntryId, DateTimeOffset> _unplaceable = [];

    private IGrainTimer? _timer;
    private DateTimeOffset? _armed;
    private bool _isWorking;
    private bool _again;

    private void GoSoon() => Arm(Now + Soon);

    private void Arm(DateTimeOffset at)
    {
        if (_armed <= at || _isLost)
        {
            return;
        }

        _armed = at;
        var delay = at - Now;
        delay = delay > Soon ? delay : Soon;
        if (_timer is null)
        {
            _timer = this.RegisterGrainTimer(
                static (self, _) => self.OnTimer(),
                this,
                new GrainTimerCreationOptions(delay, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        }
        else
        {
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task OnTimer()
    {
        _armed = null;
        if (_isWorking)
        {
            _again = true;
            return;
        }

        _isWorking = true;
        try
        {
            do
            {
                _again = false;
                await Work();
            }
            while (_again);
            ArmNext();
        }
        catch (Exception e) when (!_isLost && !_head.IsOver)
        {
            LogInterrupted(e, this.GetPrimaryKeyString());
            Arm(Now + Retry);
        }
        finally
        {
            _isWorking = false;
        }
    }

    /// <summary>When an offer or a turn of keeping ends.</summary>
    private void ArmNext()
    {
        var now = Now;
        var ends = _line.Notified.Select(static entry => entry.ExpiresAt)
            .Concat(_line.Pending.Select(static entry => entry.KeepUntil).Where(until => until > now));
        if (ends.Min() is { } next)
        {
            // What is over already was looked at just now, and is looked at again in a while.
            Arm(next > now ? next : now + Retry);
        }
    }

    private async Task Work()
    {
        Require();
        if (_line.ActiveCount > 0)
        {
            await Reminded();
        }

        await SettleOffers();
        if (_line.Pending.Count > 0 && await Event.Get() is { } view)
        {
            if (WaitlistDecisions.IsOver(view, Now) is not null)
            {
                await EndAll();
            }
            else
            {
                await EndThoseWithout(view);
                await CloseGate();
                if (WaitlistDecisions.WhyNoOffers(view, Now) is null)
                {
                    await GiveOut(view);
                }
            }
        }

        await CloseGate();
        await Tidy();
    }

    private async Task GiveOut(EventView view)
    {
        HashSet<WaitlistEntryId> once = [];
        foreach (var (id, until) in _unplaceable)
        {
            _ = until > Now || _unplaceable.Remove(id);
        }

        var rooms = await Look(view);
        var isFresh = true;
        for (var moves = 0; moves < MaxMoves; moves++)
        {
            var move = WaitlistPlan.Next(_line.Pending, rooms, _rules, _unplaceable.Keys.ToHashSet(), Now);
            if (move.Keep is { } keeper)
            {
                await Change(keeper, entry => WaitlistDecisions.Keep(entry, Now + _rules.KeepTime, Now));
            }
            else if (move.Offer is { } head)
            {
                await CountPass(move.Passed);
                if (await InTurn(() => Offer(head, move.Section!)))
                {
                    (rooms, isFresh) = ([.. rooms.Select(room => room == move.Section ? room with { Taken = room.Taken + head.Quantity } : room)], false);
                }
                else
                {
                    _ = once.Add(head.Id) || _unplaceable.TryAdd(head.Id, Now + ReminderPeriod);
                    (rooms, isFresh) = (await Look(view), true);
                }
            }
            else if (move.Open && !isFresh)
            {
                (rooms, isFresh) = (await Look(view), true);
            }
            else if (move.Open)
            {
                await CountPass(move.Passed);
                await Open(move.Section!);
                rooms = [.. rooms.Select(room => room == move.Section ? Opened(room) : room)];
            }
            else
            {
                return;
            }
        }

        _again = true;
    }

    private async Task<IReadOnlyList<SectionRoom>> Look(EventView view)
    {
        var wanted = view.Sections.Where(plan => _line.Pending.Any(entry => WaitlistDecisions.CanUse(plan, entry.SectionId, entry.Quantity)));
        return await Task.WhenAll(wanted.Select(async plan => new SectionRoom(plan, await Event.LineRooms(plan.SectionId, MaxBlocks))));
    }

    private Task Open(SectionRoom room) => Task.WhenAll(room.Blocks.Select(block => GrainFactory
        .GetGrain<ISectionGrain>(GrainKeys.Section(_head.Value.EventId.Key, block.Block))
        .OpenTo(block.Placed + block.Free)));

    private static SectionRoom Opened(SectionRoom room) =>
        room with { Blocks = [.. room.Blocks.Select(static block => block with { Public = block.Free })] };

    private Task CountPass(WaitlistEntry? passed) =>
        passed is null ? Task.CompletedTask : Change(passed, entry => WaitlistDecisions.Passed(entry, Now));

    /// <summary>Changes an entry that waits, unless it does not wait any more.</summary>
    private Task Change(WaitlistEntry seen, Func<WaitlistEntry, WaitlistEntry> change) => InTurn(async () =>
    {
        if (_line.Find(seen.Id) is { Status: WaitlistStatus.Pending } entry)
        {
            await Write(change(entry));
        }

        return true;
    });

    /// <summary>For good, so the event is asked in a way that an activation beside the one that knows better fails.</summary>
    private Task EndAll() => InTurn(async () =>
    {
        _gate = await Event.Gate([], UnknownVersion);
        if (await Event.Get() is not { } view || WaitlistDecisions.IsOver(view, Now) is not { } over)
        {
            return true;
        }

        var (status, why) = (over.Status, over.Why);
        foreach (var page in _line.Pending.GroupBy(static entry => entry.Id.Number / WaitlistState.PageSize).ToArray())
        {
            await Write([.. page.Select(entry => WaitlistDecisions.End(entry, status, WaitlistDecisions.Service, why, Now))]);
        }

        return true;
    });

    /// <summary>Who waits for a section that was taken away waits for nothing.</summary>
    private Task EndThoseWithout(EventView view) => InTurn(async () =>
    {
        foreach (var entry in _line.Pending.Where(entry => entry is { Offering: null, SectionId: not null } && WaitlistDecisions.IsWithoutSection(view, entry)).ToArray())
        {
            await Write(WaitlistDecisions.End(entry, WaitlistStatus.Cancelled, WaitlistDecisions.Service, "section_removed", Now));
        }

        return true;
    });

    /// <summary>
    /// Pages at the front in which nobody is left are not read again, and with nobody left at all, the reminder goes: not
    /// before those who follow the feed know of it.
    /// </summary>
    private async Task Tidy()
    {
        if (_wanted.Count > 0)
        {
            return;
        }

        Require();
        var first = Math.Min((_line.FirstNumber ?? _next) / WaitlistState.PageSize, _head.Value.Pages - 1);
        var through = _line.ActiveCount == 0 ? _head.Value.Pages : first;
        if (through > _head.Value.FirstPage
            && !(await Task.WhenAll(Enumerable.Range(_head.Value.FirstPage, through - _head.Value.FirstPage).Select(number => Page(number).IsTold()))).All(static told => told))
        {
            return;
        }

        if (first > _head.Value.FirstPage)
        {
            _head.Value.FirstPage = first;
            await _head.Changed();
        }

        if (_line.ActiveCount == 0 && _wanted.Count == 0 && _gate is { Sections.IsEmpty: true })
        {
            await DropReminder();
        }
    }

    // Offers: an ordinary hold of the whole party. That one begins is written before it does, and its hold's id follows from the entry and the
    // offer's number, so that an offer that was interrupted is brought to an end and never made twice.

    /// <summary>True: the party has its places. False: they were not to be had, or it does not wait any more.</summary>
    private async Task<bool> Offer(WaitlistEntry seen, SectionRoom room)
    {
        if (_line.Find(seen.Id) is not { Status: WaitlistStatus.Pending } entry)
        {
            return false;
        }

        var isAgain = entry.Offering is not null;
        if (!isAgain)
        {
            var blocks = RoomRules.Best(room.Plan, [.. room.Blocks.Select(AsRoom)], entry.Quantity, MaxBlocks).Where(block => block.Free > 0);
            entry = WaitlistDecisions.BeginOffer(entry, room.Plan.SectionId, [.. blocks.Select(static block => block.Block).Take(MaxBlocks)], Now);
            await Write(entry);
        }

        return await GoOnOffering(entry, isAgain);
    }

    /// <summary>Brings the offer that began to its end, however often it is asked for.</summary>
    private async Task<bool> GoOnOffering(WaitlistEntry entry, bool isAgain = true)
    {
        var (intent, id) = (entry.Offering!, WaitlistOffers.HoldOf(entry));
        var view = await Event.Get();
        if (view!.Sections.FirstOrDefault(section => section.SectionId == intent.SectionId) is not { } plan)
        {
            // It was taken away meanwhile, so nothing in it is anybody's.
            await Write(WaitlistDecisions.NotOffered(entry, Now));
            return false;
        }

        var prices = HoldPricing.OfOffer(view, plan, entry.Quantity, Now);
        var rooms = (await Event.LineRooms(intent.SectionId, MaxBlocks)).ToDictionary(static line => line.Block);
        var answer = await Hold(id).Place(new PlaceParts
        {
            HoldId = id,
            Fingerprint = WaitlistOffers.FingerprintOf(entry),
            Wishes =
            [
                new PlacesWish
                {
                    Kind = plan.Kind,
                    SectionId = plan.SectionId,
                    Quantity = entry.Quantity,
                    Blocks = [.. intent.Blocks.Select(block => rooms.TryGetValue(block, out var line) ? AsRoom(line) : new BlockRoom(block, 0, 0))],
                },
            ],
            Customer = entry.Customer,
            TokenHash = WaitlistOffers.TokenHashOf(entry),
            Ttl = _rules.OfferTime,
            MaxPerCustomer = view.Policy.MaxPerCustomer,
            Keyed = true,
            IsOffer = true,
            IsAgain = isAgain,
            Prices = prices,
            Quotas = QuotaRules.Of(prices, view.Quotas()),
        });

        // A repeat tells what the first answer was; the hold may have ended since.
        var hold = answer.Repeated && answer.Refusal is null ? (await Hold(id).Get(id)).Hold : answer.Hold;
        switch (answer.Refusal?.Code)
        {
            case null when hold is { Status: HoldStatus.Active }:
                await Write(WaitlistDecisions.Offered(entry, hold, Now));
                return true;
            case RefusalCode.Busy:
                throw new OutcomeUnknownException("Others wanted the offered places at the same moment; they are asked for again.");
            case null or RefusalCode.InsufficientSeats or RefusalCode.TypeSoldOut or RefusalCode.NotOnSale or RefusalCode.EventOver:
                await Write(WaitlistDecisions.NotOffered(entry, Now));
                return false;
            case { } refusal:
                // It would be refused again and again, and keep others waiting.
                await Write(WaitlistDecisions.End(entry, WaitlistStatus.Cancelled, WaitlistDecisions.Service, WhyEnded(refusal), Now));
                return false;
        }
    }

    /// <summary>What was interrupted is brought to an end, and what is over is ended.</summary>
    private async Task SettleOffers()
    {
        foreach (var entry in _line.Pending.Where(static entry => entry.Offering is not null).ToArray())
        {
            await InTurn(async () => _line.Find(entry.Id) is { Offering: not null } now && await GoOnOffering(now));
        }

        foreach (var entry in _line.Notified.Where(entry => entry.ExpiresAt <= Now).ToArray())
        {
            await InTurn(async () => _line.Find(entry.Id) is { Status: WaitlistStatus.Notified } now && await EndOffer(now));
        }
    }

    /// <summary>The offer's time is over: it was booked, or it lapsed. False: the hold's home says that it lasts.</summary>
    private async Task<bool> EndOffer(WaitlistEntry entry)
    {
        var id = WaitlistOffers.HoldOf(entry);
        var hold = (await Hold(id).Get(id)).Hold;
        if (hold is { Status: HoldStatus.Active })
        {
            return false;
        }

        var isBooked = hold is { Status: HoldStatus.Confirmed } || await Booking(id).Get() is not null;
        await Write(isBooked
            ? WaitlistDecisions.Booked(entry, entry.Customer, Now)
            : WaitlistDecisions.End(entry, WaitlistStatus.Expired, WaitlistDecisions.Service, "not_booked_in_time", Now));
        return true;
    }

    /// <summary>Frees the offered places. The entry, which is booked when somebody has paid for them already.</summary>
    private async Task<WaitlistEntry> ReleaseOffer(WaitlistEntry entry)
    {
        var id = WaitlistOffers.HoldOf(entry);
        var released = await Hold(id).Release(ReleaseHold.ByOperator(id));
        if (released.Refusal?.Code != RefusalCode.AlreadyBooked)
        {
            return entry;
        }

        var booked = WaitlistDecisions.Booked(entry, entry.Customer, Now);
        await Write(booked);
        return booked;
    }

    private IHoldGrain Hold(HoldId id) => GrainFactory.GetGrain<IHoldGrain>(id.CoordinatorKey());

    private IBookingGrain Booking(HoldId hold) => GrainFactory.GetGrain<IBookingGrain>(BookingId.Of(hold).GrainKey());

    private static BlockRoom AsRoom(BlockLine line) => new(line.Block, line.Free, line.LongestRun);

    private static string WhyEnded(RefusalCode refusal) => refusal == RefusalCode.CustomerLimit ? "customer_limit" : "not_possible";
}
