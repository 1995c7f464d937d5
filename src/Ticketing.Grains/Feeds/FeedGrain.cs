using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Webhooks;

namespace Ticketing.Feeds;

/// <summary>The feed. Its last events are its own state; reentrant, so that events that come together share a write.</summary>
[Reentrant, GrainType("ticketing.feed")]
public sealed partial class FeedGrain : Grain, IFeedGrain
{
    private static readonly TimeSpan TrimPeriod = TimeSpan.FromMinutes(1);

    private readonly Durable<FeedState> _feed;
    private readonly FeedOptions _options;
    private readonly IFeedBroadcast[] _broadcasts;
    private readonly TimeProvider _time;
    private readonly ILogger<FeedGrain> _log;
    private readonly PagedLog<FeedState, FeedEvent> _events;

    /// <summary>Followers that were told of something new and have not yet come to the end.</summary>
    private readonly HashSet<string> _reading = [];

    private DateTimeOffset _began;

    public FeedGrain(
        [PersistentState("feed")] IPersistentState<FeedState> state,
        FeedOptions options,
        IEnumerable<IFeedBroadcast> broadcasts,
        TimeProvider time,
        ILogger<FeedGrain> log)
    {
        _broadcasts = [.. broadcasts];
        _feed = new Durable<FeedState>(state, this);
        _events = new(_feed, IFeedGrain.PageSize, (number, events) => Page(number).Fill(events), number => Page(number).Events());
        _options = options;
        _time = time;
        _log = log;
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _began = Now;
        this.RegisterGrainTimer(
            static (self, _) => self.OnTimer(),
            this,
            new GrainTimerCreationOptions(TrimPeriod, TrimPeriod) { Interleave = true });
        return Task.CompletedTask;
    }

    public async Task Append(ImmutableArray<FeedEvent> events)
    {
        var feed = _feed.Value;
        var kept = feed.Followers.Count == 0 ? [] : feed.HoldsSince is null ? events.RemoveAll(HoldFeed.IsOfHold) : events;
        if (kept.IsEmpty)
        {
            // That the last follower has gone may still have to be written.
            await _feed.Settled();
            Broadcast(events);
            return;
        }

        _events.Add(kept);
        await _events.Keep();
        Broadcast(events);
        foreach (var follower in feed.Followers)
        {
            if (!follower.IsPaused && !_reading.Contains(follower.Name) && follower.Name.StartsWith(IWebhookGrain.FollowerPrefix, StringComparison.Ordinal))
            {
                // If it does not hear this, it looks by itself within a minute.
                _reading.Add(follower.Name);
                _ = GrainFactory.GetGrain<IWebhookGrain>(follower.Name[IWebhookGrain.FollowerPrefix.Length..]).Wake();
            }
        }
    }

    public async Task<bool> IsFollowed()
    {
        var isFollowed = _feed.Value.Followers.Count > 0 || _broadcasts.Length > 0;
        await _feed.Settled();
        return isFollowed;
    }

    public async Task<DateTimeOffset?> HoldsSince()
    {
        var since = HoldsWanted;
        await _feed.Settled();
        return since;
    }

    public async Task<long> Follow(string follower, bool holds)
    {
        var feed = _feed.Value;
        var known = (feed.Find(follower) ?? new FeedFollower { Name = follower, Passed = feed.End }) with { IsPaused = false };
        known = known with { HoldsSince = holds ? known.HoldsSince ?? Now : null };
        feed.Note(known);

        await _events.Keep();
        return known.Passed;
    }

    public async Task Pause(string follower)
    {
        if (_feed.Value.Find(follower) is { } known)
        {
            _feed.Value.Note(known with { IsPaused = true });
            await _events.Keep();
        }
    }

    public async Task Unfollow(string follower)
    {
        _feed.Value.Followers.RemoveAll(known => known.Name == follower);
        await _events.Keep();
    }

    public async Task<FeedSlice> Read(string follower, long passed, long position, int limit)
    {
        var feed = _feed.Value;
        if (feed.Find(follower) is not { } known)
        {
            // An activation beside the one that knows of the follower keeps nothing for it: it fails here.
            await _feed.Changed();
        }
        else if (known.Passed < passed)
        {
            // Written with the next events. Whoever is thought to be behind only has more kept for it.
            feed.Note(known with { Passed = Math.Min(passed, _events.DurableEnd) });
        }

        var slice = await Slice(position, limit);
        if (slice.First + slice.Events.Length >= _events.DurableEnd)
        {
            _reading.Remove(follower);
        }

        return slice;
    }

    public async Task<long> Find(DateTimeOffset from)
    {
        var (low, high) = (_feed.Value.FirstPage, _feed.Value.FullPages);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = await Page(middle).LastAt() >= from ? (low, middle) : (middle + 1, high);
        }

        var events = low < _feed.Value.FullPages ? await Page(low).Events() : [.. _feed.Value.Events];
        var index = events.TakeWhile(told => told.At < from).Count();
        return Math.Min(((long)low * IFeedGrain.PageSize) + index, _events.DurableEnd);
    }

    public async Task<int?> Rename(int page, string customer, string pseudonym)
    {
        page = Math.Max(page, _feed.Value.FirstPage);
        if (page < _feed.Value.FullPages)
        {
            await Page(page).Rename(customer, pseudonym);
            return page + 1;
        }

        if (_feed.Value.End > 0)
        {
            // Always written: what went into pages may still be in the stored state.
            _events.Change(events => FeedErasure.Rename(events, customer, pseudonym));
            await _events.Keep();
        }

        return null;
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Whoever listens at the moment listens since this activation, as far as it knows.</summary>
    private DateTimeOffset? HoldsWanted => _broadcasts.Any(static broadcast => broadcast.WantsHolds) ? _feed.Value.HoldsSince ?? _began : _feed.Value.HoldsSince;

    private void Broadcast(ImmutableArray<FeedEvent> events)
    {
        foreach (var broadcast in _broadcasts)
        {
            broadcast.Tell(broadcast.WantsHolds ? events : events.RemoveAll(HoldFeed.IsOfHold));
        }
    }

    private async Task<FeedSlice> Slice(long position, int limit)
    {
        for (position = Math.Max(position, _feed.Value.Start); ; position = ((position / IFeedGrain.PageSize) + 1) * IFeedGrain.PageSize)
        {
            var isInPage = position < _events.First;
            var events = await _events.Read(position);
            if (!isInPage || !events.IsEmpty)
            {
                return new FeedSlice(Math.Min(position, _events.DurableEnd), [.. events.Take(limit)], _events.DurableEnd);
            }

            // The page was let go meanwhile.
        }
    }

    private async Task OnTimer()
    {
        try
        {
            await Trim();
        }
        catch (Exception e) when (!_feed.IsOver)
        {
            LogTrimFailed(e);
        }
    }

    /// <summary>Lets go of pages that every follower has passed, when their time is over or nobody follows.</summary>
    private async Task Trim()
    {
        var feed = _feed.Value;
        var before = feed.FirstPage;
        var oldest = _time.GetUtcNow() - _options.Retention;
        while (feed.FirstPage < feed.FullPages && feed.Start + IFeedGrain.PageSize <= feed.Passed)
        {
            var page = Page(feed.FirstPage);
            if (feed.Followers.Count > 0 && await page.LastAt() > oldest)
            {
                break;
            }

            await page.Clear();
            feed.FirstPage++;
        }

        if (feed.FirstPage > before)
        {
            await _events.Keep();
        }
    }

    private IFeedPageGrain Page(int number) => GrainFactory.GetGrain<IFeedPageGrain>(number.ToString(CultureInfo.InvariantCulture));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Letting go of old events failed; trying again within a minute")]
    private partial void LogTrimFailed(Exception exception);
}
