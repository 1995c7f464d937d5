using Orleans;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Identifiers;

namespace Ticketing.Webhooks;

/// <content>What was tried, and trying it again.</content>
public sealed partial class WebhookGrain
{
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
