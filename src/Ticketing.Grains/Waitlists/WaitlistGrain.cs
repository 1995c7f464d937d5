using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Diagnostics;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Waitlists;

/// <summary>
/// The line of an event. Reentrant, so that many can join at once; changes of entries that are there already come one
/// after the other (<see cref="InTurn{T}"/>). What it knows is read from the pages: when a page can't be written, or has
/// something else than was thought, it gives itself up and the next activation reads what is true.
/// </summary>
[Reentrant, GrainType("ticketing.waitlist")]
public sealed partial class WaitlistGrain : SparseGrain, IWaitlistGrain, IRemindable
{
    private readonly Durable<WaitlistState> _head;
    private readonly WaitlistRules _rules;
    private readonly TimeProvider _time;
    private readonly ILogger<WaitlistGrain> _log;
    private readonly WaitlistLine _line = new();
    private readonly Dictionary<string, Task<WaitlistAnswer>> _joining = new(StringComparer.Ordinal);
    private Task _turn = Task.CompletedTask;

    public WaitlistGrain(
        [PersistentState("head")] IPersistentState<WaitlistState> state,
        WaitlistRules rules,
        TimeProvider time,
        ILogger<WaitlistGrain> log)
    {
        _head = new Durable<WaitlistState>(state, this);
        _rules = rules;
        _time = time;
        _log = log;
    }

    protected override bool IsEmpty => _head.IsNothing;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        await Read();
        if (_head.Value.Pages > 0)
        {
            // Also where nobody waits: an activation that went on beside the last one may have left a gate closed.
            GoSoon();
        }
    }

    public async Task<WaitlistAnswer> Join(JoinWaitlist command)
    {
        if (_joining.TryGetValue(command.Customer, out var first))
        {
            await first.Ended();
        }

        Require();
        if (_line.OfCustomer(command.Customer) is { } known)
        {
            return known.Request == command.Request
                ? new WaitlistAnswer(View(known), Repeated: true)
                : new WaitlistAnswer(null, WaitlistDecisions.AlreadyWaiting(known));
        }

        if (_joining.ContainsKey(command.Customer))
        {
            return WaitlistAnswer.Refused(RefusalCode.Busy);
        }

        var joining = JoinAnew(command);
        _joining.Add(command.Customer, joining);
        try
        {
            return await joining;
        }
        finally
        {
            // A gate that was closed for it alone is opened again when it did not come to join.
            _joining.Remove(command.Customer);
            if (_wanted.Remove(command.Request))
            {
                GoSoon();
            }
        }
    }

    public async Task<WaitlistView?> Get(WaitlistEntryId id) => await Find(id) is { } entry ? View(entry) : null;

    public Task<WaitlistAnswer> Cancel(CancelEntry command) => InTurn(async () =>
    {
        if (await Find(command.Id) is not { } entry)
        {
            return WaitlistAnswer.Refused(RefusalCode.WaitlistEntryNotFound);
        }

        if (command.ExpectedVersion is { } version && version != entry.Version)
        {
            return WaitlistAnswer.Refused(RefusalCode.StaleVersion);
        }

        if (entry.Status == WaitlistStatus.Cancelled)
        {
            return new WaitlistAnswer(View(entry), Repeated: true);
        }

        if (entry.Offering is not null)
        {
            // Its hold may exist: it is known when the offer has come to an end.
            await GoOnOffering(entry);
            entry = _line.Find(entry.Id) ?? entry;
        }

        if (entry.Status == WaitlistStatus.Notified && await ReleaseOffer(entry) is { Status: WaitlistStatus.Booked } booked)
        {
            entry = booked;
        }

        if (!entry.IsActive)
        {
            return new WaitlistAnswer(null, WaitlistDecisions.WhyNotCancel(entry));
        }

        var cancelled = WaitlistDecisions.End(entry, WaitlistStatus.Cancelled, command.By, command.Why, Now);
        await Write(cancelled);
        GoSoon();
        return new WaitlistAnswer(View(cancelled));
    });

    public Task<WaitlistAnswer> Booked(WaitlistEntryId id) => InTurn(async () =>
    {
        if (await Find(id) is not { } entry)
        {
            return WaitlistAnswer.Refused(RefusalCode.WaitlistEntryNotFound);
        }

        if (entry.Status != WaitlistStatus.Notified)
        {
            return new WaitlistAnswer(View(entry), Repeated: true);
        }

        var booked = WaitlistDecisions.Booked(entry, entry.Customer, Now);
        await Write(booked);
        return new WaitlistAnswer(View(booked));
    });

    public async Task<WaitlistList> List(int start, int limit)
    {
        Require();
        var entries = ImmutableArray.CreateBuilder<WaitlistView>();
        for (var number = start / WaitlistState.PageSize; number < _head.Value.Pages; number++)
        {
            foreach (var entry in (await Page(number).All()).OrderBy(static entry => entry.Id.Number).Where(entry => entry.Id.Number >= start))
            {
                if (entries.Count == limit)
                {
                    return new WaitlistList(entries.ToImmutable(), entry.Id.Number);
                }

                entries.Add(View(entry));
            }
        }

        return new WaitlistList(entries.ToImmutable(), null);
    }

    public Task Freed()
    {
        if (_line.Pending.Count > 0 || _wanted.Count > 0)
        {
            GoSoon();
        }

        return Task.CompletedTask;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        status.Measure(Now);
        await RequireLast();

        // Another activation may have closed or opened gates that this one does not know of.
        _gate = null;
        GoSoon();
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    private IEventGrain Event => GrainFactory.GetGrain<IEventGrain>(this.GetPrimaryKeyString());

    private WaitlistView View(WaitlistEntry entry) => new(entry)
    {
        Hold = entry.NotifiedAt is null ? null : WaitlistOffers.HoldOf(entry),
        Position = _line.PositionOf(entry),
        Estimate = _line.EstimateFor(entry, Now),
    };

    /// <summary>One after the other, in the order in which they came.</summary>
    private async Task<T> InTurn<T>(Func<Task<T>> act)
    {
        var (before, over) = (_turn, new TaskCompletionSource());
        _turn = over.Task;
        await before;
        try
        {
            Require();
            return await act();
        }
        finally
        {
            over.SetResult();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The waitlist of event {Event} was interrupted; it goes on soon")]
    private partial void LogInterrupted(Exception exception, string @event);

    // Joining; pages, the gate and the reminder: what must be durable before anybody is answered.

    private const string ReminderName = "look";
    private const int MaxGateAttempts = 4;
    private const int MaxPagesAtOnce = 64;

    /// <summary>No gates have this version: asking for a change of it tells how they are.</summary>
    private const long UnknownVersion = -1;
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private readonly SharedRound<bool> _gating = new();

    /// <summary>The sections that those want who are about to join.</summary>
    private readonly Dictionary<UInt128, ImmutableArray<string>> _wanted = [];

    /// <summary>How often each page was opened when this activation did; those that it began itself are not in it.</summary>
    private readonly Dictionary<int, int> _opened = [];

    /// <summary>How many pages there were when this activation began.</summary>
    private int _begun;

    private int _next;
    private bool _isLost;
    private Task _reminder = Task.CompletedTask;

    /// <summary>When the reminder was asked for. A clock that was set back since has it silent until then.</summary>
    private DateTimeOffset? _remindedAt;

    /// <summary>The gates as the event last acknowledged them. Null: not known.</summary>
    private GateView? _gate;

    /// <summary>The layout of the event when its gates were last asked for: a section that is added may be behind a gate from the beginning.</summary>
    private long _gatedLayout;

    private IWaitlistPageGrain Page(int number) => GrainFactory.GetGrain<IWaitlistPageGrain>($"{this.GetPrimaryKeyString()}/{number}");

    private async Task Read()
    {
        var head = _head.Value;
        _begun = head.Pages;
        foreach (var numbers in Enumerable.Range(head.FirstPage, head.Pages - head.FirstPage).Chunk(MaxPagesAtOnce))
        {
            foreach (var (number, page) in numbers.Zip(await Task.WhenAll(numbers.Select(number => Page(number).Open()))))
            {
                _opened[number] = page.Opened;
                foreach (var entry in page.Entries)
                {
                    _line.Put(entry);
                    _next = Math.Max(_next, entry.Id.Number + 1);
                }
            }
        }

        _next = Math.Max(_next, (head.Pages - 1) * WaitlistState.PageSize);
    }

    private async Task<WaitlistAnswer> JoinAnew(JoinWaitlist command)
    {
        var view = await Event.Get();
        if (view is null || view.EventId != command.EventId)
        {
            return WaitlistAnswer.Refused(RefusalCode.EventNotFound);
        }

        if (WaitlistDecisions.WhyNotJoin(view, command, Now) is { } refusal)
        {
            return new WaitlistAnswer(null, refusal);
        }

        var wanted = WaitlistDecisions.Wanted(view, command.SectionId, command.Quantity).ToArray();
        foreach (var section in wanted)
        {
            // What the public may have: behind a gate only what nobody in line can use.
            var hint = await Event.FindRoom(section.SectionId, command.Quantity);
            if (hint.Blocks.Sum(static room => (long)room.Free) >= command.Quantity)
            {
                return WaitlistAnswer.Refused(RefusalCode.WaitlistNotNeeded);
            }
        }

        _wanted[command.Request] = [.. wanted.Select(static section => section.SectionId)];
        await Reminded();
        await CloseGate();
        return await Enter(command);
    }

    private async Task<WaitlistAnswer> Enter(JoinWaitlist command)
    {
        Require();
        var isFirst = _head.Value.Pages == 0;
        var entry = WaitlistDecisions.Join(command, _next++, Now);
        var page = entry.Id.Number / WaitlistState.PageSize;
        if (page >= _head.Value.Pages)
        {
            _head.Value.EventId = command.EventId;
            _head.Value.Pages = page + 1;
            await _head.Changed();
        }
        else
        {
            await _head.Settled();
        }

        // A row without an entry is void; an entry without a row would not be found by its customer.
        await GrainFactory.GetGrain<IDirectoryGrain>(WaitlistDirectories.Of(command.Customer)).Add(entry.Id.Value);
        if (isFirst)
        {
            await GrainFactory.GetGrain<IDirectoryGrain>(WaitlistDirectories.Events).Add(command.EventId.Value);
        }

        await Write(entry);
        return new WaitlistAnswer(View(entry));
    }

    /// <summary>The entry as it is; from its page when it is over.</summary>
    private async Task<WaitlistEntry?> Find(WaitlistEntryId id)
    {
        Require();
        if (_line.Find(id) is { } active)
        {
            return active;
        }

        var page = id.Number / WaitlistState.PageSize;
        return page < _head.Value.Pages ? (await Page(page).All()).FirstOrDefault(entry => entry.Id == id) : null;
    }

    /// <summary>Every change of an entry goes through here: durable first, then known to the line.</summary>
    private Task Write(WaitlistEntry entry) => Write([entry]);

    private async Task Write(ImmutableArray<WaitlistEntry> onePage)
    {
        try
        {
            var number = onePage[0].Id.Number / WaitlistState.PageSize;
            if (!await Page(number).Put(await Opened(number), onePage))
            {
                throw new OutcomeUnknownException("The waitlist was changed elsewhere. Repeat the request.");
            }
        }
        catch (Exception e)
        {
            Lose();
            throw new OutcomeUnknownException("The waitlist could not be written, so it is not known whether the change is durable. Repeat the request.", e);
        }

        foreach (var entry in onePage)
        {
            _line.Put(entry);
        }
    }

    /// <summary>One in which nobody waits any more is opened when somebody of it is forgotten: entries that are over change one after the other.</summary>
    private async Task<int> Opened(int number)
    {
        if (!_opened.TryGetValue(number, out var opened) && number < _begun)
        {
            _opened[number] = opened = (await Page(number).Open()).Opened;
        }

        return opened;
    }

    /// <summary>An activation that another one came after, and that has nothing to write, hears of that here.</summary>
    private async Task RequireLast()
    {
        Require();
        var head = _head.Value;
        foreach (var numbers in Enumerable.Range(head.FirstPage, head.Pages - head.FirstPage).Chunk(MaxPagesAtOnce))
        {
            if (!(await Task.WhenAll(numbers.Select(number => Page(number).IsLast(_opened.GetValueOrDefault(number))))).All(static isLast => isLast))
            {
                Lose();
                Require();
            }
        }

        await _head.Changed();
    }

    private void Lose()
    {
        _isLost = true;
        DeactivateOnIdle();
    }

    /// <summary>What this activation knows is true as far as it knows.</summary>
    private void Require()
    {
        if (_isLost || _head.IsOver)
        {
            throw new OutcomeUnknownException("The waitlist is being read anew. Repeat the request.");
        }
    }

    /// <summary>Every section that somebody waits for, or is about to, is behind a closed gate, and no other: durably, in the event and its blocks.</summary>
    private Task CloseGate() => _gating.Next(async () =>
    {
        HashSet<string> wanted = [.. _wanted.Values.SelectMany(static sections => sections)];
        if (_line.Pending.Count > 0 && await Event.Get() is { } view)
        {
            _gate = view.LayoutVersion == _gatedLayout ? _gate : null;
            _gatedLayout = view.LayoutVersion;
            foreach (var plan in view.Sections.Where(plan => _line.Pending.Any(entry => WaitlistDecisions.CanUse(plan, entry.SectionId, entry.Quantity))))
            {
                wanted.Add(plan.SectionId);
            }
        }

        for (var attempt = 0; _gate is null || !wanted.SetEquals(_gate.Sections); attempt++)
        {
            if (attempt == MaxGateAttempts)
            {
                throw new OutcomeUnknownException("The gates of the event were changed elsewhere. Repeat the request.");
            }

            var version = _gate?.Version ?? UnknownVersion;
            _gate = null;
            _gate = await Event.Gate([.. wanted], version);
        }

        return true;
    });

    private Task Reminded()
    {
        if (_remindedAt is not { } at || Now < at)
        {
            _remindedAt = Now;
            _reminder = Register(_reminder);
        }

        return _reminder;
    }

    private async Task Register(Task before)
    {
        await before.Ended();
        try
        {
            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod).Traced("write", "reminder");
        }
        catch (Exception e)
        {
            _remindedAt = null;
            throw new OutcomeUnknownException("The reminder of the waitlist could not be kept. Repeat the request.", e);
        }
    }

    /// <summary>Nobody waits, no offer is open, no gate is closed.</summary>
    private Task DropReminder()
    {
        _remindedAt = null;
        return _reminder = Unregister(_reminder);
    }

    private async Task Unregister(Task before)
    {
        await before.Ended();
        if (await this.GetReminder(ReminderName) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    // A customer is forgotten.

    public Task<bool> Erase(EraseEntry command) => InTurn(async () =>
    {
        if (await Find(command.Id) is not { } entry || entry.Customer != command.Customer)
        {
            return false;
        }

        if (entry.Offering is not null)
        {
            // Its hold may exist: it is known when the offer has come to an end.
            await GoOnOffering(entry);
            entry = (await Find(command.Id))!;
        }

        if (entry.Status == WaitlistStatus.Notified)
        {
            entry = await ReleaseOffer(entry);
        }

        // The holds first: who comes again after a failure finds the entry as it was.
        for (var offer = 1; offer <= entry.Offers; offer++)
        {
            var hold = WaitlistOffers.HoldOf(entry with { Offers = offer });
            await Hold(hold).Rename(new RenameHolder(hold, command.Customer, command.Pseudonym));
        }

        await Write(WaitlistDecisions.Erase(entry, command, Now));
        GoSoon();
        return true;
    });
}
