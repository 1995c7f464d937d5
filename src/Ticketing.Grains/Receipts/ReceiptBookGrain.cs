using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Receipts;

/// <summary>
/// Gives numbers as they are asked for, many with one write, and tells them to their bookings beside that, until each has answered.
/// Reentrant, so that it answers while it tells; no decision spans an await.
/// </summary>
[Reentrant, GrainType("ticketing.receipt-book")]
public sealed partial class ReceiptBookGrain : SparseGrain, IReceiptBookGrain, IRemindable
{
    private const string ReminderName = "go-on";
    private const int AtOnce = 32;
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);

    /// <summary>How long to wait with a booking that could not be told.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    private readonly Durable<ReceiptBookState> _book;
    private readonly SalesOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ReceiptBookGrain> _log;
    private readonly BackgroundRounds _rounds;
    private Task? _reminding;

    public ReceiptBookGrain([PersistentState("receipt-book")] IPersistentState<ReceiptBookState> state, SalesOptions options, TimeProvider time, ILogger<ReceiptBookGrain> log)
    {
        _book = new Durable<ReceiptBookState>(state, this);
        _options = options;
        _time = time;
        _log = log;
        _rounds = new BackgroundRounds(this, time, GoOn, () => _book.IsOver, LogRoundFailed);
    }

    protected override bool IsEmpty => _book.IsNothing;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_book.Value.OnTheWay.Count > 0)
        {
            _rounds.Wake(TimeSpan.Zero);
        }

        return base.OnActivateAsync(cancellationToken);
    }

    public async Task Want(BookingId booking, int step)
    {
        await Remind();
        if (ReceiptBookDecisions.Give(_book.Value, booking, step, Now))
        {
            await _book.Changed();
            _rounds.Wake(TimeSpan.Zero);
        }

        await _book.Settled();
    }

    public Task WantSoon(BookingId booking, int step) => Want(booking, step);

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (_book.Value.OnTheWay.Count > 0)
        {
            _rounds.Wake(TimeSpan.Zero);
            return;
        }

        _reminding = null;
        await this.EndReminder(ReminderName, _book, forget: false);
        if (_book.Value.OnTheWay.Count > 0)
        {
            // Somebody asked meanwhile, and the reminder that they had made went with the old one.
            _reminding = null;
            await Remind();
        }
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Registered before the first number is on its way, so that a crash leaves none there.</summary>
    private Task Remind() => _reminding is { IsFaulted: false, IsCanceled: false } known ? known : _reminding = this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);

    private async Task<TimeSpan?> GoOn(CancellationToken cancellationToken)
    {
        var some = _book.Value.OnTheWay.Take(AtOnce).ToArray();
        if (some.Length == 0 || await GrainFactory.GetGrain<IEventGrain>(this.GetPrimaryKeyString()).Get() is not { } view)
        {
            return null;
        }

        // Nobody hears of a number that another receipt may still get.
        await _book.Settled();
        var told = await Task.WhenAll(some.Select(given => Tell(given, view)));
        foreach (var (given, answer) in some.Zip(told))
        {
            if (answer is { } said)
            {
                ReceiptBookDecisions.Settle(_book.Value, given, said, Now);
            }
            else if (_book.Value.OnTheWay.Remove(given))
            {
                // Others are not kept waiting by it.
                _book.Value.OnTheWay.Add(given);
            }
        }

        await _book.Changed();
        return _book.Value.OnTheWay.Count == 0 ? null : Array.TrueForAll(told, static answer => answer is null) ? Later : Soon;
    }

    /// <summary>Null: it is not known.</summary>
    private async Task<NumberedReceipt?> Tell(GivenNumber given, EventView view)
    {
        try
        {
            return await GrainFactory.GetGrain<IBookingGrain>(given.Booking.GrainKey())
                .NumberReceipt(new NumberReceipt(given.Step, given.Number, given.At, view.Name, view.Seller ?? _options.Seller));
        }
        catch (Exception e) when (!_book.IsOver)
        {
            LogBookingFailed(e, given.Booking);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Telling bookings the numbers of their receipts was interrupted; it goes on soon")]
    private partial void LogRoundFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Booking {Booking} could not be told the number of its receipt; trying again")]
    private partial void LogBookingFailed(Exception exception, BookingId booking);
}
