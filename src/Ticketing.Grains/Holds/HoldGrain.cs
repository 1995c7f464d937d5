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
        var hold = await _hold.Known();
        if (hold.Phase == HoldPhase.Active && _sureUntil <= Now)
        {
            // There should be a verdict. An activation beside the one that knows it fails here; or a sale was interrupted.
            await _hold.Changed();
            _sureUntil = Now + ReminderPeriod;
        }

        // Whoever asks has not heard it, whatever an answer said that came from elsewhere; unless the question is from before places went back.
        await OnTime(again: !hold.Returned && !_isReturning && hold.GivenBack.Count == 0);
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
    private async Task OnTime(bool again = false)
    {
        var hold = _hold.Value;
        var now = Now;
        if (hold.Phase is HoldPhase.None)
        {
            await this.EndReminder(ReminderName, _hold, forget: true);
            return;
        }

        await Conclude(hold, now, again);
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
    private async Task Conclude(HoldState hold, DateTimeOffset now, bool again = false)
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
            await Tell(again);
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

    // Placing: note what is asked for, ask for everything, and acknowledge only what is wholly granted. What an interrupted attempt leaves behind
    // ends with its leases, or with the reminder.

    private const int MaxBlocks = 16;
    private const int MaxAttempts = 3;

    /// <summary>How long after a hold's end the reminder looks whether the timer was there.</summary>
    private static readonly TimeSpan ReminderSlack = TimeSpan.FromSeconds(5);

    public async Task<HoldAnswer> Place(PlaceParts command)
    {
        if (HoldDecisions.Again(_hold.Value, command) is { } again)
        {
            return again;
        }

        var before = command.IsAgain && _hold.Value.Phase != HoldPhase.Placing
            ? new HoldState { HoldId = command.HoldId, Phase = HoldPhase.Placing, CreatedAt = Now }
            : _hold.Value;
        await ReleaseLeftovers(before, command);
        var hold = Begin(command, before);
        _without.Clear();
        if (before.Phase != HoldPhase.Placing)
        {
            HasNothing(hold);
        }

        _hold.Replace(hold);
        var noted = Task.WhenAll(_hold.Changed(), Remind(command.Ttl + ReminderSlack));
        try
        {
            var refusal = await AskAgain(hold, command);
            await noted;
            if (refusal is not null)
            {
                return await Refuse(hold, command, refusal);
            }
        }
        catch (Exception) when (!command.Keyed)
        {
            // Nobody will ask for this hold again, so what it may have been granted is given back at once.
            await ReleaseUnits(hold, EndReason.Withdrawn).Ended();
            throw;
        }

        hold.Prices = HoldPricing.Dealt(hold);
        hold.Phase = HoldPhase.Active;
        await _hold.Changed();
        Arm();
        return new HoldAnswer(HoldDecisions.View(hold, Now));
    }

    private static Refusal Contended { get; } = new(RefusalCode.Busy, "Too many others wanted the same places. Try again.");

    private HoldState Begin(PlaceParts command, HoldState before)
    {
        // An interrupted attempt may have left claims behind: this one is told from it by its later time.
        var now = before.Phase != HoldPhase.None && LastAttempt(before) >= Now ? LastAttempt(before).AddMilliseconds(1) : Now;
        return new HoldState
        {
            HoldId = command.HoldId,
            Phase = HoldPhase.Placing,
            Fingerprint = command.Fingerprint,
            Keyed = command.Keyed,
            SectionId = command.SectionId,
            Parts =
            [
                .. command.Wishes.SelectMany(static wish => wish.Seats).Select(at => new HoldPart
                {
                    Block = at.Block,
                    Units = [.. at.Seats.Select(seat => new GrantedUnit(seat, 1, null, 0))],
                }),
            ],
            Customer = command.Customer,
            TokenHash = command.TokenHash,
            CreatedAt = now,
            ExpiresAt = now + command.Ttl,
            HasAllowance = command.MaxPerCustomer is not null,
            IsOffer = command.IsOffer,
            ExchangeFor = command.ExchangeFor,
            Prices = command.Prices,
            Code = command.Code,
            Quotas = command.Quotas.IsDefault ? [] : command.Quotas,
            OpensSale = command.OpensSale,
        };
    }

    /// <summary>An attempt that was interrupted may have been granted places that it did not live to note. The blocks remember.</summary>
    private Task ReleaseLeftovers(HoldState before, PlaceParts command)
    {
        if (before.Phase != HoldPhase.Placing)
        {
            return Task.CompletedTask;
        }

        var blocks = before.Parts.Select(part => part.Block)
            .Concat(command.Wishes.SelectMany(static wish => wish.Seats.Select(at => at.Block).Concat(wish.Blocks.Select(room => room.Block))))
            .Distinct();

        // What is asked for now may be of other ticket types.
        return Task.WhenAll(
        [
            .. blocks.Select(block => GrainFactory
                .GetGrain<ISectionGrain>(GrainKeys.Section(before.HoldId.EventKey, block))
                .ReleasePart(new PartCommand(before.HoldId, [], EndReason.Withdrawn) { IssuedAt = LastAttempt(before) })),
            .. Quotas(before).Select(quota => quota.Release(Given(before, EndReason.Withdrawn) with { IssuedAt = LastAttempt(before) })),
        ]);
    }

    /// <summary>The latest time that an attempt can have had which began when the state says so.</summary>
    private static DateTimeOffset LastAttempt(HoldState before) => before.CreatedAt.AddMilliseconds(MaxAttempts - 1);

    /// <summary>
    /// While others want the same places, each may be refused for what another is about to give back. So whoever met
    /// others gives back what it has, and tries anew, before it is told that there is nothing.
    /// </summary>
    private async Task<Refusal?> AskAgain(HoldState hold, PlaceParts command)
    {
        for (var attempt = 1; ; attempt++)
        {
            _contended = false;
            var refusal = await Ask(hold, command);
            if (refusal?.Code is RefusalCode.HoldExpired or RefusalCode.HoldReleased)
            {
                // The attempt took longer than the hold was to last.
                return Contended;
            }

            if (refusal is null || !_contended || refusal.Code is not (RefusalCode.InsufficientSeats or RefusalCode.Busy or RefusalCode.SeatTaken))
            {
                return refusal;
            }

            if (attempt == MaxAttempts)
            {
                return Contended;
            }

            await ReleaseUnits(hold, EndReason.Withdrawn);
            HasNothing(hold);
            hold.Parts.Clear();

            // A later time, so that what was given back can be claimed again.
            hold.CreatedAt = hold.CreatedAt.AddMilliseconds(1);
        }
    }

    private async Task<HoldAnswer> Refuse(HoldState hold, PlaceParts command, Refusal refusal)
    {
        hold.Phase = HoldPhase.Refused;
        hold.EndedAt = Now;
        hold.RefusalCode = (int)refusal.Code;
        hold.RefusalDetail = refusal.Detail;
        hold.RefusedSeats = [.. refusal.Seats];
        hold.RefusedSection = refusal.Section;
        hold.Untold = hold.Parts.Count > 0 || OfCustomer(hold).Any() || Quotas(hold).Any(MayHave) || (Code(hold) is { } code && MayHave(code));
        await _hold.Changed();
        await Tell();
        if (!command.Keyed)
        {
            await DropReminder();
            await _hold.Clear();
        }

        return new HoldAnswer(null, refusal);
    }

    // Asking for places: the customer's allowance first, then the blocks, as the wish has it.

    /// <summary>Null: everything is granted, and the parts of the hold say where.</summary>
    private async Task<Refusal?> Ask(HoldState hold, PlaceParts command)
    {
        if (command.MaxPerCustomer is { } most && await AskAllowance(hold, command.Quantity, most) is { } overLimit)
        {
            return overLimit;
        }

        if (command.Code is { } code && await AskCode(hold, code) is { } notWithIt)
        {
            return notWithIt;
        }

        foreach (var quota in hold.Quotas)
        {
            if (await AskQuota(hold, quota) is { } soldOut)
            {
                return soldOut;
            }
        }

        foreach (var wish in command.Wishes)
        {
            var refusal = wish switch
            {
                { Seats.IsEmpty: false } => await AskSeats(hold, wish),
                { Kind: SectionKind.General } => await AskPlaces(hold, wish),
                _ => await AskBest(hold, wish),
            };
            if (refusal is not null)
            {
                return refusal is { Code: RefusalCode.InsufficientSeats, Detail: null } && command.SectionId != wish.SectionId
                    ? refusal with { Section = wish.SectionId, Detail = $"Section '{wish.SectionId}' does not have so many places left. Nothing is held; take fewer of it, or leave it out." }
                    : refusal;
            }
        }

        return null;
    }

    private async Task<Refusal?> AskAllowance(HoldState hold, int quantity, int most)
    {
        // What is to be given for these places does not count twice.
        var answer = await Allowance(hold)!.Claim(Allowed(hold, quantity, hold.ExchangeFor is null ? most : most + quantity));
        return answer.Refusal switch
        {
            RefusalCode.None => null,
            RefusalCode.InsufficientSeats => new Refusal(RefusalCode.CustomerLimit, $"A customer may take at most {most} places of this event."),
            var other => new Refusal(other),
        };
    }

    /// <summary>A use for the customer, where theirs are limited, and one of all.</summary>
    private async Task<Refusal?> AskCode(HoldState hold, HeldCode code)
    {
        if (code.CustomerLimit is { } most)
        {
            var answer = await CodeAllowance(hold)!.Claim(Allowed(hold, 1, most));
            if (answer.Refusal != RefusalCode.None)
            {
                return answer.Refusal == RefusalCode.InsufficientSeats
                    ? new Refusal(RefusalCode.CodeUsedUp, $"A customer may use this code for at most {most} {(most == 1 ? "order" : "orders")}.")
                    : new Refusal(answer.Refusal);
            }
        }

        var uses = Code(hold)!;
        return await Reserve(uses.GetGrainId(), () => uses.Reserve(new ReserveUse { HoldId = hold.HoldId, IssuedAt = hold.CreatedAt, ExpiresAt = hold.ExpiresAt, Grace = ReminderSlack }));
    }

    private Task<Refusal?> AskQuota(HoldState hold, HeldQuota quota)
    {
        var allowance = Quota(hold, quota);
        return Reserve(allowance.GetGrainId(), async () =>
        {
            // Of nobody: whoever is forgotten, it stays taken.
            var answer = await allowance.Claim(Allowed(hold, quota.Quantity, quota.Limit) with { Customer = null });
            return answer.Refusal switch
            {
                RefusalCode.None => null,
                RefusalCode.InsufficientSeats => QuotaRules.SoldOut(quota.TypeId, quota.Limit - await allowance.Taken()),
                var other => new Refusal(other),
            };
        });
    }

    /// <summary>Until the answer is here, and if it never comes, something may have been granted.</summary>
    private async Task<Refusal?> Reserve(GrainId by, Func<Task<Refusal?>> ask)
    {
        var hadNone = _without.Remove(by);
        var refusal = await ask();
        if (hadNone && refusal is not null)
        {
            _without.Add(by);
        }

        return refusal;
    }

    private static ClaimUnit Allowed(HoldState hold, int quantity, int capacity) => new()
    {
        HoldId = hold.HoldId,
        Quantity = quantity,
        Capacity = capacity,
        Customer = hold.Customer,
        IssuedAt = hold.CreatedAt,
        ExpiresAt = hold.ExpiresAt,
        Grace = ReminderSlack,
        EventKey = hold.HoldId.EventKey,
    };

    private async Task<Refusal?> AskSeats(HoldState hold, PlacesWish wish)
    {
        var answers = await Task.WhenAll(wish.Seats.Select(async at =>
            (at.Block, Part: await Ask(at.Block, Wish(hold, PartWish.NamedSeats) with { Seats = at.Seats, Quantity = at.Seats.Length }))));
        var refusals = answers.Select(answer => answer.Part.Refusal).OfType<Refusal>().ToArray();
        Take(hold, answers);
        return refusals switch
        {
            [] => null,
            _ when refusals.FirstOrDefault(refusal => refusal.Code != RefusalCode.SeatTaken) is { } other => other,
            _ => new Refusal(RefusalCode.SeatTaken) { Seats = [.. refusals.SelectMany(refusal => refusal.Seats)] },
        };
    }

    /// <summary>First all blocks at once by what they seem to have, then the others one after another for what is missing.</summary>
    private async Task<Refusal?> AskPlaces(HoldState hold, PlacesWish wish)
    {
        var wanted = Granted(hold) + wish.Quantity;
        var (missing, few) = (wish.Quantity, new Refusal(RefusalCode.InsufficientSeats));
        Queue<BlockRoom> blocks = new(wish.Blocks);
        while (missing > 0 && blocks.Count > 0)
        {
            var planned = missing;
            List<(int Block, int Quantity)> round = [];
            while (planned > 0 && blocks.TryDequeue(out var room))
            {
                var quantity = Math.Min(planned, Math.Max(room.Free, 1));
                round.Add((room.Block, quantity));
                planned -= quantity;
            }

            var answers = await Task.WhenAll(round.Select(async at =>
                (at.Block, Part: await Ask(at.Block, Wish(hold, PartWish.Places) with { Quantity = at.Quantity, TakeFewer = true }))));
            Take(hold, answers);
            missing = wanted - Granted(hold);
            if (Hard(answers.Select(answer => answer.Part)) is { } refusal)
            {
                return refusal;
            }

            few = WhyFew(answers.Select(answer => answer.Part)) ?? few;
        }

        return missing > 0 ? few : null;
    }

    /// <summary>Together in one row in any block; failing that, the fewest splits, the block with the most room first.</summary>
    private async Task<Refusal?> AskBest(HoldState hold, PlacesWish wish)
    {
        var wanted = Granted(hold) + wish.Quantity;
        var few = new Refusal(RefusalCode.InsufficientSeats);
        foreach (var room in wish.Blocks.Where(room => room.LongestRun >= wish.Quantity).Take(MaxBlocks))
        {
            var part = await Ask(room.Block, Wish(hold, PartWish.BestTogether) with { Quantity = wish.Quantity });
            Take(hold, [(room.Block, part)]);
            if (part.Refusal is null || Hard([part]) is not null)
            {
                return Hard([part]);
            }

            few = WhyFew([part]) ?? few;
        }

        foreach (var room in wish.Blocks.OrderByDescending(room => room.Free).Take(MaxBlocks))
        {
            var missing = wanted - Granted(hold);
            var part = await Ask(room.Block, Wish(hold, PartWish.BestSplit) with { Quantity = missing, TakeFewer = true });
            Take(hold, [(room.Block, part)]);
            if (Granted(hold) == wanted || Hard([part]) is not null)
            {
                return Hard([part]);
            }

            few = WhyFew([part]) ?? few;
        }

        return few;
    }

    private async Task<PartAnswer> Ask(int block, ClaimPart wish)
    {
        var answer = await GrainFactory.GetGrain<ISectionGrain>(GrainKeys.Section(wish.HoldId.EventKey, block)).ClaimPart(wish);
        _contended |= answer.Contended || answer.Refusal?.Code == RefusalCode.Busy;
        return answer;
    }

    private static ClaimPart Wish(HoldState hold, PartWish wish) => new()
    {
        HoldId = hold.HoldId,
        Wish = wish,
        Customer = hold.Customer,
        IssuedAt = hold.CreatedAt,
        ExpiresAt = hold.ExpiresAt,
        HasAllowance = hold.HasAllowance,
        IsOffer = hold.IsOffer,
        OpensSale = hold.OpensSale,
    };

    /// <summary>Notes what was granted. Blocks that refused hold nothing.</summary>
    private static void Take(HoldState hold, IEnumerable<(int Block, PartAnswer Part)> answers)
    {
        foreach (var (block, part) in answers)
        {
            hold.Parts.RemoveAll(known => known.Block == block);
            if (part.Refusal is null)
            {
                hold.Parts.Add(new HoldPart { Block = block, Units = part.Units, Groups = part.Groups });
                hold.Currency = part.Currency;
            }
        }
    }

    private static int Granted(HoldState hold) => hold.Parts.Sum(part => part.Units.Sum(unit => unit.Quantity));

    /// <summary>A block that is short of places and says why, says it for all.</summary>
    private static Refusal? WhyFew(IEnumerable<PartAnswer> answers) => answers
        .Select(answer => answer.Refusal)
        .FirstOrDefault(static refusal => refusal is { Code: RefusalCode.InsufficientSeats, Detail: not null });

    /// <summary>A refusal that asking elsewhere doesn't mend.</summary>
    private static Refusal? Hard(IEnumerable<PartAnswer> answers) => answers
        .Select(answer => answer.Refusal)
        .FirstOrDefault(refusal => refusal is not null
            && refusal.Code is not (RefusalCode.InsufficientSeats or RefusalCode.Busy or RefusalCode.SeatTaken));
}
