using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Diagnostics;
using Ticketing.Events;
using Ticketing.Identifiers;

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
}
