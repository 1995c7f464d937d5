using System.Collections.Immutable;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>Finding and claiming what a coordinated hold wishes of the block.</summary>
public sealed partial class SectionGrain
{
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
                // What was tried and given back may be free again: the hold grain tries anew.
                await _section.Settled();
                return tried.Count > 0 || MayHaveRoom(command.TakeFewer ? 1 : command.Quantity) ? Contended : new PartAnswer(PlaceOutcome.Refused, new Refusal(RefusalCode.InsufficientSeats));
            }

            var (granted, refused, taken) = await ClaimAll(terms, command, [.. seats.Select(seat => (seat, 1))]);
            if (refused.IsEmpty)
            {
                return new PartAnswer(PlaceOutcome.Placed) { Units = granted, Groups = Groups(terms, seats), Currency = terms.Currency };
            }

            await Free(command.HoldId, [.. granted.Select(unit => unit.Unit)], EndReason.Withdrawn, command.IssuedAt);
            if (command.Wish == PartWish.NamedSeats)
            {
                return !taken ? Contended : new PartAnswer(PlaceOutcome.Refused, new Refusal(RefusalCode.SeatTaken)
                {
                    Seats = [.. refused.Select(unit => SeatName(terms, unit)!)],
                });
            }

            // A unit that was given back refuses this hold from now on.
            tried.UnionWith(seats);
        }

        return Contended;
    }

    /// <summary>There would be room if what is on its way to others were refused, which happens when two parties meet.</summary>
    private bool MayHaveRoom(int quantity) => _picture!.FreeAtMost > _picture.Free && _picture.FreeAtMost >= quantity;

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
        var contended = false;
        for (var attempt = 0; attempt < MaxAttempts && missing > 0; attempt++)
        {
            var units = ProposePlaces(missing, tried);
            if (units.IsEmpty)
            {
                break;
            }

            var (granted, refused, _) = await ClaimAll(terms, command, units);
            contended |= !refused.IsEmpty;
            all.AddRange(granted);
            missing -= granted.Sum(unit => unit.Quantity);
            tried.UnionWith(units.Select(unit => unit.Unit));
        }

        if (missing <= 0 || (command.TakeFewer && all.Count > 0))
        {
            return new PartAnswer(PlaceOutcome.Placed)
            {
                Units = all.ToImmutable(),
                Currency = terms.Currency,
                Contended = contended && missing > 0,
            };
        }

        await Free(command.HoldId, [.. all.Select(unit => unit.Unit)], EndReason.Withdrawn, command.IssuedAt);
        await _section.Settled();
        return contended ? Contended : new PartAnswer(PlaceOutcome.Refused, new Refusal(RefusalCode.InsufficientSeats));
    }

    private ImmutableArray<(int Unit, int Quantity)> ProposePlaces(int missing, HashSet<int> tried)
    {
        // When it can't be done with what seems free, what is on its way to others is asked for too: it may be refused.
        var seemsEnough = _picture!.Free - tried.Sum(_picture.FreeIn) >= missing;
        var units = ImmutableArray.CreateBuilder<(int Unit, int Quantity)>();
        for (var unit = 0; unit < _picture.Units && missing > 0; unit++)
        {
            var free = seemsEnough ? _picture.FreeIn(unit) : _picture.FreeAtMostIn(unit);
            var take = tried.Contains(unit) ? 0 : Math.Min(missing, free);
            if (take > 0)
            {
                units.Add((unit, take));
                missing -= take;
            }
        }

        return units.ToImmutable();
    }

    /// <summary>What was granted, what was refused, and whether all of that is somebody else's: a claim may also have come too late.</summary>
    private async Task<(ImmutableArray<GrantedUnit> Granted, ImmutableArray<int> Refused, bool Taken)> ClaimAll(
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
        var answers = await Together(command.HoldId, command.IssuedAt, units, claims);
        var granted = ImmutableArray.CreateBuilder<GrantedUnit>();
        var refused = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < answers.Length; i++)
        {
            var unit = units[i].Unit;
            if (answers[i] is { Ok: true, Claim: { } claim })
            {
                granted.Add(new GrantedUnit(unit, claim.Quantity, SeatName(terms, unit), claim.UnitPriceMinor));
            }
            else
            {
                refused.Add(unit);
            }
        }

        return (
            granted.ToImmutable(), refused.ToImmutable(), answers.All(answer => answer.Refusal is RefusalCode.None or RefusalCode.InsufficientSeats));
    }

    private async Task<UnitAnswer[]> Together(
        HoldId hold, DateTimeOffset issuedAt, ImmutableArray<(int Unit, int Quantity)> units, Task<UnitAnswer>[] claims)
    {
        try
        {
            return await Task.WhenAll(claims);
        }
        catch (Exception)
        {
            // Some may be granted: they are given back as far as that goes now; the rest ends with its lease.
            await Free(hold, [.. units.Select(unit => unit.Unit)], EndReason.Withdrawn, issuedAt).Ended();
            throw;
        }
    }

    private Task Free(HoldId hold, ImmutableArray<int> units, EndReason reason, DateTimeOffset issuedAt)
    {
        var release = new ReleaseUnit(hold, reason, Authorized: true, TokenHash: 0, Customer: null) { IssuedAt = issuedAt };
        return Task.WhenAll(units.Select(async unit => await Learn(unit, Unit(unit).Release(release))));
    }
}
