using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Diagnostics;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Organizations;

namespace Ticketing.Payments;

/// <summary>
/// Does one act after the other, as <see cref="PaymentDecisions"/> says, and writes down what it saw before the next.
/// Every act is safe to repeat, so whatever interrupts it, the timer or the reminder goes on.
/// </summary>
[GrainType("ticketing.payment")]
public sealed partial class PaymentGrain : SparseGrain, IPaymentGrain, IRemindable
{
    private const string ReminderName = "go-on";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    /// <summary>Whoever waits for an answer gets it after so long, and what is left to do is done after that.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(4);

    private readonly Durable<PaymentState> _payment;
    private readonly PaymentProviders _providers;
    private readonly TimeProvider _time;
    private readonly ILogger<PaymentGrain> _log;
    private IGrainTimer? _timer;
    private bool _reminded;
    private int _waits;
    private DateTimeOffset _notBefore;
    private string? _trouble;

    public PaymentGrain([PersistentState("payment")] IPersistentState<PaymentState> state, PaymentProviders providers, TimeProvider time, ILogger<PaymentGrain> log)
    {
        _payment = new Durable<PaymentState>(state, this);
        _providers = providers;
        _time = time;
        _log = log;
    }

    protected override bool IsEmpty => _payment.IsNothing;

    public Task<PaymentView?> Get() => Task.FromResult(_payment.Value.Attempts.Count == 0 ? null : PaymentViews.View(_payment.Value, _trouble));

    public async Task<PaymentAnswer> Pay(PayBooking command)
    {
        if (PaymentDecisions.OfRequest(_payment.Value, command.Request) is { } known)
        {
            return Answer(known.Number);
        }

        if (_providers.Active is not { } provider)
        {
            return PaymentAnswer.Refused(RefusalCode.PaymentElsewhere);
        }

        if (await Booking.Get() is not { } booking)
        {
            return PaymentAnswer.Refused(RefusalCode.BookingNotFound);
        }

        if (PaymentDecisions.WhyNotPay(_payment.Value, booking, Now) is { } refusal)
        {
            return new PaymentAnswer(null, refusal);
        }

        var (account, notReady) = await Seller(booking, provider);
        if (notReady is not null)
        {
            return new PaymentAnswer(null, notReady);
        }

        return await Supersede()
            ? await Begin(booking, PaymentDecisions.Begin(_payment.Value, command, booking, provider.Name, account, _providers.Window, Now))
            : PaymentAnswer.Refused(RefusalCode.PaymentUnderWay);
    }

    /// <summary>To whose account new money goes, as it is now. Null: to the platform's own.</summary>
    private async Task<SellerAnswer> Seller(BookingView booking, IPaymentProvider provider)
    {
        if (_providers.Accounts is null
            || (await GrainFactory.GetGrain<IEventGrain>(GrainKeys.Event(booking.BookingId.Hold.Event.Key)).Get())?.OrganizationId is not { } organization)
        {
            return default;
        }

        return SellerRules.Of(await GrainFactory.GetGrain<IOrganizationsGrain>(IOrganizationsGrain.All).Account(organization), provider.Name);
    }

    /// <summary>An attempt that waits for its customer gives way. False: it could not yet be given up.</summary>
    private async Task<bool> Supersede()
    {
        if (PaymentDecisions.Superseded(_payment.Value) is not { } superseded)
        {
            return true;
        }

        const string why = "Another attempt was begun.";
        _notBefore = default;
        Put(
            superseded.Exchange is null ? superseded with { Goal = AttemptGoal.GiveBack, Why = why } : ExchangeDecisions.GiveUp(superseded, RefusalCode.ExchangeUnderWay, why),
            "given up for another attempt");

        // Before anything follows from it: another activation may know that the customer has acted.
        await _payment.Changed();
        await GoOnNow();
        return PaymentDecisions.IsOver(_payment.Value.Attempts[superseded.Number - 1]);
    }

    private async Task<PaymentAnswer> Begin(BookingView booking, PaymentAttempt attempt)
    {
        await Remind();
        var payment = _payment.Value;
        (payment.BookingId, payment.Currency) = (booking.BookingId, booking.Currency);
        payment.Attempts.Add(attempt);
        Put(attempt, "begun");
        _notBefore = default;
        await _payment.Changed();
        await GoOnNow();
        return Answer(attempt.Number);
    }

    public Task Look(int attempt)
    {
        if (attempt >= 1 && attempt <= _payment.Value.Attempts.Count)
        {
            (_waits, _notBefore) = (0, default);
            Arm(TimeSpan.Zero);
        }

        return Task.CompletedTask;
    }

    public async Task Review(int attempt)
    {
        if (attempt < 1 || attempt > _payment.Value.Attempts.Count)
        {
            return;
        }

        var reviewed = _payment.Value.Attempts[attempt - 1];
        if (!PaymentDecisions.IsOver(reviewed))
        {
            await Look(attempt);
            return;
        }

        if (_providers.Find(reviewed.Provider) is not { } provider)
        {
            return;
        }

        var intent = await provider.QueryAsync(PaymentDecisions.Known(_payment.Value, reviewed), CancellationToken.None);
        var heard = reviewed with { Dispute = intent.Dispute ?? reviewed.Dispute, RefundedMinor = Math.Max(reviewed.RefundedMinor, intent.RefundedMinor) };
        if (heard != reviewed)
        {
            // Whoever said that there is news is answered after it is written.
            await Remind();
            await Note(heard, "news of the provider");
            _notBefore = default;
            await GoOnNow();
        }
    }

    public async Task PayBack(long totalMinor)
    {
        if (totalMinor > _payment.Value.RefundWantedMinor)
        {
            await Remind();
            _payment.Value.RefundWantedMinor = totalMinor;
            await _payment.Changed();
            _notBefore = default;
        }
        else if (_payment.Value.RefundToldMinor >= totalMinor)
        {
            // It was told, and the booking did not hear it.
            await Booking.PaidBack(_payment.Value.RefundToldMinor);
        }

        await GoOnNow();
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        status.Measure(Now);
        _notBefore = default;
        await GoOnNow();
        if (_payment.Value.Attempts.All(attempt => PaymentDecisions.Next(_payment.Value, attempt, Now) == PaymentAct.Rest)
            && await this.GetReminder(ReminderName) is { } reminder)
        {
            await _payment.Changed();
            _reminded = false;
            await this.UnregisterReminder(reminder);
        }
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    private IBookingGrain Booking => GrainFactory.GetGrain<IBookingGrain>(this.GetPrimaryKeyString());

    private PaymentAnswer Answer(int attempt)
    {
        var view = PaymentViews.View(_payment.Value, _trouble).Attempts[attempt - 1];
        if (_payment.Value.Attempts[attempt - 1] is { Exchange: { } exchange } known)
        {
            return new PaymentAnswer(view, ExchangeDecisions.WhyNot(exchange, known));
        }

        return view is { IsOver: true, State: IntentState.Failed }
            ? new PaymentAnswer(view, new Refusal(RefusalCode.PaymentDeclined, PaymentViews.WhyDeclined(_payment.Value.Attempts[attempt - 1])))
            : new PaymentAnswer(view);
    }

    /// <summary>As far as it goes now. What keeps it is noted, and tried again a little later.</summary>
    private async Task GoOnNow()
    {
        var begun = _time.GetTimestamp();
        try
        {
            while (_notBefore <= Now && _time.GetElapsedTime(begun) < LongestTurn && Due() is (var attempt, var act))
            {
                await Do(attempt, act);
                _trouble = null;
            }
        }
        catch (PaymentUnavailableException e)
        {
            if (_trouble is null)
            {
                // Once for each trouble, and not for each try.
                LogUnavailable(_payment.Value.BookingId, e.Message);
            }

            _trouble = e.Message;
            Wait();
        }
        catch (Exception e) when (!_payment.IsOver)
        {
            LogInterrupted(e, _payment.Value.BookingId);
            Wait();
        }

        if (!_payment.IsOver && Due() is not null)
        {
            Arm(_notBefore - Now);
        }
    }

    private (PaymentAttempt Attempt, PaymentAct Act)? Due()
    {
        foreach (var attempt in _payment.Value.Attempts)
        {
            if (PaymentDecisions.Next(_payment.Value, attempt, Now) is var act && act != PaymentAct.Rest)
            {
                return (attempt, act);
            }
        }

        return null;
    }

    private void Wait() => _notBefore = Now + PaymentPause.Of(_payment.Value.BookingId, _waits++);

    private void Arm(TimeSpan delay)
    {
        _timer?.Dispose();
        _timer = this.RegisterGrainTimer(
            static (self, _) => self.GoOnNow(),
            this,
            new GrainTimerCreationOptions(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }

    private void Put(PaymentAttempt attempt, string step)
    {
        var payment = _payment.Value;
        _waits = 0;
        payment.Attempts[attempt.Number - 1] = attempt;
        payment.Steps.Add(new NumberedStep(attempt.Number, new PaymentStep(Now, step)));
        if (payment.Steps.Count > PaymentState.MaxSteps)
        {
            payment.Steps.RemoveAt(0);
        }
    }

    /// <summary>Before anything is begun that must be brought to its end.</summary>
    private async Task Remind()
    {
        if (_reminded)
        {
            return;
        }

        try
        {
            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod).Traced("write", "reminder");
        }
        catch (Exception e)
        {
            throw new OutcomeUnknownException("The reminder that looks after the payment could not be kept. Repeat the request.", e);
        }

        _reminded = true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The payment of booking {Booking} waits for its provider, which is asked again: {Trouble}")]
    private partial void LogUnavailable(BookingId booking, string trouble);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The payment of booking {Booking} is disputed: {Words}")]
    private partial void LogDispute(BookingId booking, string words);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The payment of booking {Booking} was interrupted; it goes on soon")]
    private partial void LogInterrupted(Exception exception, BookingId booking);
}
