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
using Ticketing.Money;
using Ticketing.Organizations;
using Ticketing.Security;

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

    // What can be done about an attempt. Each ends with a write that says what was seen.

    /// <summary>Who confirms a booking that is paid here, in its audit trail.</summary>
    private const string Name = ReservedNames.Payment;

    private Task Do(PaymentAttempt attempt, PaymentAct act) => act switch
    {
        _ when attempt is { Exchange: { } exchange, Told: false } && Exchanging(attempt, exchange, act) is { } done => done,
        PaymentAct.Begin => Begin(attempt),
        PaymentAct.TakePlaces => TakePlaces(attempt),
        PaymentAct.GiveUp => Note(attempt with { Goal = AttemptGoal.GiveBack, Why = "It took too long." }, "given up: it took too long"),
        PaymentAct.TellPaid => Tell(attempt, isPaid: true),
        PaymentAct.TellUnpaid => Tell(attempt, isPaid: false),
        PaymentAct.TellPaidBack => TellPaidBack(),
        PaymentAct.TellDispute => TellDispute(attempt, attempt.Dispute!),
        _ => Ask(attempt, act),
    };

    /// <summary>The hold lasts for as long as the payment may take, and a little longer, so that the provider is asked before it ends.</summary>
    private async Task Begin(PaymentAttempt attempt)
    {
        var hold = _payment.Value.BookingId.Hold;
        var extended = await GrainFactory.HomeOf(hold).Extend(hold, attempt.EndsAt + PaymentDecisions.Slack);
        var refusal = extended.Refusal;
        if (refusal is null)
        {
            var begun = await Booking.BeginPayment(new BeginPayment(attempt.Number, attempt.Provider, extended.Hold!.ExpiresAt) { By = attempt.By, Why = attempt.ByReason });
            refusal = begun.Refusal;
        }

        await (refusal is null
            ? Note(attempt with { Begun = true }, "places kept")
            : Note(attempt with { Goal = AttemptGoal.GiveBack, PlacesGone = true, State = IntentState.Canceled, Why = PaymentViews.Why(refusal) }, "the places are gone"));
    }

    private async Task Ask(PaymentAttempt attempt, PaymentAct act)
    {
        var provider = _providers.Find(attempt.Provider)
            ?? throw new PaymentUnavailableException($"This service does not know the provider '{attempt.Provider}' any more.");
        var known = PaymentDecisions.Known(_payment.Value, attempt);
        var intent = await Counted(act, act switch
        {
            PaymentAct.Authorize => provider.AuthorizeAsync(
                new AuthorizePayment { Key = known.Key, Token = attempt.Token!, AmountMinor = known.AmountMinor, Currency = known.Currency, Reference = known.Reference, Account = known.Account },
                CancellationToken.None),
            PaymentAct.Capture => provider.CaptureAsync(known, CancellationToken.None),
            PaymentAct.Void => provider.VoidAsync(known, CancellationToken.None),
            PaymentAct.Refund => provider.RefundAsync(known, Wanted(attempt), CancellationToken.None),
            _ => provider.QueryAsync(known, CancellationToken.None),
        });
        var heard = PaymentDecisions.Hear(attempt, intent);
        var isAsItWas = heard == attempt;
        heard = heard with { LookedAtEnd = heard.LookedAtEnd || (act == PaymentAct.Query && Now >= attempt.EndsAt) };
        if (heard != attempt)
        {
            await Note(heard, PaymentViews.Step(act, intent));
        }

        if (isAsItWas || heard.State is IntentState.Processing or IntentState.RequiresAction)
        {
            // The provider, or the customer, needs time.
            Wait();
        }
    }

    private static async Task<PaymentIntent> Counted(PaymentAct act, Task<PaymentIntent> asked)
    {
        var isAnswered = false;
        try
        {
            var intent = await asked;
            isAnswered = true;
            return intent;
        }
        finally
        {
            PaymentInstruments.Calls.Add(1, PaymentInstruments.Tags(PaymentViews.Snake(act), isAnswered));
        }
    }

    private long Wanted(PaymentAttempt attempt) => attempt.PlacesTaken
        ? PaymentDecisions.RefundWanted(_payment.Value, attempt)
        : attempt.AmountMinor;

    private async Task TakePlaces(PaymentAttempt attempt)
    {
        var hold = _payment.Value.BookingId.Hold;
        var book = new BookHold(hold, TokenHash: 0) { Authorized = true };
        var answer = await GrainFactory.HomeOf(hold).Book(book);
        var booking = answer.Refusal?.Code is RefusalCode.HoldExpired or RefusalCode.HoldNotFound ? await Booking.Get() : null;
        if (booking is { Status: BookingStatus.Confirmed or BookingStatus.Completed })
        {
            throw new OutcomeUnknownException("The home of the places does not know yet that they are sold.");
        }

        if (booking is { Status: BookingStatus.Pending or BookingStatus.Expired })
        {
            // An activation beside the one that paid the money back fails here.
            await _payment.Changed();
            var revived = await GrainFactory.HomeOf(hold).Revive(new ReviveHold(hold, booking.Quantity, booking.Customer, Now + PaymentDecisions.Slack) { AmountMinor = booking.AmountMinor });
            answer = revived.Refusal is null ? await GrainFactory.HomeOf(hold).Book(book) : revived;
        }

        if (answer.Refusal is { } refusal)
        {
            if (refusal.Code == RefusalCode.Busy)
            {
                throw new OutcomeUnknownException("Others want the places at this moment.");
            }

            await Note(attempt with { Goal = AttemptGoal.GiveBack, PlacesGone = true, Why = PaymentViews.Why(refusal) }, "the places are gone");
            return;
        }

        var confirmed = await Booking.Confirm(new ConfirmBooking { Hold = answer.Hold!, By = Name, PaymentReference = attempt.Reference });
        if (confirmed.Booking is { ConfirmedAt: null })
        {
            await GrainFactory.HomeOf(hold).Return(BookingId.Of(hold));
            await Note(attempt with { Goal = AttemptGoal.GiveBack, PlacesGone = true, Why = "The booking was cancelled." }, "places given back: the booking was cancelled");
            return;
        }

        await Note(attempt with { Goal = AttemptGoal.Take, PlacesTaken = true, Why = null }, "places sold");
    }

    private async Task Tell(PaymentAttempt attempt, bool isPaid)
    {
        var why = isPaid ? null : attempt.Why ?? (attempt.DeclineCode is { } code ? $"The payment was declined: {code}." : "The payment was cancelled.");
        var told = await Booking.EndPayment(new EndPayment(attempt.Number, isPaid, attempt.Reference, why) { PlacesTaken = attempt.PlacesTaken });
        if (told.Refusal is not null)
        {
            throw new OutcomeUnknownException("The booking does not know yet that it is being paid.");
        }

        await Note(attempt with { Told = true, Token = null }, isPaid ? "paid" : "not paid");
    }

    private async Task TellPaidBack()
    {
        var wanted = _payment.Value.RefundWantedMinor;
        await Booking.PaidBack(wanted);
        _payment.Value.RefundToldMinor = wanted;
        await _payment.Changed();
    }

    /// <summary>Whoever runs the service is told at once, the organizer by the booking's history.</summary>
    private async Task TellDispute(PaymentAttempt attempt, PaymentDispute dispute)
    {
        var amount = Currency.TryFind(_payment.Value.Currency, out var currency) ? $"{currency.Format(dispute.AmountMinor)} {currency}" : _payment.Value.Currency;
        var words = PaymentViews.Words(dispute, amount);
        var told = await Booking.Dispute(new DisputeBooking(PaymentDecisions.Told(dispute), words));
        if (told.Refusal is not null)
        {
            throw new OutcomeUnknownException("The booking does not know of the dispute yet.");
        }

        await Note(attempt with { DisputeTold = PaymentDecisions.Told(dispute) }, $"disputed: {dispute.Status}");
        PaymentInstruments.Disputes.Add(1, new KeyValuePair<string, object?>("status", dispute.Status));
        LogDispute(_payment.Value.BookingId, words);
    }

    private Task Note(PaymentAttempt attempt, string step)
    {
        Put(attempt, step);
        return _payment.Changed();
    }

    // Exchanges: the same acts, for places that were held for the booking, and none of them is the booking's before it says so.

    public async Task<PaymentAnswer> Exchange(ExchangeBooking command)
    {
        if (ExchangeDecisions.Of(_payment.Value, command) is { } known)
        {
            return Answer(known.Number);
        }

        if (await Booking.Get() is not { } booking)
        {
            return PaymentAnswer.Refused(RefusalCode.BookingNotFound);
        }

        if (ExchangeDecisions.WhyNotExchange(_payment.Value, booking) is { } refusal)
        {
            return new PaymentAnswer(null, refusal);
        }

        if (!command.IsDryRun && !await Supersede())
        {
            return PaymentAnswer.Refused(RefusalCode.ExchangeUnderWay);
        }

        var (attempt, wrong) = ExchangeDecisions.Begin(_payment.Value, command, booking, _providers.Active?.Name, _providers.Window, Now);
        if (attempt is null)
        {
            return new PaymentAnswer(null, wrong);
        }

        var (account, notReady) = _providers.Find(attempt.Provider) is { } provider ? await Seller(booking, provider) : default;
        return notReady is not null ? new PaymentAnswer(null, notReady)
            : command.IsDryRun ? new PaymentAnswer(new AttemptView { Number = attempt.Number, Provider = attempt.Provider, AmountMinor = attempt.AmountMinor, Account = account })
            : await Begin(booking, attempt with { Account = account });
    }

    /// <summary>Null: it is as with every payment.</summary>
    private Task? Exchanging(PaymentAttempt attempt, AttemptExchange exchange, PaymentAct act) => act switch
    {
        PaymentAct.Begin => Keep(attempt, exchange),
        PaymentAct.TakePlaces => TakeOthers(attempt, exchange),
        PaymentAct.Exchange => Commit(attempt, exchange),
        PaymentAct.GiveUp when attempt.IsWithoutMoney => Note(
            ExchangeDecisions.GiveUp(attempt, RefusalCode.PaymentDeclined, attempt.DeclineCode is { } code ? $"The provider says {code}." : null), "given up: no money"),
        PaymentAct.GiveUp => Note(ExchangeDecisions.GiveUp(attempt, RefusalCode.HoldExpired, "It took too long."), "given up: it took too long"),
        PaymentAct.ReturnPlaces => ReturnPlaces(attempt, exchange),
        PaymentAct.TellUnpaid => Note(attempt with { Told = true, Token = null }, "not exchanged"),
        _ => null,
    };

    /// <summary>The new places are held for as long as the payment may take.</summary>
    private async Task Keep(PaymentAttempt attempt, AttemptExchange exchange)
    {
        var extended = await GrainFactory.HomeOf(exchange.Hold).Extend(exchange.Hold, attempt.EndsAt + PaymentDecisions.Slack);
        await (extended.Refusal is { } refusal
            ? Note(ExchangeDecisions.GiveUp(attempt, refusal.Code, refusal.Detail), "the places are gone")
            : Note(attempt with { Begun = true }, "new places kept"));
    }

    private async Task TakeOthers(PaymentAttempt attempt, AttemptExchange exchange)
    {
        var answer = await GrainFactory.HomeOf(exchange.Hold).Book(new BookHold(exchange.Hold, TokenHash: 0) { Authorized = true, ExchangeFor = _payment.Value.BookingId });
        if (answer.Refusal is { Code: RefusalCode.Busy })
        {
            throw new OutcomeUnknownException("Others want the places at this moment.");
        }

        await (answer.Refusal is { } refusal
            ? Note(ExchangeDecisions.GiveUp(attempt, refusal.Code, refusal.Detail), "the places are gone")
            : Note(attempt with { PlacesTaken = true }, "new places taken"));
    }

    /// <summary>
    /// The booking's write is the commit point: before it all that was taken goes back, after it the places that it had do.
    /// What it refuses it refuses for good, so whoever asks late can't be told otherwise.
    /// </summary>
    private async Task Commit(PaymentAttempt attempt, AttemptExchange exchange)
    {
        if ((await GrainFactory.HomeOf(exchange.Hold).Get(exchange.Hold)).Hold is not { Status: HoldStatus.Confirmed } confirmed)
        {
            if ((await Booking.History()).All(step => step.Exchanged?.Hold != exchange.Hold))
            {
                throw new OutcomeUnknownException("The new places are not known as sold.");
            }

            // The booking had them, and gave them back before it was heard here that it did.
            await Note(attempt with { Told = true, Token = null }, "exchanged");
            return;
        }

        var answer = await Booking.Exchange(new ExchangePlaces
        {
            Hold = confirmed,
            From = exchange.From,
            PaidMinor = attempt.AmountMinor,
            RefundMinor = exchange.RefundMinor,
            By = exchange.By,
            Why = exchange.Why,
            PaymentReference = attempt.Reference,
            Transfers = exchange.Transfers,
        });
        await (answer.Refusal is { } refusal
            ? Note(ExchangeDecisions.GiveUp(attempt, refusal.Code, refusal.Detail), "not exchanged")
            : Note(attempt with { Told = true, Token = null }, "exchanged"));
    }

    /// <summary>They are free again, whether they were held, or sold for this.</summary>
    private async Task ReturnPlaces(PaymentAttempt attempt, AttemptExchange exchange)
    {
        var released = await GrainFactory.HomeOf(exchange.Hold).Release(ReleaseHold.ByOperator(exchange.Hold));
        if (released.Refusal?.Code == RefusalCode.AlreadyBooked)
        {
            await GrainFactory.HomeOf(exchange.Hold).Return(BookingId.Of(exchange.Hold));
        }

        await Note(attempt with { PlacesTaken = false, PlacesGone = true }, "new places given back");
    }
}
