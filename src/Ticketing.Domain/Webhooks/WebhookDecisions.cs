using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Ticketing.Feeds;
using Ticketing.Identifiers;

namespace Ticketing.Webhooks;

/// <summary>
/// The rules of delivery. Events of a subject go one after the other; a subject whose event fails waits in a lane with all
/// that follows for it, and others go on. There are so many lanes; beyond that the whole subscription waits for them.
/// </summary>
public static class WebhookDecisions
{
    public const int MaxLanes = 64;
    public const int MaxWaiting = 1_024;

    /// <summary>Events of one subject in one round: the next round does not wait for more of them than that.</summary>
    private const int MaxInRow = 8;

    /// <summary>Secrets that sign beside the present one.</summary>
    private const int MaxOldSecrets = 2;

    /// <summary>How many more events may be taken from the feed: even if each of them failed there would be room.</summary>
    public static int Room(WebhookState hook) => hook.IsSending ? Math.Max(0, Math.Min(MaxLanes - hook.Lanes.Count, MaxWaiting - hook.Waiting)) : 0;

    /// <summary>There are many more holds than all else, so who wants to know of them names them.</summary>
    public static bool WantsHolds(WebhookSpec spec) => spec.Types.Any(static type => type.StartsWith(HoldFeed.Prefix, StringComparison.Ordinal));

    public static bool Wants(WebhookSpec spec, FeedEvent told) =>
        (spec.EventId is null || spec.EventId == told.EventId)
        && (spec.Types.IsEmpty ? !HoldFeed.IsOfHold(told) : spec.Types.Any(type => type.EndsWith(".*", StringComparison.Ordinal)
            ? told.Type.AsSpan().StartsWith(type.AsSpan()[..^1], StringComparison.Ordinal)
            : told.Type == type));

    /// <summary>
    /// Takes new events into lanes, so that the state tells at any moment what is not delivered yet, whatever writes it.
    /// </summary>
    /// <param name="hook">The subscription.</param>
    /// <param name="slice">What is next in the feed.</param>
    /// <param name="now">The time.</param>
    /// <param name="own">The events that are the organization's; null: all are told, whosever they are.</param>
    public static void Take(WebhookState hook, FeedSlice slice, DateTimeOffset now, IReadOnlySet<EventId>? own = null)
    {
        hook.Missed += Math.Max(0, slice.First - hook.Position);
        hook.Position = slice.First + slice.Events.Length;
        for (var i = 0; i < slice.Events.Length; i++)
        {
            var told = slice.Events[i];
            if (!Wants(hook.Spec, told) || own?.Contains(told.EventId) == false)
            {
                continue;
            }

            var index = hook.Lanes.FindIndex(lane => lane.Subject == told.Subject);
            if (index >= 0)
            {
                hook.Lanes[index] = hook.Lanes[index] with { Positions = hook.Lanes[index].Positions.Add(slice.First + i) };
            }
            else
            {
                hook.Lanes.Add(new WebhookLane { Subject = told.Subject, Positions = [slice.First + i], NextAt = now });
            }
        }
    }

    /// <summary>What is to be sent at this time.</summary>
    public static IReadOnlyList<WebhookBatch> Due(WebhookState hook, DateTimeOffset now) => hook.IsSending
        ? [.. hook.Lanes.Where(lane => lane.NextAt <= now).Select(static lane => new WebhookBatch(lane.Subject, [.. lane.Positions.Take(MaxInRow)], lane.Attempts))]
        : [];

    /// <summary>Notes what came of the batches. What a lane got meanwhile stays behind its others.</summary>
    public static void Settle(WebhookState hook, IReadOnlyCollection<WebhookTry> tries, DateTimeOffset now)
    {
        var wasFull = hook.Lanes.Count >= MaxLanes && hook.FailingSince is not null;
        var delivered = tries.Sum(static done => done.Delivered);
        var isFailing = tries.Any(static done => done.Failure is not null);
        hook.FailingSince = delivered > 0 ? null : isFailing ? hook.FailingSince ?? now : hook.FailingSince;
        foreach (var done in tries)
        {
            Settle(hook, done, now);
        }

        if (wasFull && delivered > 0)
        {
            // The receiver is back: nobody waits for the rest of the schedule.
            hook.Lanes = [.. hook.Lanes.Select(lane => lane with { NextAt = now })];
        }
    }

    /// <summary>The event that was tried for the last time: passed over when others get through, else the subscription stops at it.</summary>
    public static DeliveryOutcome OutcomeOf(WebhookState hook, int attempt, WebhookReply reply, DateTimeOffset now) =>
        reply.IsDelivered ? DeliveryOutcome.Delivered
        : reply.IsGone ? DeliveryOutcome.Stopped
        : reply.IsHeldBack || attempt < WebhookSchedule.Tries ? DeliveryOutcome.Failed
        : IsDown(hook, now) ? DeliveryOutcome.Stopped
        : DeliveryOutcome.GivenUp;

    public static void Stop(WebhookState hook, WebhookStop why, DateTimeOffset now)
    {
        if (hook.Stop == WebhookStop.None)
        {
            (hook.Stop, hook.StoppedAt, hook.IsSettled) = (why, now, false);
        }
    }

    /// <summary>What an admin wants from now on. To enable it begins the schedule anew.</summary>
    public static void Change(WebhookState hook, WebhookSpec spec, DateTimeOffset now)
    {
        hook.Version++;
        hook.UpdatedAt = now;
        hook.Spec = spec;
        hook.IsSettled = false;
        if (spec.IsEnabled)
        {
            (hook.Stop, hook.StoppedAt, hook.FailingSince) = (WebhookStop.None, null, null);
            hook.Lanes = [.. hook.Lanes.Select(lane => lane with { Attempts = 0, NextAt = now })];
        }
        else if (hook.Stop == WebhookStop.None)
        {
            Stop(hook, WebhookStop.Admin, now);
        }
    }

    /// <summary>The present secret, and those before it that still sign, go on for so long at most: with no overlap none of them signs again.</summary>
    public static void Rotate(WebhookState hook, byte[] secret, TimeSpan overlap, DateTimeOffset now)
    {
        var until = now + overlap;
        hook.OldSecrets =
        [
            .. hook.OldSecrets
                .Select(old => old with { Until = old.Until < until ? old.Until : until })
                .Append(new WebhookSecret { Bytes = hook.Secret, Until = until })
                .Where(old => now < old.Until)
                .TakeLast(MaxOldSecrets),
        ];
        hook.Secret = secret;
        hook.Version++;
        hook.UpdatedAt = now;
    }

    /// <summary>Everything from a position on is sent again. What waits from before it goes on waiting.</summary>
    public static void Replay(WebhookState hook, long position)
    {
        hook.Position = Math.Min(hook.Position, position);
        hook.Lanes =
        [
            .. hook.Lanes
                .Select(lane => lane with { Positions = [.. lane.Positions.Where(at => at < hook.Position)] })
                .Where(static lane => !lane.Positions.IsEmpty),
        ];
    }

    /// <summary>The secrets that sign at this time, the present one first.</summary>
    public static IEnumerable<byte[]> Secrets(WebhookState hook, DateTimeOffset now) =>
        [hook.Secret, .. hook.OldSecrets.Where(old => now < old.Until).Select(static old => old.Bytes)];

    private static bool IsDown(WebhookState hook, DateTimeOffset now) => hook.FailingSince is { } since && now - since >= WebhookSchedule.Length;

    private static void Settle(WebhookState hook, in WebhookTry done, DateTimeOffset now)
    {
        var batch = done.Batch;
        if (hook.Lanes.FindIndex(lane => lane.Subject == batch.Subject) is var index && index < 0)
        {
            // A replay meanwhile took it away and will bring it again.
            return;
        }

        var lane = hook.Lanes[index];
        var sent = batch.Positions.AsSpan()[..done.Done].ToImmutableArray();
        lane = lane with { Positions = lane.Positions.RemoveRange(sent) };
        if (done.Done > 0)
        {
            lane = lane with { Attempts = 0, NextAt = now };
        }

        if (done.Failure is { } failure && lane.Positions is [var first, ..] && first == batch.Positions[done.Done])
        {
            lane = AfterFailure(hook, lane, failure, now);
        }

        if (lane.Positions.IsEmpty)
        {
            hook.Lanes.RemoveAt(index);
        }
        else
        {
            hook.Lanes[index] = lane;
        }
    }

    private static WebhookLane AfterFailure(WebhookState hook, WebhookLane lane, WebhookReply failure, DateTimeOffset now)
    {
        var attempts = lane.Attempts + (failure.IsHeldBack ? 0 : 1);
        switch (OutcomeOf(hook, attempts, failure, now))
        {
            case DeliveryOutcome.GivenUp:
                hook.GivenUp++;
                return lane with { Positions = lane.Positions.RemoveAt(0), Attempts = 0, NextAt = now };
            case DeliveryOutcome.Stopped:
                Stop(hook, failure.IsGone ? WebhookStop.Gone : WebhookStop.Failing, now);
                return lane;
            default:
                return lane with { Attempts = attempts, NextAt = now + WebhookSchedule.After(attempts, lane.Positions[0], failure) };
        }
    }
}

/// <summary>An event as CloudEvents 1.0 has it, in JSON.</summary>
public static class CloudEvent
{
    public static ReadOnlyMemory<byte> Of(FeedEvent told, string source)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion"u8, "1.0"u8);
            json.WriteString("id"u8, told.Id);
            json.WriteString("source"u8, source);
            json.WriteString("type"u8, told.Type);
            json.WriteString("subject"u8, told.Subject);
            json.WriteString("time"u8, FeedData.Time(told.At));
            json.WriteString("datacontenttype"u8, "application/json"u8);
            json.WritePropertyName("data"u8);
            json.WriteRawValue(told.Data);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
