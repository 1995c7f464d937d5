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

    public Task<PartAnswer> ClaimPart(ClaimPart command)
    {
        if (Terms(command.Terms) is not { } terms)
        {
            return Task.FromResult(PartAnswer.NeedsTerms);
        }

        var memory = Remember(command.HoldId);
        if (memory.Ended)
        {
            return Task.FromResult(Ended);
        }

        if (!memory.Answers.TryGetValue(command.Wish, out var answer) || answer.IsFaulted)
        {
            memory.Answers[command.Wish] = answer = ClaimPart(terms, command);
        }

        return answer;
    }

    public async Task<bool> PinPart(PartCommand command)
    {
        if (_section.Value.Terms is not { } terms || SaleRules.WhyNotConfirm(terms) is not null)
        {
            await _section.Settled();
            return false;
        }

        await Awake();
        var answers = await Task.WhenAll(command.Units.Select(async unit => Learn(unit, await Unit(unit).Pin(command.HoldId))));
        return answers.All(answer => answer.Ok);
    }

    public async Task ConfirmPart(PartCommand command)
    {
        await Awake();
        var confirm = new ConfirmUnit(command.HoldId, Verdict: true, TokenHash: 0, Customer: null);
        await Task.WhenAll(command.Units.Select(async unit =>
        {
            var answer = Learn(unit, await Unit(unit).Confirm(confirm));
            if (!answer.Ok)
            {
                // A pinned claim can't be gone: this would be a place sold that its unit no longer keeps.
                LogLostClaim(command.HoldId, unit, answer.Refusal);
            }
        }));
    }

    public async Task ReleasePart(PartCommand command)
    {
        var memory = Remember(command.HoldId);
        memory.Ended = true;
        IEnumerable<int> units = command.Units;
        foreach (var answer in memory.Answers.Values)
        {
            await answer.Ended();
            if (answer.IsCompletedSuccessfully)
            {
                units = units.Union((await answer).Units.Select(granted => granted.Unit));
            }
        }

        await Awake();
        await Free(command.HoldId, [.. units], command.Reason);
    }

    private static PartAnswer Contended { get; } =
        new(PlaceOutcome.Refused, new Refusal(RefusalCode.Busy, "Too many others wanted the same places. Try again."));

    private static PartAnswer Ended { get; } = new(PlaceOutcome.Refused, new Refusal(RefusalCode.HoldReleased));

    private PartMemory Remember(HoldId hold)
    {
        if (_parts.TryGetValue(hold, out var memory))
        {
            return memory;
        }

        if (_partsInOrder.Count >= MaxParts)
        {
            _parts.Remove(_partsInOrder.Dequeue());
        }

        _partsInOrder.Enqueue(hold);
        return _parts[hold] = new PartMemory();
    }

    /// <summary>What a coordinated hold asked of this block, so that a repeated or late message claims nothing more.</summary>
    private sealed class PartMemory
    {
        public Dictionary<PartWish, Task<PartAnswer>> Answers { get; } = [];

        public bool Ended { get; set; }
    }

    private async Task<PartAnswer> ClaimPart(BlockTerms terms, ClaimPart command)
    {
        if (SaleRules.WhyNotPlace(terms, command.Quantity, Now) is { } refusal)
        {
            await _section.Settled();
            return new PartAnswer(PlaceOutcome.Refused, refusal);
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
            if (ProposeSeats(terms, command, tried) is not { } seats)
            {
                await _section.Settled();
                return new PartAnswer(PlaceOutcome.Refused, new Refusal(RefusalCode.InsufficientSeats));
            }

            var (granted, refused, until) = await ClaimAll(terms, command, [.. seats.Select(seat => (seat, 1))]);
            if (refused.IsEmpty)
            {
                return new PartAnswer(PlaceOutcome.Placed)
                {
                    Units = granted,
                    Groups = Groups(terms, seats),
                    Currency = terms.Currency,
                    ExpiresAt = until,
                };
            }

            await Free(command.HoldId, [.. granted.Select(unit => unit.Unit)], EndReason.Withdrawn);
            if (command.Wish == PartWish.NamedSeats)
            {
                return new PartAnswer(PlaceOutcome.Refused, new Refusal(RefusalCode.SeatTaken)
                {
                    Seats = [.. refused.Select(unit => SeatName(terms, unit)!)],
                });
            }

            // A unit that was given back refuses this hold from now on.
            tried.UnionWith(seats);
        }

        return Contended;
    }

    private ImmutableArray<int>? ProposeSeats(BlockTerms terms, ClaimPart command, HashSet<int> tried)
    {
        if (command.Wish == PartWish.NamedSeats)
        {
            return command.Seats;
        }

        var wanted = command.TakeFewer ? Math.Min(command.Quantity, _picture!.Free - tried.Count) : command.Quantity;
        return wanted > 0 ? Choose(terms, wanted, command.Wish == PartWish.BestTogether, tried)?.Seats : null;
    }

    /// <summary>Places of pools: keep what is granted and look for the rest in the others.</summary>
    private async Task<PartAnswer> ClaimPlaces(BlockTerms terms, ClaimPart command)
    {
        var all = ImmutableArray.CreateBuilder<GrantedUnit>();
        HashSet<int> tried = [];
        var missing = command.Quantity;
        var ends = DateTimeOffset.MaxValue;
        for (var attempt = 0; attempt < MaxAttempts && missing > 0; attempt++)
        {
            var units = ProposePlaces(missing, tried);
            if (units.IsEmpty)
            {
                break;
            }

            var (granted, _, until) = await ClaimAll(terms, command, units);
            ends = until < ends ? until : ends;
            all.AddRange(granted);
            missing -= granted.Sum(unit => unit.Quantity);
            tried.UnionWith(units.Select(unit => unit.Unit));
        }

        if (missing <= 0 || (command.TakeFewer && all.Count > 0))
        {
            return new PartAnswer(PlaceOutcome.Placed) { Units = all.ToImmutable(), Currency = terms.Currency, ExpiresAt = ends };
        }

        await Free(command.HoldId, [.. all.Select(unit => unit.Unit)], EndReason.Withdrawn);
        await _section.Settled();
        return new PartAnswer(PlaceOutcome.Refused, new Refusal(RefusalCode.InsufficientSeats));
    }

    private ImmutableArray<(int Unit, int Quantity)> ProposePlaces(int missing, HashSet<int> tried)
    {
        var units = ImmutableArray.CreateBuilder<(int Unit, int Quantity)>();
        for (var unit = 0; unit < _picture!.Units && missing > 0; unit++)
        {
            var take = tried.Contains(unit) ? 0 : Math.Min(missing, _picture.FreeIn(unit));
            if (take > 0)
            {
                units.Add((unit, take));
                missing -= take;
            }
        }

        return units.ToImmutable();
    }

    private async Task<(ImmutableArray<GrantedUnit> Granted, ImmutableArray<int> Refused, DateTimeOffset Until)> ClaimAll(
        BlockTerms terms, ClaimPart command, ImmutableArray<(int Unit, int Quantity)> units)
    {
        var claims = units.Select(wish => Claim(terms, wish.Unit, new ClaimUnit
        {
            HoldId = command.HoldId,
            Quantity = wish.Quantity,
            Customer = command.Customer,
            IssuedAt = command.IssuedAt,
            ExpiresAt = command.ExpiresAt,
        })).ToArray();
        var answers = await Together(command.HoldId, units, claims);
        var granted = ImmutableArray.CreateBuilder<GrantedUnit>();
        var refused = ImmutableArray.CreateBuilder<int>();
        var until = DateTimeOffset.MaxValue;
        for (var i = 0; i < answers.Length; i++)
        {
            var unit = units[i].Unit;
            if (answers[i] is { Ok: true, Claim: { } claim })
            {
                granted.Add(new GrantedUnit(unit, claim.Quantity, SeatName(terms, unit), claim.UnitPriceMinor));
                until = claim.ExpiresAt < until ? claim.ExpiresAt : until;
            }
            else
            {
                refused.Add(unit);
            }
        }

        return (granted.ToImmutable(), refused.ToImmutable(), until);
    }

    private async Task<UnitAnswer[]> Together(HoldId hold, ImmutableArray<(int Unit, int Quantity)> units, Task<UnitAnswer>[] claims)
    {
        try
        {
            return await Task.WhenAll(claims);
        }
        catch (Exception)
        {
            // Some may be granted: they are given back as far as that goes now; the rest ends with its lease.
            await Free(hold, [.. units.Select(unit => unit.Unit)], EndReason.Withdrawn).Ended();
            throw;
        }
    }

    private Task Free(HoldId hold, ImmutableArray<int> units, EndReason reason)
    {
        var release = new ReleaseUnit(hold, reason, Authorized: true, TokenHash: 0, Customer: null);
        return Task.WhenAll(units.Select(async unit => Learn(unit, await Unit(unit).Release(release))));
    }

    [Microsoft.Extensions.Logging.LoggerMessage(
        Level = Microsoft.Extensions.Logging.LogLevel.Critical,
        Message = "Unit {Unit} lost its claim of the confirmed hold {Hold}: {Refusal}")]
    private partial void LogLostClaim(HoldId hold, int unit, RefusalCode refusal);
}
