using System.Collections.Immutable;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>Finding and claiming what a coordinated hold wishes of the block.</summary>
public sealed partial class SectionGrain
{
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
