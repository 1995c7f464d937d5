using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Diagnostics;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Identifiers;
using EventId = Ticketing.Identifiers.EventId;

namespace Ticketing.Webhooks;

/// <summary>
/// A subscription: what admins want of it. Reentrant, so that it answers while a receiver is slow; no decision spans an await.
/// </summary>
[Reentrant, GrainType("ticketing.webhook")]
public sealed partial class WebhookGrain : Grain, IWebhookGrain, IRemindable
{
    private const string ReminderName = "go-on";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private readonly Durable<WebhookState> _hook;
    private readonly Durable<DeliveryLogState> _deliveries;
    private readonly IWebhookSender _sender;
    private readonly WebhookOptions _options;
    private readonly IIdSource _ids;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookGrain> _log;
    private readonly SharedRound<bool> _settling = new();
    private bool _isForgotten;

    public WebhookGrain(
        [PersistentState("webhook")] IPersistentState<WebhookState> state,
        [PersistentState("deliveries")] IPersistentState<DeliveryLogState> deliveries,
        IWebhookSender sender,
        WebhookOptions options,
        IIdSource ids,
        TimeProvider time,
        ILogger<WebhookGrain> log)
    {
        _hook = new Durable<WebhookState>(state, this);
        _deliveries = new Durable<DeliveryLogState>(deliveries, this);
        _sender = sender;
        _options = options;
        _ids = ids;
        _time = time;
        _log = log;
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _passed = _hook.Value.Passed;
        Arm(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        IsThere ? KeepLog() : Task.CompletedTask;

    public async Task<WebhookAnswer?> Create(UInt128 request, WebhookSpec spec)
    {
        var hook = _hook.Value;
        if (hook.Version == 0)
        {
            hook.Request = request;
            hook.Secret = NewSecret();
            hook.CreatedAt = Now;
            WebhookDecisions.Change(hook, spec, Now);
        }

        if (hook.Request != request || hook.IsDeleted)
        {
            return null;
        }

        var secret = WebhookSigning.Show(hook.Secret);
        await Remind();
        await _hook.Changed();
        await Settle();
        return new WebhookAnswer(View(hook), Secret: secret);
    }

    public async Task<WebhookView?> Get()
    {
        var view = _hook.Value.Exists ? View(_hook.Value) : null;
        await _hook.Settled();
        return view;
    }

    public async Task<WebhookAnswer> Put(WebhookSpec spec, long? expectedVersion)
    {
        var hook = _hook.Value;
        if (!hook.Exists)
        {
            return WebhookAnswer.Refused(RefusalCode.WebhookNotFound);
        }

        if (expectedVersion is { } version && version != hook.Version)
        {
            return WebhookAnswer.Refused(RefusalCode.StaleVersion);
        }

        WebhookDecisions.Change(hook, spec, Now);
        var view = View(hook);
        await Remind();
        await _hook.Changed();
        await Settle();
        return new WebhookAnswer(view);
    }

    public async Task<WebhookAnswer> Rotate(TimeSpan overlap)
    {
        var hook = _hook.Value;
        if (!hook.Exists)
        {
            return WebhookAnswer.Refused(RefusalCode.WebhookNotFound);
        }

        WebhookDecisions.Rotate(hook, NewSecret(), overlap, Now);
        var answer = new WebhookAnswer(View(hook), Secret: WebhookSigning.Show(hook.Secret));
        await _hook.Changed();
        return answer;
    }

    public async Task<WebhookAnswer> Delete()
    {
        var hook = _hook.Value;
        if (!hook.Exists)
        {
            return WebhookAnswer.Refused(RefusalCode.WebhookNotFound);
        }

        var view = View(hook);
        hook.IsDeleted = true;
        hook.IsSettled = false;
        await _hook.Changed();
        await Settle();
        return new WebhookAnswer(view);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        status.Measure(Now);
        await Settle();
        if (_hook.IsOver)
        {
            return;
        }

        if (_hook.Value.IsSending)
        {
            Arm(TimeSpan.Zero);
        }
        else if (_hook.Value.IsSettled || _hook.Value.Version == 0)
        {
            // Nothing is forgotten: it may be created meanwhile.
            await this.EndReminder(ReminderName, _hook, forget: false);
        }
    }

    /// <summary>While it is being deleted there are rounds that do not know it yet.</summary>
    private bool IsThere => !_hook.IsOver && !_deliveries.IsOver && _hook.Value.Exists;

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    private Guid Id => Guid.ParseExact(this.GetPrimaryKeyString(), "N");

    private string Name => IWebhookGrain.FollowerPrefix + this.GetPrimaryKeyString();

    private IFeedGrain Feed => GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All);

    private byte[] NewSecret()
    {
        var secret = new byte[WebhookSigning.SecretLength];
        _ids.Fill(secret);
        return secret;
    }

    /// <summary>Lets the directory and the feed know what they must, one change after the other. The reminder goes on with it after a crash.</summary>
    private Task Settle() => _settling.Next(SettleOnce);

    private async Task<bool> SettleOnce()
    {
        if (_isForgotten)
        {
            // The round before, such as the reminder's, did what this one was to do.
            return true;
        }

        var hook = _hook.Value;
        if (hook.Version == 0 || hook.IsSettled)
        {
            return true;
        }

        if (hook.IsDeleted)
        {
            await Feed.Unfollow(Name);
            await DropReminder();
            await Forget();
            return true;
        }

        if (!hook.IsListed)
        {
            await GrainFactory.GetGrain<IDirectoryGrain>(IWebhookGrain.Directory).Add(Id);
            if (hook.Spec.OrganizationId is { } organization)
            {
                await GrainFactory.GetGrain<IDirectoryGrain>(WebhookDirectories.Of(organization)).Add(Id);
            }
        }

        // A change that comes meanwhile has a round of its own after this one.
        var (version, stop) = (hook.Version, hook.Stop);
        var position = await Feed.Follow(Name, WebhookDecisions.WantsHolds(hook.Spec));
        if (!hook.IsSending)
        {
            await Feed.Pause(Name);
        }

        if (hook.Exists && (version, stop) == (hook.Version, hook.Stop))
        {
            hook.IsListed = true;
            hook.Position = hook.HasPosition ? hook.Position : position;
            hook.HasPosition = true;
            hook.IsSettled = true;
            await _hook.Changed();
            Arm(TimeSpan.Zero);
        }

        return true;
    }

    private async Task Forget()
    {
        if (_deliveries.Exists)
        {
            await _deliveries.Clear();
        }

        await _hook.Clear();
        _isForgotten = true;
    }

    private async Task Remind()
    {
        try
        {
            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod).Traced("write", "reminder");
        }
        catch (Exception e)
        {
            throw new OutcomeUnknownException("The reminder that looks after the webhook could not be kept. Repeat the request.", e);
        }
    }

    private async Task DropReminder()
    {
        if (await this.GetReminder(ReminderName) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    private WebhookView View(WebhookState hook) => new()
    {
        WebhookId = Id,
        Spec = hook.Spec,
        Version = hook.Version,
        CreatedAt = hook.CreatedAt,
        UpdatedAt = hook.UpdatedAt,
        Stop = hook.Stop,
        StoppedAt = hook.StoppedAt,
        OldSecretUntil = hook.OldSecrets.Where(old => Now < old.Until).Select(static old => (DateTimeOffset?)old.Until).Max(),
        FailingSince = hook.FailingSince,
        Waiting = hook.Waiting,
        Missed = hook.Missed,
        GivenUp = hook.GivenUp,
    };

    // What was tried, and trying it again.

    private static readonly TimeSpan TestTime = TimeSpan.FromSeconds(5);

    /// <summary>Pages of the feed that are searched for an event that the log does not have.</summary>
    private const int MaxSearched = 256;

    /// <summary>Events of which it is remembered whose they are.</summary>
    private const int MaxOwners = 4_096;

    private readonly Dictionary<EventId, Guid?> _owners = [];

    public async Task<DeliveryPage?> Deliveries(long below, int limit)
    {
        if (!_hook.Value.Exists)
        {
            return null;
        }

        var found = _deliveries.Value.Deliveries.Where(delivery => delivery.Number < below).Reverse().Take(limit + 1).ToArray();
        await _deliveries.Settled();
        return new DeliveryPage([.. found.Take(limit)], found.Length > limit ? found[limit - 1].Number : null);
    }

    public async Task<WebhookAnswer> Replay(DateTimeOffset? from, string? eventId)
    {
        var hook = _hook.Value;
        if (!hook.Exists)
        {
            return WebhookAnswer.Refused(RefusalCode.WebhookNotFound);
        }

        var position = from is { } time ? await Feed.Find(time) : await PositionOf(eventId!);
        if (position is not { } start)
        {
            return WebhookAnswer.Refused(RefusalCode.FeedEventNotFound);
        }

        if (!hook.Exists)
        {
            return WebhookAnswer.Refused(RefusalCode.WebhookNotFound);
        }

        WebhookDecisions.Replay(hook, start);
        var view = View(hook);
        await _hook.Changed();
        Arm(TimeSpan.Zero);
        return new WebhookAnswer(view);
    }

    public async Task<Delivery?> Test()
    {
        var hook = _hook.Value;
        if (!hook.Exists)
        {
            return null;
        }

        var told = new FeedEvent
        {
            Id = $"test-{_ids.Next():x32}",
            Type = FeedTypes.Test,
            Subject = $"webhooks/{Id}",
            At = Now,
            Data = FeedData.Of(Id, static (json, id) => json.WriteString("webhook_id"u8, id)),
        };

        // Whoever asks waits for it, and no longer than a call may take.
        using var deadline = new CancellationTokenSource(TestTime, _time);
        var (delivery, _) = await Try(told, position: -1, attempt: 1, deadline.Token);
        delivery = delivery with { NextAt = null, Outcome = delivery.Outcome == DeliveryOutcome.Delivered ? DeliveryOutcome.Delivered : DeliveryOutcome.GivenUp };
        delivery = Log(delivery);
        await KeepLog();
        return delivery;
    }

    /// <summary>Those events of the slice that are the organization's. Null: the subscription is the platform's, which hears of all.</summary>
    private async Task<IReadOnlySet<EventId>?> OwnAmong(FeedSlice slice)
    {
        var spec = _hook.Value.Spec;
        if (spec.OrganizationId is not { } organization)
        {
            return null;
        }

        if (_owners.Count > MaxOwners)
        {
            _owners.Clear();
        }

        // Whose an event is never changes.
        foreach (var id in slice.Events.Where(told => WebhookDecisions.Wants(spec, told) && !_owners.ContainsKey(told.EventId)).Select(static told => told.EventId).Distinct())
        {
            _owners[id] = (await GrainFactory.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Get())?.OrganizationId;
        }

        return slice.Events.Select(static told => told.EventId).Where(id => _owners.GetValueOrDefault(id) == organization).ToHashSet();
    }

    /// <summary>Where an event stands: the log knows what was tried lately; else the feed is searched, backwards.</summary>
    private async Task<long?> PositionOf(string eventId)
    {
        if (_deliveries.Value.Deliveries.FindLast(delivery => delivery.EventId == eventId && delivery.Position >= 0) is { } known)
        {
            return known.Position;
        }

        var end = (await Feed.Read(Name, _passed, long.MaxValue, 0)).End;
        var page = (end - 1) / IFeedGrain.PageSize;
        for (var searched = 0; page >= 0 && searched < MaxSearched; page--, searched++)
        {
            var slice = await Feed.Read(Name, _passed, page * IFeedGrain.PageSize, IFeedGrain.PageSize);
            for (var i = 0; i < slice.Events.Length; i++)
            {
                if (slice.Events[i].Id == eventId)
                {
                    return slice.First + i;
                }
            }

            if (slice.First > page * IFeedGrain.PageSize)
            {
                break;
            }
        }

        return null;
    }
}
