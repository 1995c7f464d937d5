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
}
