using Ticketing.Feeds;

namespace Ticketing.Holds;

/// <content>
/// Those who follow holds are told what became of this one, beside its commands, so that none waits for it. Until that is
/// done the hold is not forgotten, and its reminder stays.
/// </content>
public sealed partial class HoldGrain
{
    private static readonly TimeSpan TellDelay = TimeSpan.FromMilliseconds(20);
    private BackgroundRounds? _news;

    /// <summary>It could be forgotten, or let its reminder go, but for what is to be told.</summary>
    private bool _isUnforgotten;

    /// <summary>Events of this hold that are on their way to the feed.</summary>
    private Task _telling = Task.CompletedTask;

    private bool HasNews => _followers.SinceMs is not 0 and var since
        && HoldFeed.Of(_hold.Value, DateTimeOffset.FromUnixTimeMilliseconds(since)) != HoldNews.None;

    private void TellSoon()
    {
        if (HasNews || _followers.IsToAsk())
        {
            _news ??= new BackgroundRounds(this, _time, TellFollowers, () => _hold.IsOver, _followers.LogUntold);
            _news.Wake(TellDelay);
        }
    }

    private async Task<TimeSpan?> TellFollowers(CancellationToken cancellationToken)
    {
        var feed = GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All);
        _followers.Learn(await feed.HoldsSince());
        while (HasNews)
        {
            await (_telling = Tell(feed));
        }

        if (_isUnforgotten)
        {
            Set(TimeSpan.Zero);
        }

        return null;
    }

    private async Task Tell(IFeedGrain feed)
    {
        var hold = _hold.Value;
        var news = HoldFeed.Of(hold, DateTimeOffset.FromUnixTimeMilliseconds(_followers.SinceMs));
        var events = HoldFeed.Events(hold, news);

        // Nobody is told what is not durable.
        await _hold.Settled();
        await feed.Append(events);
        hold.Told |= news;
        if (ReferenceEquals(hold, _hold.Value) && hold.Phase is HoldPhase.Expired or HoldPhase.Released)
        {
            // Nothing else is written after the end. What is told before that goes with the next write, or is told again.
            await _hold.Changed();
        }
    }
}
