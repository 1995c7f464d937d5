using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Feeds;
using Ticketing.Finalization;
using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

/// <summary>
/// One page of a waitlist, and the outbox of what happened to its entries. Reentrant, so that those who join together share
/// a write. The feed is told and letters are sent in the background; whoever watches over the line asks whether the feed
/// has it all (<see cref="IsTold"/>), and comes by every minute while somebody waits.
/// </summary>
[Reentrant, GrainType("ticketing.waitlist-page")]
public sealed partial class WaitlistPageGrain : Grain, IWaitlistPageGrain
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MailRetry = TimeSpan.FromMinutes(1);

    private readonly Durable<WaitlistPageState> _page;
    private readonly TimeProvider _time;
    private readonly ILogger<WaitlistPageGrain> _log;
    private readonly BackgroundRounds _news;
    private readonly BackgroundRounds _letters;

    public WaitlistPageGrain([PersistentState("page")] IPersistentState<WaitlistPageState> state, TimeProvider time, ILogger<WaitlistPageGrain> log)
    {
        _page = new Durable<WaitlistPageState>(state, this);
        _time = time;
        _log = log;
        _news = new BackgroundRounds(this, time, Tell, () => _page.IsOver, LogUntold);
        _letters = new BackgroundRounds(this, time, Mail, () => _page.IsOver, LogUnmailed);
    }

    public async Task<OpenedWaitlistPage> Open()
    {
        var opened = new OpenedWaitlistPage(++_page.Value.Opened, [.. _page.Value.Entries]);
        await _page.Changed();
        TellSoon();
        MailSoon();
        return opened;
    }

    public async Task<bool> Put(int opened, ImmutableArray<WaitlistEntry> entries)
    {
        var letters = _page.Value.Letters.Count;
        var isNext = _page.Value.TryPut(opened, entries);
        var isMore = _page.Value.Letters.Count > letters;
        await (isNext ? _page.Changed() : _page.Settled());
        TellSoon();
        if (isMore)
        {
            MailSoon();
        }

        return isNext;
    }

    public async Task<bool> IsTold()
    {
        TellSoon();
        var isTold = _page.Value.Untold.Count == 0;
        await _page.Settled();
        return isTold;
    }

    public Task<bool> IsLast(int opened)
    {
        TellSoon();
        MailSoon();
        return Task.FromResult(opened == _page.Value.Opened);
    }

    public async Task<ImmutableArray<WaitlistEntry>> All()
    {
        ImmutableArray<WaitlistEntry> entries = [.. _page.Value.Entries];
        await _page.Settled();
        return entries;
    }

    private void TellSoon()
    {
        if (_page.Value.Untold.Count > 0)
        {
            _news.Wake(Soon);
        }
    }

    private void MailSoon()
    {
        if (_page.Value.Letters.Count > 0)
        {
            _letters.Wake(Soon);
        }
    }

    /// <summary>Nobody is told what is not durable. What was told twice has the same id.</summary>
    private async Task<TimeSpan?> Tell(CancellationToken cancellationToken)
    {
        while (_page.Value.Untold.Count > 0)
        {
            ImmutableArray<FeedEvent> events = [.. _page.Value.Untold];
            await _page.Settled();
            await GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All).Append(events);
            _page.Value.Untold.RemoveRange(0, events.Length);
            await _page.Changed();
        }

        return null;
    }

    /// <summary>One after the other; who has no offer any more is not written to. A letter that is sent twice has the same name.</summary>
    private async Task<TimeSpan?> Mail(CancellationToken cancellationToken)
    {
        foreach (var id in _page.Value.Letters.ToArray())
        {
            await _page.Settled();
            if (_page.Value.Entries.Find(entry => entry.Id == id) is { Status: WaitlistStatus.Notified } entry
                && entry.ExpiresAt > _time.GetUtcNow()
                && await GrainFactory.GetGrain<IWaitlistMailerGrain>(GrainKeys.Event(id.Event.Key)).Send(entry) == LetterResult.Unavailable)
            {
                continue;
            }

            _page.Value.Letters.Remove(id);
            await _page.Changed();
        }

        return _page.Value.Letters.Count > 0 ? MailRetry : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The feed could not be told what happened to those who wait; trying again")]
    private partial void LogUntold(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Those whose turn has come could not be written to; trying again")]
    private partial void LogUnmailed(Exception exception);
}
