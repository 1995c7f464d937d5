using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Codes;
using Ticketing.Diagnostics;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Holds;

/// <summary>
/// Coordinates a hold over several units. One command at a time; the write that says <see cref="HoldPhase.Confirmed"/>
/// is the commit point, and what follows from it is told until everybody has heard it.
/// </summary>
[GrainType("ticketing.hold")]
public sealed partial class HoldGrain : SparseGrain, IHoldGrain, IRemindable
{
    private const string ReminderName = "end";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TellRetry = TimeSpan.FromSeconds(1);

    private readonly Durable<HoldState> _hold;
    private readonly HoldFollowers _followers;
    private readonly TimeProvider _time;
    private readonly ILogger<HoldGrain> _log;
    private IGrainTimer? _timer;

    /// <summary>A block was asked in vain for places that others wanted at the same moment.</summary>
    private bool _contended;

    /// <summary>The code and the quotas that were not asked, or refused: there is nothing to give back. An activation that was not there can't know.</summary>
    private readonly HashSet<GrainId> _without = [];

    /// <summary>Until then this activation need not find out again that it is the one that knows.</summary>
    private DateTimeOffset _sureUntil;

    public HoldGrain([PersistentState("hold")] IPersistentState<HoldState> state, HoldFollowers followers, TimeProvider time, ILogger<HoldGrain> log)
    {
        _hold = new Durable<HoldState>(state, this);
        _followers = followers;
        _time = time;
        _log = log;
    }

    protected override bool IsEmpty => _hold.IsNothing;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Arm();
        return base.OnActivateAsync(cancellationToken);
    }

    public Task<HoldAnswer> Get(HoldId hold)
    {
        var state = _hold.Value;
        return Task.FromResult(state.HoldId != hold || state.Phase is HoldPhase.None or HoldPhase.Placing or HoldPhase.Refused
            ? HoldAnswer.Refused(RefusalCode.HoldNotFound)
            : new HoldAnswer(HoldDecisions.View(state, Now)));
    }

    public async Task<HoldAnswer> Release(ReleaseHold command)
    {
        if (HoldDecisions.WhyNotRelease(await _hold.Known(), command) is var refusal && refusal != RefusalCode.None)
        {
            // An operator knows of the hold: an activation beside the one that does too fails here.
            await (command.Operator && _hold.Exists ? _hold.Changed() : Task.CompletedTask);
            return HoldAnswer.Refused(refusal);
        }

        var repeated = _hold.Value.Phase != HoldPhase.Active;
        if (!repeated)
        {
            await End(command.Reason == EndReason.Expired ? HoldPhase.Expired : HoldPhase.Released);
        }

        await Tell();
        TellSoon();
        return new HoldAnswer(HoldDecisions.View(_hold.Value, Now), Repeated: repeated);
    }

    public async Task<HoldAnswer> Book(BookHold command)
    {
        var hold = await _hold.Known();
        if (HoldDecisions.WhyNotBook(hold, command, Now) is var refusal && refusal != RefusalCode.None)
        {
            return refusal == RefusalCode.PaymentRequired
                ? new HoldAnswer(HoldDecisions.View(hold, Now), new Refusal(refusal))
                : HoldAnswer.Refused(refusal);
        }

        if (hold.Phase == HoldPhase.Confirmed)
        {
            return new HoldAnswer(HoldDecisions.View(hold, Now), Repeated: true);
        }

        if (await Pin(hold) is var unpinned && unpinned != RefusalCode.None)
        {
            return await GiveUp(hold, unpinned);
        }

        hold.Phase = HoldPhase.Confirmed;
        hold.Email = command.Email;
        hold.Locale = command.Locale;
        hold.Voucher = command.Voucher;
        hold.EndedAt = Now;
        hold.Untold = true;
        await _hold.Changed();
        Arm(atOnce: true);
        return new HoldAnswer(HoldDecisions.View(hold, Now));
    }

    public async Task TellAgain()
    {
        // Whoever asks has not heard it, whatever an answer said that came from elsewhere.
        var hold = await _hold.Known();
        hold.Untold |= hold.Phase is not (HoldPhase.None or HoldPhase.Placing or HoldPhase.Active) && !hold.Returned;
        if (hold.Phase == HoldPhase.Active && _sureUntil <= Now)
        {
            // There should be a verdict. An activation beside the one that knows it fails here; or a sale was interrupted.
            await _hold.Changed();
            _sureUntil = Now + ReminderPeriod;
        }

        await OnTime();
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        status.Measure(Now);
        return OnTime();
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    private IEnumerable<(ISectionGrain Section, HoldPart Part)> Parts(HoldState hold) =>
        hold.Parts.Select(part => (GrainFactory.GetGrain<ISectionGrain>(GrainKeys.Section(hold.HoldId.EventKey, part.Block)), part));

    private IAllowanceGrain? Allowance(HoldState hold) => hold.HasAllowance
        ? GrainFactory.GetGrain<IAllowanceGrain>(GrainKeys.Allowance(hold.HoldId.EventKey, hold.Customer!))
        : null;

    private ICodeGrain? Code(HoldState hold) => hold.Code is { Code: var code }
        ? GrainFactory.GetGrain<ICodeGrain>(GrainKeys.Code(hold.HoldId.EventKey, code))
        : null;

    private IAllowanceGrain? CodeAllowance(HoldState hold) => hold.Code is { Code: var code, CustomerLimit: not null }
        ? GrainFactory.GetGrain<IAllowanceGrain>(GrainKeys.CodeAllowance(hold.HoldId.EventKey, code, hold.Customer!))
        : null;

    /// <summary>What may be sold as a ticket type.</summary>
    private IAllowanceGrain Quota(HoldState hold, HeldQuota quota) => GrainFactory.GetGrain<IAllowanceGrain>(GrainKeys.Quota(hold.HoldId.EventKey, quota.TypeId));

    private IEnumerable<IAllowanceGrain> Quotas(HoldState hold) => hold.Quotas.IsDefaultOrEmpty ? [] : hold.Quotas.Select(quota => Quota(hold, quota));

    /// <summary>What the customer may take of the event, and how often they may use the code, where either is limited.</summary>
    private IEnumerable<IAllowanceGrain> OfCustomer(HoldState hold) => new[] { Allowance(hold), CodeAllowance(hold) }.OfType<IAllowanceGrain>();

    /// <summary>All that is reserved with the places, but the use of a code.</summary>
    private IEnumerable<IAllowanceGrain> Allowances(HoldState hold) => OfCustomer(hold).Concat(Quotas(hold));

    /// <summary>Neither the code nor a quota has granted the hold anything that it did not give back.</summary>
    private void HasNothing(HoldState hold)
    {
        _without.UnionWith(Quotas(hold).Select(static quota => quota.GetGrainId()));
        if (Code(hold) is { } code)
        {
            _without.Add(code.GetGrainId());
        }
    }

    /// <summary>
    /// A place could not be pinned. Before the hold's end that is nobody's verdict: an activation that went on beside
    /// another does not know the claim, and the next one will.
    /// </summary>
    private async Task<HoldAnswer> GiveUp(HoldState hold, RefusalCode refusal)
    {
        if (refusal != RefusalCode.NotOnSale && Now < hold.ExpiresAt)
        {
            throw new OutcomeUnknownException("A place of the hold could not be confirmed now. Repeat the request.");
        }

        await End(HoldPhase.Expired);
        await Tell();
        return HoldAnswer.Refused(refusal == RefusalCode.NotOnSale ? refusal : RefusalCode.HoldExpired);
    }

    /// <summary>None: every claim is pinned.</summary>
    private async Task<RefusalCode> Pin(HoldState hold)
    {
        List<Task<RefusalCode>> pins = [.. Parts(hold).Select(at => at.Section.PinPart(Command(hold, at.Part)))];
        pins.AddRange(Allowances(hold).Select(allowance => PinAllowance(allowance, hold.HoldId)));
        if (Code(hold) is { } code)
        {
            pins.Add(code.Pin(hold.HoldId));
        }

        return (await Task.WhenAll(pins)).FirstOrDefault(refusal => refusal != RefusalCode.None);
    }

    private static async Task<RefusalCode> PinAllowance(IAllowanceGrain allowance, HoldId hold) => (await allowance.Pin(hold)).Refusal;

    /// <summary>Written before anybody is told to free anything.</summary>
    private Task End(HoldPhase phase)
    {
        _hold.Value.Phase = phase;
        _hold.Value.EndedAt = Now;
        _hold.Value.Untold = true;
        return _hold.Changed();
    }

    /// <summary>Time has passed, or a unit asks: end what is due, tell what is untold, forget what is old.</summary>
    private async Task OnTime()
    {
        var hold = _hold.Value;
        var now = Now;
        if (hold.Phase is HoldPhase.None)
        {
            await this.EndReminder(ReminderName, _hold, forget: true);
            return;
        }

        await Conclude(hold, now);
        _isUnforgotten = hold.Phase is not HoldPhase.Active && HasNews;
        if (hold.Phase is not HoldPhase.Active && !_isUnforgotten)
        {
            await Forget(now);
        }

        if (!_hold.IsOver)
        {
            Arm();
        }
    }

    /// <summary>Ends what is due, and tells what is untold.</summary>
    private async Task Conclude(HoldState hold, DateTimeOffset now)
    {
        if (hold.Phase is HoldPhase.Placing)
        {
            // The attempt was cut off and nothing was acknowledged.
            hold.RefusalCode = (int)RefusalCode.Busy;
            hold.RefusalDetail = "The request was interrupted. Repeat it with a new idempotency key.";
            await End(HoldPhase.Refused);
        }
        else if (HoldDecisions.IsDue(hold, now))
        {
            await End(HoldPhase.Expired);
        }

        if (hold.Phase is not HoldPhase.Active)
        {
            await Tell();
        }
    }

    private static PartCommand Command(HoldState hold, HoldPart part) =>
        new(hold.HoldId, [.. part.Units.Select(unit => unit.Unit)]) { IssuedAt = hold.CreatedAt };

    private void Arm(bool atOnce = false)
    {
        TellSoon();
        var hold = _hold.Value;
        TimeSpan delay;
        if (hold.Untold)
        {
            delay = atOnce || _timer is null ? TimeSpan.Zero : TellRetry;
        }
        else if (hold.Phase == HoldPhase.Active)
        {
            delay = hold.ExpiresAt - Now;
            delay = delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
        }
        else
        {
            return;
        }

        Set(delay);
    }

    private void Set(TimeSpan delay)
    {
        _timer?.Dispose();
        _timer = this.RegisterGrainTimer(
            static (self, _) => self.OnTimer(),
            this,
            new GrainTimerCreationOptions(delay, TellRetry) { KeepAlive = true });
    }

    private async Task OnTimer()
    {
        try
        {
            await OnTime();
        }
        catch (Exception e) when (!_hold.IsOver)
        {
            LogTellingFailed(e, _hold.Value.HoldId);
        }

        if (!_hold.IsOver && !_hold.Value.Untold && _hold.Value.Phase != HoldPhase.Active)
        {
            _timer?.Dispose();
        }
    }

    private async Task Remind(TimeSpan due)
    {
        try
        {
            await this.RegisterOrUpdateReminder(ReminderName, due, ReminderPeriod).Traced("write", "reminder");
        }
        catch (Exception e)
        {
            throw new OutcomeUnknownException("The reminder that ends the hold could not be kept. Repeat the request.", e);
        }
    }

    private async Task DropReminder()
    {
        if (await this.GetReminder(ReminderName) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Telling the units of hold {Hold} failed; trying again")]
    private partial void LogTellingFailed(Exception exception, HoldId hold);
}
