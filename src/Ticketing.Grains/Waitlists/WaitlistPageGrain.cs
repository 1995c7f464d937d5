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
/// has it all (<see cref="IsTold"/>), and comes by while somebody has an offer.
/// </summary>
[Reentrant, GrainType("ticketing.waitlist-page")]
public sealed partial class WaitlistPageGrain : Grain, IWaitlistPageGrain
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MailRetry = TimeSpan.FromMinutes(1);

    private readonly Durable<WaitlistPageState> _page;
    private readonly TimeProvider _time;
    private readonly ILogger<WaitlistPageGrain> _log;
    private IGrainTimer? _teller;
    private IGrainTimer? _mailer;
    private bool _isTelling;
    private bool _isMailing;

    public WaitlistPageGrain([PersistentState("page")] IPersistentState<WaitlistPageState> state, TimeProvider time, ILogger<WaitlistPageGrain> log)
    {
        _page = new Durable<WaitlistPageState>(state, this);
        _time = time;
        _log = log;
    }

    public async Task<OpenedWaitlistPage> Open()
    {
        var opened = new OpenedWaitlistPage(++_page.Value.Opened, [.. _page.Value.Entries]);
        await _page.Changed();
        TellSoon();
        return opened;
    }

    public async Task<bool> Put(int opened, ImmutableArray<WaitlistEntry> entries)
    {
        var isNext = _page.Value.TryPut(opened, entries);
        await (isNext ? _page.Changed() : _page.Settled());
        TellSoon();
        return isNext;
    }

    public async Task<bool> IsTold()
    {
        TellSoon();
        var isTold = _page.Value.Untold.Count == 0;
        await _page.Settled();
        return isTold;
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
            _teller ??= this.RegisterGrainTimer(
                static (self, _) => self.OnTimer(),
                this,
                new GrainTimerCreationOptions(Soon, Retry) { Interleave = true, KeepAlive = true });
        }

        if (_page.Value.Letters.Count > 0)
        {
            _mailer ??= this.RegisterGrainTimer(
                static (self, _) => self.OnMailTimer(),
                this,
                new GrainTimerCreationOptions(Soon, MailRetry) { Interleave = true, KeepAlive = true });
        }
    }

    private async Task OnTimer()
    {
        if (_isTelling)
        {
            return;
        }

        _isTelling = true;
        try
        {
            await Tell();
            _teller?.Dispose();
            _teller = null;
        }
        catch (Exception e) when (!_page.Failed)
        {
            LogUntold(e, this.GetPrimaryKeyString());
        }
        finally
        {
            _isTelling = false;
        }
    }

    /// <summary>Nobody is told what is not durable. What was told twice has the same id.</summary>
    private async Task Tell()
    {
        while (_page.Value.Untold.Count > 0)
        {
            ImmutableArray<FeedEvent> events = [.. _page.Value.Untold];
            await _page.Settled();
            await GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All).Append(events);
            _page.Value.Untold.RemoveRange(0, events.Length);
            await _page.Changed();
        }
    }

    private async Task OnMailTimer()
    {
        if (_isMailing)
        {
            return;
        }

        _isMailing = true;
        try
        {
            await Mail();
            if (_page.Value.Letters.Count == 0)
            {
                _mailer?.Dispose();
                _mailer = null;
            }
        }
        catch (Exception e) when (!_page.Failed)
        {
            LogUnmailed(e, this.GetPrimaryKeyString());
        }
        finally
        {
            _isMailing = false;
        }
    }

    /// <summary>One after the other; who has no offer any more is not written to. A letter that is sent twice has the same name.</summary>
    private async Task Mail()
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
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Those of page {Page} of a waitlist whose turn has come could not be written to; trying again")]
    private partial void LogUnmailed(Exception exception, string page);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The feed could not be told what happened on page {Page} of a waitlist; trying again")]
    private partial void LogUntold(Exception exception, string page);
}
