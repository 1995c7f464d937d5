using Orleans;
using Orleans.Runtime;
using Ticketing.Codes;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Holds;

/// <summary>Asking for places: the customer's allowance first, then the blocks, as the wish has it.</summary>
public sealed partial class HoldGrain
{
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
