using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Identifiers;

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
}
