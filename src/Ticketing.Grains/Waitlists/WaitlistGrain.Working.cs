using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Ticketing.Events;
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
}
