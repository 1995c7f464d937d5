using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Feeds;

namespace Ticketing.Waitlists;

/// <summary>
/// One page of a waitlist, and the outbox of what happened to its entries. Reentrant, so that those who join together share
/// a write. The feed is told in the background; whoever watches over the line asks whether it was (<see cref="IsTold"/>).
/// </summary>
[Reentrant, GrainType("ticketing.waitlist-page")]
public sealed partial class WaitlistPageGrain : Grain, IWaitlistPageGrain
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly Durable<WaitlistPageState> _page;
    private readonly ILogger<WaitlistPageGrain> _log;
    private IGrainTimer? _teller;
    private bool _isTelling;

    public WaitlistPageGrain([PersistentState("page")] IPersistentState<WaitlistPageState> state, ILogger<WaitlistPageGrain> log)
    {
        _page = new Durable<WaitlistPageState>(state, this);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The feed could not be told what happened on page {Page} of a waitlist; trying again")]
    private partial void LogUntold(Exception exception, string page);
}
