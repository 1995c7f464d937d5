using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Feeds;
using Ticketing.Identifiers;
using Ticketing.Tickets;
using EventId = Ticketing.Identifiers.EventId;

namespace Ticketing.Finalization;

/// <summary>
/// Works through the index of bookings. Reentrant, so that it answers while it works; no decision spans an await. The index
/// keeps a reminder for it, and knows again what it did not write down.
/// </summary>
[Reentrant, GrainType("ticketing.finalizer")]
public sealed partial class FinalizerGrain : Grain, IFinalizerGrain
{
    private readonly Durable<FinalizationState> _work;
    private readonly FinalizationOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<FinalizerGrain> _log;
    private readonly BackgroundRounds _tickets;
    private readonly BackgroundRounds _letters;

    public FinalizerGrain(
        [PersistentState("finalization")] IPersistentState<FinalizationState> state,
        FinalizationOptions options,
        TimeProvider time,
        ILogger<FinalizerGrain> log)
    {
        _work = new Durable<FinalizationState>(state, this);
        _options = options;
        _time = time;
        _log = log;
        _tickets = new BackgroundRounds(this, time, MakeOutTickets, () => _work.IsOver, LogRoundFailed);
        _letters = new BackgroundRounds(this, time, SendLetters, () => _work.IsOver, LogRoundFailed);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _tickets.Wake(TimeSpan.Zero);
        _letters.Wake(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public Task Wake()
    {
        _tickets.Wake(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public async Task<FinalizationView> Progress()
    {
        var ahead = await Index.Confirmed(_work.Value.Position, _work.Value.Late, limit: 0);
        var work = _work.Value;
        var tickets = work.Tasks.Where(static task => task.Step == FinalizationStep.Tickets).ToArray();
        var view = new FinalizationView
        {
            Pending = ahead.Behind + tickets.Length,
            Retrying = tickets.Count(static task => task.Attempts > 0),
            Finalized = work.Finalized,
            OldestPendingAt = new[] { ahead.Oldest, tickets.Min(static task => (DateTimeOffset?)task.Since) }.Min(),
            Dead = work.Dead.Count,
            LettersPending = work.Waiting(FinalizationStep.Letter),
            LettersSent = work.LettersSent,
            LettersKept = work.LettersKept,
            LettersGivenUp = work.LettersGivenUp,
        };
        await _work.Settled();
        return view;
    }

    public async Task<DeadLetterPage> DeadLetters(long below, int limit)
    {
        var found = _work.Value.Dead.Where(letter => letter.Number < below).Reverse().Take(limit + 1).ToArray();
        await _work.Settled();
        return new DeadLetterPage([.. found.Take(limit)], found.Length > limit ? found[limit - 1].Number : null);
    }

    public async Task<bool> Retry(BookingId booking)
    {
        if (!FinalizationDecisions.Revive(_work.Value, booking, Now))
        {
            await _work.Settled();
            return false;
        }

        await _work.Changed();
        _tickets.Wake(TimeSpan.Zero);
        _letters.Wake(TimeSpan.Zero);
        return true;
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    private IBookingIndexGrain Index => GrainFactory.GetGrain<IBookingIndexGrain>(IBookingIndexGrain.All);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The work on tickets was interrupted; it goes on soon")]
    private partial void LogRoundFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tickets of booking {Booking} could not be made out; trying again")]
    private partial void LogTicketsFailed(Exception exception, BookingId booking);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tickets of booking {Booking} could not be mailed; trying again")]
    private partial void LogLetterFailed(Exception exception, BookingId booking);

    // The work, in rounds: some bookings at a time, several beside each other, one write for all that came of them. Whatever ends a round before
    // that, the next one does again, to no effect. Letters have rounds of their own: none waits for them.

    private const int BatchSize = 32;

    /// <summary>Rows without work that are passed before that is written down.</summary>
    private const int PassedSize = 512;

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(5);
    private long _written;

    /// <summary>Bookings that came to owe a letter since the round of letters began: theirs may have been read before.</summary>
    private readonly HashSet<BookingId> _wanted = [];

    private async Task<TimeSpan?> MakeOutTickets(CancellationToken cancellationToken)
    {
        var work = _work.Value;
        var due = FinalizationDecisions.Due(work, FinalizationStep.Tickets, Now, BatchSize);
        var room = Math.Min(FinalizationDecisions.Room(work), BatchSize - due.Count);
        var slice = room > 0 ? await Index.Confirmed(work.Position, work.Late, room) : null;
        var begun = _time.GetTimestamp();
        BookingId[] bookings = [.. due.Select(static task => task.BookingId).Concat(slice?.Bookings ?? []).Distinct()];
        var results = await Work(bookings, (booking, _) => MakeOut(booking), cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        Settle(results);
        if (slice is not null)
        {
            (work.Position, work.Late) = (slice.Position, slice.Late);
        }

        if (bookings.Length > 0 || work.Position >= _written + PassedSize)
        {
            _written = work.Position;
            await _work.Changed();
        }

        _wanted.UnionWith(results.Where(static result => result.WantsLetter).Select(static result => result.BookingId));
        if (results.Any(static result => result.WantsLetter))
        {
            _letters.Wake(TimeSpan.Zero);
        }

        return slice is { Behind: > 0 } || due.Count == BatchSize ? Rest(begun) : Until(FinalizationStep.Tickets);
    }

    private async Task<TimeSpan?> SendLetters(CancellationToken cancellationToken)
    {
        var due = FinalizationDecisions.Due(_work.Value, FinalizationStep.Letter, Now, BatchSize);
        _wanted.Clear();
        if (due.Count > 0)
        {
            var results = await Work([.. due.Select(static task => task.BookingId)], Mail, cancellationToken);
            if (cancellationToken.IsCancellationRequested)
            {
                return null;
            }

            Settle(results);
            foreach (var result in results.Where(result => _wanted.Contains(result.BookingId)))
            {
                FinalizationDecisions.WantLetter(_work.Value, result.BookingId, _options, Now);
            }

            await _work.Changed();
        }

        return Until(FinalizationStep.Letter);
    }

    /// <summary>So that whoever holds and books meanwhile hardly notices.</summary>
    private TimeSpan Rest(long begun)
    {
        var rest = _time.GetElapsedTime(begun) * (100 - _options.Share) / _options.Share;
        return rest < LongestRest ? rest : LongestRest;
    }

    private TimeSpan? Until(FinalizationStep step) => FinalizationDecisions.NextAt(_work.Value, step) is not { } at ? null
        : at > Now ? at - Now
        : TimeSpan.Zero;

    /// <summary>Several at a time; each worker has a number.</summary>
    private async Task<IReadOnlyList<FinalizationResult>> Work(
        IReadOnlyCollection<BookingId> bookings, Func<BookingId, int, Task<FinalizationResult>> work, CancellationToken cancellationToken)
    {
        var waiting = new Queue<BookingId>(bookings);
        List<FinalizationResult> results = [];
        await Task.WhenAll(Enumerable.Range(0, Math.Min(_options.Concurrency, bookings.Count)).Select(WorkSome));
        return results;

        async Task WorkSome(int worker)
        {
            while (!cancellationToken.IsCancellationRequested && waiting.TryDequeue(out var booking))
            {
                results.Add(await work(booking, worker));
            }
        }
    }

    private void Settle(IReadOnlyList<FinalizationResult> results)
    {
        foreach (var result in results)
        {
            FinalizationDecisions.Settle(_work.Value, result, _options, Now);
            FinalizationInstruments.Attempts.Add(1, FinalizationInstruments.Tags(result));
        }
    }

    private async Task<FinalizationResult> MakeOut(BookingId id)
    {
        try
        {
            var booking = GrainFactory.GetGrain<IBookingGrain>(id.GrainKey());
            if (await booking.Get() is not { } view || BookingFinalization.IsOpen(view.Status))
            {
                // Its home hands it over until it is there and confirmed; an activation beside the one that is told may not know it.
                return new FinalizationResult(id, FinalizationStep.Tickets, FinalizationOutcome.Failed, Error: "booking_not_found");
            }

            if (view.TicketStatus == TicketStatus.Pending && !IsOfHouse(id))
            {
                var issued = await GrainFactory.GetGrain<ITicketIssuerGrain>(GrainKeys.Event(id.Hold.EventKey)).Issue(new IssueTickets(view, Holder: null));
                if (issued.Refusal is { } refusal)
                {
                    return new FinalizationResult(id, FinalizationStep.Tickets, FinalizationOutcome.Failed, Error: FeedData.Name(refusal.Code));
                }
            }

            // Asked again after a lost answer, it tells the feed what it may not have told.
            var answer = await booking.FinalizeTickets();
            if (answer.Refusal is { Code: not RefusalCode.NoTickets } unknown)
            {
                // The index knows of its confirmation, so this is no verdict.
                return new FinalizationResult(id, FinalizationStep.Tickets, FinalizationOutcome.Failed, Error: FeedData.Name(unknown.Code));
            }

            return answer.Booking is not { FinalizedAt: not null } made
                ? new FinalizationResult(id, FinalizationStep.Tickets, FinalizationOutcome.NotWanted, view.OwesFarewell)
                : new FinalizationResult(id, FinalizationStep.Tickets, answer.Repeated ? FinalizationOutcome.Repeated : FinalizationOutcome.Done, !IsOfHouse(id) && TicketLetters.MayBeSent(made));
        }
        catch (Exception e) when (!_work.IsOver)
        {
            LogTicketsFailed(e, id);
            return new FinalizationResult(id, FinalizationStep.Tickets, FinalizationOutcome.Failed, Error: e.GetType().Name);
        }
    }

    private async Task<FinalizationResult> Mail(BookingId id, int worker)
    {
        try
        {
            var result = await GrainFactory.GetGrain<ITicketMailerGrain>(worker.ToString(CultureInfo.InvariantCulture)).Send(id);
            return new FinalizationResult(id, FinalizationStep.Letter, result switch
            {
                LetterResult.Sent => FinalizationOutcome.Done,
                LetterResult.Kept => FinalizationOutcome.Kept,
                LetterResult.NotWanted => FinalizationOutcome.NotWanted,
                LetterResult.Refused => FinalizationOutcome.Hopeless,
                LetterResult.TooMany => FinalizationOutcome.TooMany,
                _ => FinalizationOutcome.Failed,
            }, Error: result == LetterResult.Refused ? "mail_refused" : "mail_unavailable");
        }
        catch (Exception e) when (!_work.IsOver)
        {
            LogLetterFailed(e, id);
            return new FinalizationResult(id, FinalizationStep.Letter, FinalizationOutcome.Failed, Error: e.GetType().Name);
        }
    }

    /// <summary>The seats of the house are sold without tickets.</summary>
    private static bool IsOfHouse(BookingId booking) => booking.Hold.EventKey == EventId.HouseKey;
}
