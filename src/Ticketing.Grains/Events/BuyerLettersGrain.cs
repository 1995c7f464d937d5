using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Finalization;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>
/// Goes through the index of bookings and has letters sent to all who have booked an event, some at a time, with one write for all that
/// came of them. Whatever ends a round before that, the next one does again: a booking whose letters were sent says so. What is derived
/// is reentrant, so that it answers while it works; no decision spans an await.
/// </summary>
public abstract partial class BuyerLettersGrain : SparseGrain
{
    private const int BatchSize = 32;
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);

    private readonly FinalizationOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly BackgroundRounds _rounds;

    private protected BuyerLettersGrain(FinalizationOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time, _log) = (options, time, log);
        _rounds = new BackgroundRounds(this, time, GoOn, () => IsOver, LogRoundFailed);
    }

    /// <summary>How many positions the index had when it was last looked at.</summary>
    protected long Total { get; private set; }

    protected abstract ILetterWalk Walk { get; }

    /// <summary>This activation is.</summary>
    protected abstract bool IsOver { get; }

    protected DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Wake();
        return base.OnActivateAsync(cancellationToken);
    }

    /// <summary>Goes on, if there is something to be done.</summary>
    protected void Wake()
    {
        if (Walk.IsRunning)
        {
            _rounds.Wake(TimeSpan.Zero);
        }
    }

    /// <summary>Writes the walk.</summary>
    protected abstract Task Save();

    /// <summary>Sends a booking its letters. Null: the booking is pending.</summary>
    /// <param name="mailer">Which mailer does it.</param>
    /// <param name="owed">The booking.</param>
    /// <param name="cause">What they are about.</param>
    protected abstract Task<NoticeAnswer?> Send(string mailer, OwedNotice owed, object cause);

    private async Task<TimeSpan?> GoOn(CancellationToken cancellationToken)
    {
        if (!Walk.IsRunning)
        {
            return null;
        }

        var cause = Walk.Cause!;
        var due = NoticeDecisions.Due(Walk, Now, BatchSize);
        var (fresh, position) = await NextRows(Math.Min(NoticeDecisions.Room(Walk), BatchSize - due.Count));
        var answers = await SendAll([.. due, .. fresh], cause, cancellationToken);
        if (cancellationToken.IsCancellationRequested || Walk.Cause != cause)
        {
            // What came of it belongs to a cause that is told no more.
            return Walk.IsRunning ? Soon : null;
        }

        foreach (var (owed, answer) in answers)
        {
            NoticeDecisions.Settle(Walk, owed, answer, _options, Now);
        }

        var hasMoved = position > Walk.Position;
        Walk.Position = position;
        var next = NoticeDecisions.NextAt(Walk, Total, Now);
        Walk.FinishedAt = next is null ? Now : null;

        // Pages without a booking of the event are passed over at once, and after a crash once more.
        var isPassing = answers.Count == 0 && hasMoved && next <= Now;
        await (isPassing ? Task.CompletedTask : Save());
        return next is not { } at ? null : isPassing ? TimeSpan.Zero : at > Now + Soon ? at - Now : Soon;
    }

    /// <summary>At most so many of the event's bookings from the position on, within one page, and where to go on after them.</summary>
    private async Task<(IReadOnlyList<OwedNotice> Fresh, long Position)> NextRows(int limit)
    {
        var (position, key) = (Walk.Position, Walk.EventId.Key);
        var index = GrainFactory.GetGrain<IBookingIndexGrain>(IBookingIndexGrain.All);
        Total = await index.Count();
        List<OwedNotice> fresh = [];
        if (limit > 0 && position < Total)
        {
            var (number, from) = Math.DivRem(position, IBookingIndexGrain.PageSize);
            foreach (var row in (await index.Page((int)number)).Skip((int)from))
            {
                // A lost write leaves a second row of a booking, which is no second letter.
                if (row.BookingId.Hold.EventKey == key && !fresh.Exists(known => known.BookingId == row.BookingId) && !Walk.Owed.Exists(owed => owed.BookingId == row.BookingId))
                {
                    if (fresh.Count == limit)
                    {
                        break;
                    }

                    fresh.Add(new OwedNotice { BookingId = row.BookingId });
                }

                position++;
            }
        }

        return (fresh, position);
    }

    /// <summary>Several at a time; each worker has a number.</summary>
    private async Task<IReadOnlyList<(OwedNotice Owed, NoticeAnswer? Answer)>> SendAll(IReadOnlyCollection<OwedNotice> bookings, object cause, CancellationToken cancellationToken)
    {
        var waiting = new Queue<OwedNotice>(bookings);
        List<(OwedNotice, NoticeAnswer?)> answers = [];
        await Task.WhenAll(Enumerable.Range(0, Math.Min(_options.Concurrency, bookings.Count)).Select(SendSome));
        return answers;

        async Task SendSome(int worker)
        {
            while (!cancellationToken.IsCancellationRequested && waiting.TryDequeue(out var owed))
            {
                answers.Add((owed, await SendOne(worker.ToString(CultureInfo.InvariantCulture), owed, cause)));
            }
        }
    }

    private async Task<NoticeAnswer?> SendOne(string mailer, OwedNotice owed, object cause)
    {
        if (_options.MailAttempts == 0)
        {
            return new NoticeAnswer(LetterResult.NotWanted, []);
        }

        try
        {
            return await Send(mailer, owed, cause);
        }
        catch (Exception e) when (!IsOver)
        {
            LogLetterFailed(e, owed.BookingId);
            return new NoticeAnswer(LetterResult.Unavailable, owed.Sent);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Writing to those who have booked was interrupted; it goes on soon")]
    private partial void LogRoundFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The buyer of booking {Booking} could not be written to; trying again")]
    private partial void LogLetterFailed(Exception exception, BookingId booking);
}
