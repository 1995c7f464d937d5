using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Ticketing.Feeds;

namespace Ticketing.Webhooks;

/// <content>
/// Delivery, in rounds: read what is new, send what is due, several subjects at once, write what came of it. Whatever ends
/// a round in between, the next one sends again what was not written.
/// </content>
public sealed partial class WebhookGrain
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);
    private const int BatchSize = 64;
    private const int SubjectsAtOnce = 8;

    /// <summary>The feed that was asked does not have the event. Nothing was sent.</summary>
    private static readonly WebhookReply NotReadYet = new(0, "The feed does not have it yet.") { IsHeldBack = true };

    private readonly Dictionary<long, FeedEvent> _events = [];
    private IGrainTimer? _timer;
    private DateTimeOffset? _dueAt;
    private bool _isDelivering;
    private bool _isLogged = true;

    /// <summary>What the state in the store has behind it. The feed may let go of that, and of nothing after it.</summary>
    private long _passed;

    public Task Wake()
    {
        Arm(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    /// <summary>Delivers after a delay, unless it is to be sooner in any case. During a round: as soon as that has ended.</summary>
    private void Arm(TimeSpan delay)
    {
        var at = Now + delay;
        if (_dueAt <= at)
        {
            return;
        }

        _dueAt = at;
        if (_isDelivering)
        {
            return;
        }

        SetTimer(delay);
    }

    private void SetTimer(TimeSpan delay)
    {
        if (_timer is null)
        {
            _timer = this.RegisterGrainTimer(
                static (self, cancellationToken) => self.Deliver(cancellationToken),
                this,
                new GrainTimerCreationOptions(delay, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        }
        else
        {
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task Deliver(CancellationToken cancellationToken)
    {
        if (_isDelivering)
        {
            return;
        }

        _isDelivering = true;
        _dueAt = null;
        try
        {
            if (await Round(cancellationToken) is { } next)
            {
                Arm(next);
            }
        }
        catch (Exception e) when (!_hook.IsOver && !_deliveries.IsOver)
        {
            Arm(Retry);
            LogRoundFailed(e, Id);
        }
        finally
        {
            _isDelivering = false;
            if (_dueAt is { } at && !cancellationToken.IsCancellationRequested && !_hook.IsOver && !_deliveries.IsOver)
            {
                SetTimer(at > Now ? at - Now : TimeSpan.Zero);
            }
        }
    }

    /// <summary>How long to wait for the next round; null: until there is something new.</summary>
    private async Task<TimeSpan?> Round(CancellationToken cancellationToken)
    {
        var hook = _hook.Value;
        if (!hook.IsSettled)
        {
            await Settle();
        }

        if (!hook.IsSending || !hook.HasPosition)
        {
            await KeepLog();
            return null;
        }

        var isMore = false;
        if (WebhookDecisions.Room(hook) is > 0 and var room)
        {
            var position = hook.Position;
            var slice = await Feed.Read(Name, _passed, position, Math.Min(room, BatchSize));
            var own = await OwnAmong(slice);
            if (position == hook.Position && hook.IsSending)
            {
                isMore = slice.First + slice.Events.Length < slice.End;
                Note(slice);
                WebhookDecisions.Take(hook, slice, Now, own);
            }
        }

        var due = WebhookDecisions.Due(hook, Now);
        if (due.Count > 0)
        {
            var tries = await SendAll(due, cancellationToken);
            if (!hook.Exists)
            {
                return null;
            }

            WebhookDecisions.Settle(hook, tries, Now);
            await Keep(hook);
        }
        else if (hook.Passed >= _passed + BatchSize)
        {
            // Much that nobody wants is as good as delivered.
            await Keep(hook);
        }

        _events.Clear();
        if (isMore && WebhookDecisions.Room(hook) > 0)
        {
            return TimeSpan.Zero;
        }

        await KeepLog();
        return hook is { IsSending: true, Lanes.Count: > 0 } && hook.Lanes.Min(static lane => lane.NextAt) is var at
            ? at > Now ? at - Now : TimeSpan.Zero
            : null;
    }

    private async Task Keep(WebhookState hook)
    {
        var passed = hook.Passed;
        await _hook.Changed();
        _passed = passed;
        if (!hook.IsSettled)
        {
            LogStopped(Id, hook.Stop);
            await Settle();
        }
    }

    private async Task<IReadOnlyCollection<WebhookTry>> SendAll(IReadOnlyList<WebhookBatch> due, CancellationToken cancellationToken)
    {
        var batches = new Queue<WebhookBatch>(due);
        List<WebhookTry> tries = [];
        await Task.WhenAll(Enumerable.Range(0, Math.Min(SubjectsAtOnce, due.Count)).Select(_ => SendSome()));
        return tries;

        async Task SendSome()
        {
            while (batches.TryDequeue(out var batch))
            {
                tries.Add(await Send(batch, cancellationToken));
            }
        }
    }

    /// <summary>The events of a subject, one after the other, as far as they get through.</summary>
    private async Task<WebhookTry> Send(WebhookBatch batch, CancellationToken cancellationToken)
    {
        var (done, delivered) = (0, 0);
        for (; done < batch.Positions.Length && IsThere && _hook.Value.IsSending && !cancellationToken.IsCancellationRequested; done++)
        {
            var position = batch.Positions[done];
            var (told, isGone) = await EventAt(position);
            if (told is null)
            {
                if (!isGone)
                {
                    return new WebhookTry(batch, done, delivered, NotReadYet);
                }

                _hook.Value.Missed++;
                continue;
            }

            var attempt = (done == 0 ? batch.Attempts : 0) + 1;
            var (delivery, reply) = await Try(told, position, attempt, cancellationToken);
            Log(delivery);
            if (!reply.IsDelivered)
            {
                return new WebhookTry(batch, done, delivered, reply);
            }

            delivered++;
        }

        return new WebhookTry(batch, done, delivered, Failure: null);
    }

    private async Task<(Delivery Delivery, WebhookReply Reply)> Try(FeedEvent told, long position, int attempt, CancellationToken cancellationToken)
    {
        var hook = _hook.Value;
        var now = Now;
        var body = CloudEvent.Of(told, _options.Source);
        var signature = WebhookSigning.Sign(WebhookDecisions.Secrets(hook, now), told.Id, now.ToUnixTimeSeconds(), body.Span);
        var asked = _time.GetTimestamp();
        var reply = await _sender.Send(new WebhookMessage(new Uri(hook.Spec.Url), told.Id, now.ToUnixTimeSeconds(), signature, body), cancellationToken);
        var outcome = WebhookDecisions.OutcomeOf(hook, attempt, reply, Now);
        WebhookInstruments.Attempts.Add(1, WebhookInstruments.Tag(outcome));
        var delivery = new Delivery
        {
            EventId = told.Id,
            Type = told.Type,
            Subject = told.Subject,
            Position = position,
            Attempt = attempt,
            At = now,
            DurationMs = (int)_time.GetElapsedTime(asked).TotalMilliseconds,
            Status = reply.Status,
            Error = reply.Error,
            Outcome = outcome,
            NextAt = outcome == DeliveryOutcome.Failed ? Now + WebhookSchedule.After(attempt, position, reply) : null,
        };
        return (delivery, reply);
    }

    /// <summary>
    /// Gone is only what the feed has let go, and then it begins after it. An activation of the feed that goes on beside a
    /// newer one ends before it: what is there may still be read later.
    /// </summary>
    private async Task<(FeedEvent? Told, bool IsGone)> EventAt(long position)
    {
        if (_events.TryGetValue(position, out var told))
        {
            return (told, false);
        }

        var slice = await Feed.Read(Name, _passed, position, 1);
        return slice.First == position && !slice.Events.IsEmpty ? (slice.Events[0], false) : (null, slice.First > position);
    }

    private void Note(FeedSlice slice)
    {
        for (var i = 0; i < slice.Events.Length; i++)
        {
            _events[slice.First + i] = slice.Events[i];
        }
    }

    /// <returns>The delivery under its number in the log.</returns>
    private Delivery Log(Delivery delivery)
    {
        if (!IsThere)
        {
            return delivery;
        }

        _isLogged = false;
        return _deliveries.Value.Add(delivery);
    }

    /// <summary>The log is for people: what a crash takes of it is tried, and logged, again.</summary>
    private Task KeepLog()
    {
        if (_isLogged || !IsThere)
        {
            return Task.CompletedTask;
        }

        _isLogged = true;
        return _deliveries.Changed();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivering events to webhook {Webhook} was interrupted; trying again")]
    private partial void LogRoundFailed(Exception exception, Guid webhook);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} was stopped: {Why}")]
    private partial void LogStopped(Guid webhook, WebhookStop why);
}
