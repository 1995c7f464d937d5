using System.Collections.Immutable;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>
/// Those who follow holds are told what became of them a moment later, many at a time, off the customer's path. As long as
/// something is untold, the block's reminder stays.
/// </summary>
public abstract partial class UnitGrain
{
    private static readonly TimeSpan TellDelay = TimeSpan.FromMilliseconds(20);
    private const int TellBatch = 64;

    private BackgroundRounds? _news;

    /// <summary>Events of holds that are on their way to the feed.</summary>
    private Task _telling = Task.CompletedTask;

    public async Task<UnitAnswer> Rename(RenameHolder command)
    {
        // What is on its way has the old name; whoever erases goes through the feed after this.
        await Task.WhenAll(_telling, _opening).Ended();
        return await Decide(UnitErasure.Rename, command, isSure: false);
    }

    private void TellSoon()
    {
        if (UnitNews.Any(_unit.Value) || _followers.IsToAsk())
        {
            _news ??= new BackgroundRounds(this, _time, Tell, () => _unit.IsOver, _followers.LogUntold);
            _news.Wake(TellDelay);
        }
    }

    private async Task<TimeSpan?> Tell(CancellationToken cancellationToken)
    {
        var feed = GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All);
        _unit.Value.NewsSinceMs = _followers.Learn(await feed.HoldsSince());
        while (UnitNews.Any(_unit.Value))
        {
            await (_telling = Tell(feed));
        }

        return null;
    }

    private async Task Tell(IFeedGrain feed)
    {
        var unit = _unit.Value;
        var events = ImmutableArray.CreateBuilder<FeedEvent>();
        List<(HoldId Hold, long IssuedMs, HoldNews News)> told = [];
        foreach (var claim in unit.Claims)
        {
            if (UnitNews.Of(unit, claim) is not HoldNews.None and var news && told.Count < TellBatch)
            {
                told.Add((unit.HoldOf(claim), claim.IssuedMs, news));
                events.AddRange(HoldFeed.Events(unit, claim, news));
            }
        }

        // Nobody is told what is not durable.
        await _unit.Settled();
        await feed.Append(events.ToImmutable());
        foreach (var (hold, issuedMs, news) in told)
        {
            if (UnitNews.Told(_unit.Value, hold, issuedMs, news, Now).Change is { } change)
            {
                _unit.Value.Apply(change);
                _handedOver = true;
            }
        }
    }
}
