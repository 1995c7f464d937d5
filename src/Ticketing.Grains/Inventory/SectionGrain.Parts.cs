using System.Collections.Immutable;
using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>The block's share in holds over several units: all that is wished of it, or nothing.</summary>
public sealed partial class SectionGrain
{
    /// <summary>How many answers to coordinated holds are remembered, so that a late repeat claims nothing more.</summary>
    private const int MaxParts = 4_096;

    private readonly Dictionary<HoldId, PartMemory> _parts = [];
    private readonly Queue<HoldId> _partsInOrder = new();

    public async Task<PartAnswer> ClaimPart(ClaimPart command)
    {
        if (_section.Value.Terms is null || command.Seats.Any(IsBeyond))
        {
            await LearnTerms();
        }

        if (_section.Value.Terms is not { } terms)
        {
            return new PartAnswer(new Refusal(RefusalCode.EventNotFound));
        }

        if (command.Seats.Any(IsBeyond))
        {
            return Contended;
        }

        var memory = Remember(command.HoldId, command.IssuedAt);
        if (memory.Ended || memory.IssuedAt > command.IssuedAt)
        {
            return Ended;
        }

        if (!memory.Answers.TryGetValue(command.Wish, out var answer) || answer.IsFaulted)
        {
            memory.Answers[command.Wish] = answer = ClaimPart(terms, command);
        }

        return await answer;
    }

    public async Task<RefusalCode> PinPart(PartCommand command)
    {
        if (SaleRules.WhyNotConfirm(KnownTerms()) is not null)
        {
            await _section.Settled();
            return RefusalCode.NotOnSale;
        }

        await Awake();
        var answers = await Task.WhenAll(command.Units.Select(async unit => await Learn(unit, Unit(unit).Pin(command.HoldId))));
        return answers.Select(answer => answer.Refusal).FirstOrDefault(refusal => refusal != RefusalCode.None);
    }

    public async Task<RefusalCode> ExtendPart(PartCommand command, DateTimeOffset until)
    {
        KnownTerms();
        await Awake();
        var answers = await Task.WhenAll(command.Units.Select(async unit => await Learn(unit, Unit(unit).Extend(command.HoldId, until))));
        return answers.Select(answer => answer.Refusal).FirstOrDefault(refusal => refusal != RefusalCode.None);
    }

    public async Task ConfirmPart(PartCommand command)
    {
        KnownTerms();
        await Awake();
        var confirm = new ConfirmUnit(command.HoldId, Verdict: true, TokenHash: 0, Customer: null);
        var answers = await Task.WhenAll(command.Units.Select(async (unit, at) =>
            (Unit: unit, Answer: await Learn(unit, Unit(unit).Confirm(command.SoldFor is { } sold ? confirm with { SoldFor = sold[at] } : confirm)))));
        foreach (var (unit, answer) in answers.Where(told => !told.Answer.Ok))
        {
            // A pinned claim can't be gone. An activation that goes on beside another may not know it: the next one will.
            LogLostClaim(command.HoldId, unit, answer.Refusal);
            throw new OutcomeUnknownException($"Unit {unit} does not know the claim that it is to sell.");
        }
    }

    public async Task<RefusalCode> WithholdPart(WithholdPart command)
    {
        KnownTerms();
        await Awake();
        var reminded = Reminded();
        var release = new ReleaseUnit(command.HoldId, EndReason.Released, Authorized: true, TokenHash: 0, Customer: null);
        var answers = await Task.WhenAll(command.Units.Select(async kept => await Learn(
            kept.Unit,
            kept.Places > 0 ? Unit(kept.Unit).Withhold(command.HoldId, kept.Places) : Unit(kept.Unit).Release(release))));
        await reminded;
        return answers.Select(answer => answer.Refusal).FirstOrDefault(refusal => refusal != RefusalCode.None);
    }

    public async Task ReturnPart(PartCommand command)
    {
        KnownTerms();
        await Awake();
        var booking = BookingId.Of(command.HoldId);
        await Task.WhenAll(command.Units.Select(unit => Return(unit, booking, command.Reason)));
    }

    public async Task KeepPart(KeepPart command)
    {
        KnownTerms();
        await Awake();
        var keep = new KeepSold(command.HoldId, Kept: 0, command.GivenBack);
        await Task.WhenAll(command.Units.Select((at, i) => Keep(at.Unit, keep with { Kept = at.Places, SoldFor = command.SoldFor?[i] })));
    }

    private Task Return(int unit, BookingId booking, EndReason reason) => Sold(unit, Unit(unit).Return(booking, reason));

    private Task Keep(int unit, KeepSold command) => Sold(unit, Unit(unit).Keep(command));

    /// <summary>What is sold has no end at which it is looked at: an activation beside this one hears from the reminder that it has less than that.</summary>
    private async Task Sold(int unit, Task<UnitAnswer> asked)
    {
        var reminded = Reminded();
        if (await Learn(unit, asked) is { Ok: false, Hold: not null })
        {
            // It was told of the sale before. An activation that goes on beside another may not know it: the next one will.
            throw new OutcomeUnknownException($"Unit {unit} does not know the sale that it is to take back.");
        }

        await reminded;
    }

    public async Task RenamePart(RenameHolder command, ImmutableArray<int> units)
    {
        KnownTerms();
        await Task.WhenAll(units.Select(unit => Unit(unit).Rename(command)));
    }

    public async Task ReleasePart(PartCommand command)
    {
        var memory = _parts.GetValueOrDefault(command.HoldId) ?? Remember(command.HoldId, command.IssuedAt);
        IEnumerable<int> units = command.Units;
        if (memory.IssuedAt <= command.IssuedAt)
        {
            memory.Ended = true;
            foreach (var answer in memory.Answers.Values)
            {
                await answer.Ended();
                if (answer.IsCompletedSuccessfully)
                {
                    units = units.Union((await answer).Units.Select(granted => granted.Unit));
                }
            }
        }

        // Without terms nothing was ever claimed here.
        if (_section.Value.Terms is not null)
        {
            await Awake();
            if (command.Units.IsEmpty)
            {
                // An attempt that was cut off may have claimed what neither its hold nor this activation lived to note.
                units = units.Union(await WhereClaimed(command.HoldId));
            }

            await ReleaseUnits(command.HoldId, [.. units], command.Reason, command.IssuedAt);
        }
    }

    private static PartAnswer Contended { get; } =
        new(new Refusal(RefusalCode.Busy, "Too many others wanted the same places. Try again."));

    private static PartAnswer Ended { get; } = new(new Refusal(RefusalCode.HoldReleased));

    /// <summary>
    /// Whoever has parts here was granted them under terms. An activation without any went on beside the one that granted
    /// them, and can't even tell a seat from a pool: the next one reads what is there.
    /// </summary>
    private BlockTerms KnownTerms()
    {
        if (_section.Value.Terms is { } terms)
        {
            return terms;
        }

        DeactivateOnIdle();
        throw new OutcomeUnknownException("The block does not know yet what it granted. Repeat the request.");
    }

    private async Task<IEnumerable<int>> WhereClaimed(HoldId hold)
    {
        List<int> units = [];
        foreach (var batch in _picture!.BusyUnits().ToArray().Chunk(SurveyBatch))
        {
            var found = await Task.WhenAll(batch.Select(async unit => (Unit: unit, Answer: await Learn(unit, Unit(unit).Find(hold)))));
            units.AddRange(found.Where(at => at.Answer.Hold is { Status: HoldStatus.Active }).Select(at => at.Unit));
        }

        return units;
    }

    private PartMemory Remember(HoldId hold, DateTimeOffset issuedAt)
    {
        if (_parts.TryGetValue(hold, out var memory))
        {
            return memory.IssuedAt >= issuedAt ? memory : _parts[hold] = new PartMemory(issuedAt);
        }

        if (_partsInOrder.Count >= MaxParts)
        {
            _parts.Remove(_partsInOrder.Dequeue());
        }

        _partsInOrder.Enqueue(hold);
        return _parts[hold] = new PartMemory(issuedAt);
    }

    /// <summary>What an attempt at a coordinated hold asked of this block, so that a repeated or late message claims nothing more.</summary>
    private sealed class PartMemory(DateTimeOffset issuedAt)
    {
        public DateTimeOffset IssuedAt { get; } = issuedAt;

        public Dictionary<PartWish, Task<PartAnswer>> Answers { get; } = [];

        public bool Ended { get; set; }
    }

    [Microsoft.Extensions.Logging.LoggerMessage(
        Level = Microsoft.Extensions.Logging.LogLevel.Critical,
        Message = "Unit {Unit} lost its claim of the confirmed hold {Hold}: {Refusal}")]
    private partial void LogLostClaim(HoldId hold, int unit, RefusalCode refusal);

    // Finding and claiming what a coordinated hold wishes of the block.

    private async Task<PartAnswer> ClaimPart(BlockTerms terms, ClaimPart command)
    {
        // Staff withhold places whether or not the event sells now, and for whomever they are kept.
        if (command.Withholds)
        {
            if (SaleRules.WhyNotConfirm(terms) is { } over)
            {
                await _section.Settled();
                return new PartAnswer(over);
            }
        }
        else
        {
            if (SaleRules.WhyNotPlace(terms, command.Quantity, Now, command.OpensSale) is { } refusal)
            {
                await _section.Settled();
                return new PartAnswer(refusal);
            }

            if (terms.MaxPerCustomer is not null && !command.HasAllowance)
            {
                // The limit is younger than what the caller knows of the event.
                await _section.Settled();
                return Contended;
            }

            if (!command.IsOffer && _public.Left(terms, _picture!) is var left && left < command.Quantity)
            {
                if (left == 0 || !command.TakeFewer)
                {
                    await GateSettled();
                    return new PartAnswer(new Refusal(RefusalCode.InsufficientSeats, Waiting));
                }

                command = command with { Quantity = left };
            }
        }

        var flight = _flights.Enter();
        try
        {
            await Awake();
            await SweepDue();
            return command.Wish == PartWish.Places ? await ClaimPlaces(terms, command) : await ClaimSeats(terms, command);
        }
        finally
        {
            _flights.Exit(flight);
        }
    }

    /// <summary>Seats: all that were proposed, or give back what was granted and propose others.</summary>
    private async Task<PartAnswer> ClaimSeats(BlockTerms terms, ClaimPart command)
    {
        HashSet<int> tried = [];
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (ProposeSeats(command, tried) is not { } seats)
            {
                // What was tried and given back may be free again: the hold grain tries anew.
                await _section.Settled();
                return tried.Count > 0 || MayHaveRoom(command.TakeFewer ? 1 : command.Quantity) ? Contended : new PartAnswer(new Refusal(RefusalCode.InsufficientSeats));
            }

            var claims = await ClaimAll(terms, command, [.. seats.Select(seat => (seat, 1))]);
            if (claims.Refused.IsEmpty)
            {
                return new PartAnswer
                {
                    Units = claims.Granted,
                    Groups = Groups(seats),
                    Currency = terms.Currency,
                    Contended = tried.Count > 0 && seats.Length < command.Quantity,
                };
            }

            await ReleaseUnits(command.HoldId, claims.Fresh, EndReason.Withdrawn, command.IssuedAt);
            if (command.Wish == PartWish.NamedSeats)
            {
                var removed = claims.Refused.Where(unit => _picture!.StatusOf(unit) == SeatStatus.Removed).ToArray();
                return removed.Length > 0 ? new PartAnswer(Removed(removed))
                    : !claims.Taken ? Contended : new PartAnswer(new Refusal(RefusalCode.SeatTaken)
                    {
                        Seats = [.. claims.Refused.Select(unit => SeatName(unit)!)],
                    });
            }

            // A unit that was given back refuses this hold from now on.
            tried.UnionWith(seats);
        }

        return Contended;
    }

    /// <summary>There would be room if what is on its way to others were refused, which happens when two parties meet, or if what should be over is.</summary>
    private bool MayHaveRoom(int quantity) => _picture!.FreeAtMost(NowMs) is var most && most > _picture.Free && most >= quantity;

    private ImmutableArray<int>? ProposeSeats(ClaimPart command, HashSet<int> tried)
    {
        if (command.Wish == PartWish.NamedSeats)
        {
            return command.Seats;
        }

        var wanted = command.TakeFewer ? Math.Min(command.Quantity, _picture!.Free - tried.Count) : command.Quantity;
        return wanted > 0 ? Choose(wanted, command.Wish == PartWish.BestTogether, tried)?.Seats : null;
    }

    /// <summary>Places of pools: keep what is granted and look for the rest in the others.</summary>
    private async Task<PartAnswer> ClaimPlaces(BlockTerms terms, ClaimPart command)
    {
        var all = ImmutableArray.CreateBuilder<GrantedUnit>();
        HashSet<int> tried = [];
        var missing = command.Quantity;
        var fresh = ImmutableArray.CreateBuilder<int>();
        var contended = false;
        for (var attempt = 0; attempt < MaxAttempts && missing > 0; attempt++)
        {
            var units = ProposePlaces(missing, tried);
            if (units.IsEmpty)
            {
                break;
            }

            var claims = await ClaimAll(terms, command, units);
            contended |= !claims.Refused.IsEmpty;
            all.AddRange(claims.Granted);
            fresh.AddRange(claims.Fresh);
            missing -= claims.Granted.Sum(unit => unit.Quantity);
            tried.UnionWith(units.Select(unit => unit.Unit));
        }

        if (missing <= 0 || (command.TakeFewer && all.Count > 0))
        {
            return new PartAnswer
            {
                Units = all.ToImmutable(),
                Currency = terms.Currency,
                Contended = contended && missing > 0,
            };
        }

        await ReleaseUnits(command.HoldId, fresh.ToImmutable(), EndReason.Withdrawn, command.IssuedAt);
        await _section.Settled();
        return contended ? Contended : new PartAnswer(new Refusal(RefusalCode.InsufficientSeats));
    }

    private ImmutableArray<(int Unit, int Quantity)> ProposePlaces(int missing, HashSet<int> tried)
    {
        // When it can't be done with what seems free, what is on its way to others is asked for too: it may be refused.
        var seemsEnough = _picture!.Free - tried.Sum(_picture.FreeIn) >= missing;
        var units = ImmutableArray.CreateBuilder<(int Unit, int Quantity)>();
        for (var unit = 0; unit < _picture.Units && missing > 0; unit++)
        {
            var free = seemsEnough ? _picture.FreeIn(unit) : _picture.FreeAtMostIn(unit, NowMs);
            var take = tried.Contains(unit) ? 0 : Math.Min(missing, free);
            if (take > 0)
            {
                units.Add((unit, take));
                missing -= take;
            }
        }

        return units.ToImmutable();
    }

    private async Task<Claims> ClaimAll(BlockTerms terms, ClaimPart command, ImmutableArray<(int Unit, int Quantity)> units)
    {
        var claims = units.Select(wish => Claim(terms, wish.Unit, new ClaimUnit
        {
            HoldId = command.HoldId,
            Quantity = wish.Quantity,
            Customer = command.Customer,
            IssuedAt = command.IssuedAt,
            ExpiresAt = command.ExpiresAt,
            Removes = command.Removes,
        })).ToArray();
        var answers = await Together(command, units, claims);
        var granted = ImmutableArray.CreateBuilder<GrantedUnit>();
        var refused = ImmutableArray.CreateBuilder<int>();
        var fresh = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < answers.Length; i++)
        {
            var unit = units[i].Unit;
            if (answers[i] is not { Ok: true, Hold: { } hold })
            {
                refused.Add(unit);
                continue;
            }

            granted.Add(new GrantedUnit(unit, hold.Quantity, SeatName(unit), hold.AmountMinor / hold.Quantity));
            if (!answers[i].Repeated)
            {
                fresh.Add(unit);
            }
        }

        return new Claims(
            granted.ToImmutable(),
            refused.ToImmutable(),
            fresh.ToImmutable(),
            answers.All(answer => answer.Refusal is RefusalCode.None or RefusalCode.InsufficientSeats));
    }

    private async Task<UnitAnswer[]> Together(ClaimPart command, ImmutableArray<(int Unit, int Quantity)> units, Task<UnitAnswer>[] claims)
    {
        try
        {
            return await Task.WhenAll(claims);
        }
        catch (Exception)
        {
            // What was surely granted just now is given back; the rest ends with its lease, or by its hold's word.
            var fresh = units.Zip(claims).Where(claim => claim.Second is { IsCompletedSuccessfully: true, Result: { Ok: true, Repeated: false } });
            await ReleaseUnits(command.HoldId, [.. fresh.Select(claim => claim.First.Unit)], EndReason.Withdrawn, command.IssuedAt).Ended();
            throw;
        }
    }

    private Task ReleaseUnits(HoldId hold, ImmutableArray<int> units, EndReason reason, DateTimeOffset issuedAt)
    {
        var release = new ReleaseUnit(hold, reason, Authorized: true, TokenHash: 0, Customer: null) { IssuedAt = issuedAt };
        return Task.WhenAll(units.Select(async unit => await Learn(unit, Unit(unit).Release(release))));
    }

    /// <summary>
    /// What units said to a coordinated hold's claims. Only a fresh claim may be given back by the block: one that was
    /// there already may be of a hold that has been acknowledged, and the request a late copy.
    /// </summary>
    /// <param name="Granted">The claims that the hold has.</param>
    /// <param name="Refused">The units that refused.</param>
    /// <param name="Fresh">The units that granted just now.</param>
    /// <param name="Taken">Whatever was refused is somebody else's; a claim may also come too late.</param>
    private sealed record Claims(
        ImmutableArray<GrantedUnit> Granted, ImmutableArray<int> Refused, ImmutableArray<int> Fresh, bool Taken);
}
