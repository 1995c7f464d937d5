using System.Collections.Immutable;
using Orleans;
using Ticketing.Codes;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Holds;

public sealed class HoldService(IGrainFactory grains, IEventCatalog events, ICodeService codes, IIdSource ids, Outages outages, TimeProvider time) : IHoldService
{
    private const int CursorTries = 4;

    /// <summary>How often a ticket type is chosen anew where others took the last of it meanwhile.</summary>
    private const int TypeTries = 4;

    private static readonly PlacedHold NoSection = PlacedHold.Refused(new Refusal(RefusalCode.SectionNotFound));
    private static readonly PlacedHold NoRoom = PlacedHold.Refused(new Refusal(RefusalCode.InsufficientSeats));

    private readonly BlockLanes<PlaceHold, PlaceAnswer> _blocks = new(grains, static (block, command) => block.Place(command), static (block, commands) => block.PlaceAll(commands));

    public async Task<PlacedHold> PlaceAsync(HoldRequest request)
    {
        var placed = await TryPlaceAsync(request);
        if (placed.Answer.Refusal is null)
        {
            HoldInstruments.Placed.Add(1);
        }

        return placed;
    }

    public async Task<PricedPlaces> PriceAsync(HoldRequest request)
    {
        var (asked, refusal) = await CheckAsync(request);
        if (asked is null)
        {
            return new PricedPlaces(null, refusal);
        }

        (request, var entry, var code) = asked;
        var (named, unknown) = Find(entry, [.. request.Seats, .. request.Items.SelectMany(static item => item.Seats)]);
        if (unknown is not null)
        {
            return new PricedPlaces(null, unknown.Answer.Refusal);
        }

        if (!request.Items.IsEmpty)
        {
            return WhyNotBoth(request, entry) is { } both ? new PricedPlaces(null, both)
                : await PriceAsync(asked, named, left => HoldPricing.OfItems(request, entry.View, name => SectionOf(entry, name), code?.Spec, time.GetUtcNow(), left));
        }

        if (!request.Seats.IsEmpty)
        {
            return await PriceAsync(asked, named, left => HoldPricing.OfSeats(request, entry.View, name => SectionOf(entry, name), code?.Spec, time.GetUtcNow(), left));
        }

        PricedPlaces? refused = null;
        foreach (var plan in SectionsOf(request, entry.View, code?.Spec))
        {
            var priced = await PriceAsync(asked, named, left => HoldPricing.Of(request, entry.View, plan, code?.Spec, time.GetUtcNow(), left));
            if (priced.Refusal is null)
            {
                return priced;
            }

            refused ??= priced;
        }

        return refused ?? new PricedPlaces(null, new Refusal(RefusalCode.SectionNotFound));
    }

    private async Task<PricedPlaces> PriceAsync(CheckedRequest asked, PlacesWish named, Func<IReadOnlyDictionary<string, int>, PricedHold> price)
    {
        var (request, entry, code) = asked;
        var left = QuotaRules.With(await events.LeftNowAsync(entry), request.GivesBack);
        var (prices, wrong) = price(left);
        wrong ??= SaleRules.WhyNotPlace(entry.View, time.GetUtcNow(), OpensSale(code, prices))
            ?? QuotaRules.WhyNot(QuotaRules.Of(prices, entry.Quotas, request.GivesBack), left)
            ?? await WhyNotFreeAsync(entry, named, prices!);
        return wrong is null ? new PricedPlaces(prices) : new PricedPlaces(null, wrong);
    }

    /// <summary>Null: the named seats are free, and each section has as many of the other places.</summary>
    private async Task<Refusal?> WhyNotFreeAsync(CatalogEntry entry, PlacesWish named, PriceBreakdown prices)
    {
        var key = entry.View.EventId.Key;
        var taken = await Task.WhenAll(named.Seats.Select(async at =>
        {
            var states = (await grains.GetGrain<ISectionGrain>(GrainKeys.Section(key, at.Block)).Seats()).Seats;

            // A block that was never used has none to tell of.
            return at.Seats.Where(seat => seat < states.Length && states[seat] != SeatStatus.Available).Select(seat => (at.Block, seat));
        }));
        var gone = taken.SelectMany(static seats => seats).ToHashSet();
        if (gone.Count > 0)
        {
            return new Refusal(RefusalCode.SeatTaken)
            {
                Seats = [.. prices.Lines.SelectMany(static line => line.Seats).Where(name => entry.Seats.TryLocate(name, out var block, out var seat, out _) && gone.Contains((block, seat)))],
            };
        }

        var counts = await grains.GetGrain<IEventGrain>(GrainKeys.Event(key)).Counts();
        var few = prices.Lines.Where(static line => line.Seats.IsEmpty).GroupBy(static line => line.SectionId).FirstOrDefault(lines =>
            counts?.Sections.FirstOrDefault(section => section.SectionId == lines.Key) is { } section && section.Available < lines.Sum(static line => line.Quantity));
        return few is null ? null : new Refusal(RefusalCode.InsufficientSeats) { Section = few.Key };
    }

    /// <summary>The event and the code of a request that is right by itself, or what is wrong with it.</summary>
    private async ValueTask<(CheckedRequest? Asked, Refusal? Refusal)> CheckAsync(HoldRequest request)
    {
        if (await events.FindAsync(request.Event) is not { } entry || request.Hides(entry.View))
        {
            return (null, new Refusal(RefusalCode.EventNotFound));
        }

        request = entry.View.Policy.MaxPerCustomer is null ? request : HoldRequestRules.Counted(request);
        if (HoldRequestRules.Check(request, entry.View) is { } refusal)
        {
            return (null, refusal);
        }

        CodeView? code = null;
        if (request.Code is not null)
        {
            code = await codes.FindAsync(request.Event, request.Code);
            request = code?.Terms.CustomerLimit is null ? request : HoldRequestRules.Counted(request);
            if ((code is null ? CodeRules.Unknown : HoldRequestRules.Check(request, code)) is { } wrongCode)
            {
                return (null, wrongCode);
            }
        }

        return (new CheckedRequest(request, entry, code), null);
    }

    private async Task<PlacedHold> TryPlaceAsync(HoldRequest request)
    {
        var (known, refusal) = await CheckAsync(request);
        if (known is null)
        {
            return PlacedHold.Refused(refusal!);
        }

        (request, var entry, var code) = known;
        if (!request.Items.IsEmpty)
        {
            return await PlaceItemsAsync(request, entry, code);
        }

        if (!request.Seats.IsEmpty)
        {
            return await PlaceSeatsAsync(request, entry, code);
        }

        var answer = NoSection;
        var asked = 0;
        foreach (var plan in SectionsOf(request, entry.View, code?.Spec))
        {
            // Each section is asked under a hold of its own: that of the one before has its refusal for good.
            var (next, tries) = await PlacePricedAsync(
                request,
                entry,
                asked,
                left => HoldPricing.Of(request, entry.View, plan, code?.Spec, time.GetUtcNow(), left),
                (tried, prices, quotas) => PlaceInSectionAsync(tried, entry, plan, code, prices, quotas));
            asked += tries;
            switch (next.Answer.Refusal)
            {
                case { Code: RefusalCode.InsufficientSeats } few:
                    // Where one of them says why, the caller is to know it: there may be a waitlist to join.
                    answer = few.Detail is not null || answer.Answer.Refusal?.Code != RefusalCode.InsufficientSeats ? next : answer;
                    break;
                case { } wrong when tries == 0 || (wrong.Code == RefusalCode.TypeSoldOut && request.Types.IsEmpty):
                    // Another section may have what is wished.
                    answer = ReferenceEquals(answer, NoSection) ? next : answer;
                    break;
                default:
                    return next;
            }
        }

        return answer;
    }

    /// <summary>
    /// Places what can be had at a price. Where nobody said which ticket type, and of the first there are not so many left by the time that it is asked for,
    /// the next is tried, under a hold of its own.
    /// </summary>
    /// <param name="request">What is wished.</param>
    /// <param name="entry">The event.</param>
    /// <param name="before">How many holds were asked for before.</param>
    /// <param name="price">What it costs by what is left of ticket types.</param>
    /// <param name="place">Asks for a hold.</param>
    /// <returns>The hold or the refusal, and how many holds were asked for. None: it is refused by the event's facts.</returns>
    private async Task<(PlacedHold Placed, int Asked)> PlacePricedAsync(
        HoldRequest request, CatalogEntry entry, int before, Func<IReadOnlyDictionary<string, int>, PricedHold> price, Func<HoldRequest, PriceBreakdown?, ImmutableArray<HeldQuota>, Task<PlacedHold>> place)
    {
        if (IsPlain(request, entry))
        {
            return (await place(Tried(request, before), null, []), 1);
        }

        var left = await events.LeftAsync(entry);
        for (var asked = 0; ; left = await events.LeftNowAsync(entry))
        {
            var (prices, wrong) = price(QuotaRules.With(left, request.GivesBack));
            var quotas = QuotaRules.Of(prices, entry.Quotas, request.GivesBack);
            if (wrong is null && request is { Secrets: null, ExchangeFor: null } && QuotaRules.WhyNot(quotas, left) is not null)
            {
                // A repeat of a request with a key may have them. Of any other nobody needs a hold to be refused.
                left = await events.LeftNowAsync(entry);
                (prices, wrong) = price(left);
                quotas = QuotaRules.Of(prices, entry.Quotas);
                wrong ??= QuotaRules.WhyNot(quotas, left);
            }

            if (wrong is not null)
            {
                return (PlacedHold.Refused(wrong), asked);
            }

            var placed = await place(Tried(request, before + asked), prices, quotas);
            if (++asked == TypeTries || placed.Answer.Refusal?.Code != RefusalCode.TypeSoldOut || !LeavesTypes(request))
            {
                return (placed, asked);
            }
        }
    }

    private static HoldRequest Tried(HoldRequest request, int before) => before == 0 || request.Secrets is null ? request : request with { Secrets = request.Secrets.After(before) };

    /// <summary>Some place can be sold as any type.</summary>
    private static bool LeavesTypes(HoldRequest request) => (request.Items.IsEmpty ? [request] : request.Items)
        .Any(static item => item.Types.IsEmpty || item.Types.Sum(static wish => wish.Seats.Length) < item.Seats.Length);

    /// <summary>Where to look for places: the section that is named, or all that have the ticket types, as far as they are there for who asks.</summary>
    private static SectionPlan[] SectionsOf(HoldRequest request, EventView view, CodeSpec? code)
    {
        if (request.Section is { } section)
        {
            return [.. view.Sections.Where(plan => plan.SectionId == section)];
        }

        var fit = request.Types.IsEmpty ? view.Sections
            : [.. view.Sections.Where(plan => request.Types.All(wish => plan.HasTypes && plan.Types.Any(type => type.TypeId == wish.TypeId && plan.IsOpen(type, code))))];
        return fit.IsEmpty ? [view.Sections[0]] : [.. fit];
    }

    private async Task<PlacedHold> PlaceSeatsAsync(HoldRequest request, CatalogEntry entry, CodeView? code)
    {
        if (request.Seats is [var name] && IsPlain(request, entry) && !MustCoordinate(request, entry) && entry.Seats.TryLocate(name, out var block, out var seat, out _)
            && await PlaceInBlockAsync(request, entry, block, seat) is { } direct)
        {
            return direct;
        }

        var (seats, unknown) = Find(entry, request.Seats);
        if (unknown is not null)
        {
            return unknown;
        }

        return (await PlacePricedAsync(
            request,
            entry,
            before: 0,
            left => HoldPricing.OfSeats(request, entry.View, name => SectionOf(entry, name), code?.Spec, time.GetUtcNow(), left),
            (tried, prices, quotas) => CoordinateAsync(tried, entry, code, prices, quotas, [seats]))).Placed;
    }

    /// <summary>Places of several sections in one hold.</summary>
    private async Task<PlacedHold> PlaceItemsAsync(HoldRequest request, CatalogEntry entry, CodeView? code)
    {
        var (seats, unknown) = Find(entry, [.. request.Items.SelectMany(static item => item.Seats)]);
        if (unknown is not null)
        {
            return unknown;
        }

        var items = HoldPricing.InOrder(request, entry.View).ToArray();
        if (WhyNotBoth(request, entry) is { } both)
        {
            return PlacedHold.Refused(both);
        }

        return (await PlacePricedAsync(
            request,
            entry,
            before: 0,
            left => HoldPricing.OfItems(request, entry.View, name => SectionOf(entry, name), code?.Spec, time.GetUtcNow(), left),
            async (tried, prices, quotas) =>
            {
                var wishes = await Task.WhenAll(items.Select(all => WishAsync(entry, all.Plan, all.Item.Quantity)));
                return await CoordinateAsync(tried, entry, code, prices, quotas, [.. new[] { seats }.Where(static named => named.Quantity > 0), .. wishes]);
            })).Placed;
    }

    /// <summary>Null: no section is asked for by the names of its seats and by a number.</summary>
    private static Refusal? WhyNotBoth(HoldRequest request, CatalogEntry entry)
    {
        var items = HoldPricing.InOrder(request, entry.View).ToArray();
        return request.Items.SelectMany(static item => item.Seats).FirstOrDefault(seat => items.Any(all => all.Plan == SectionOf(entry, seat))) is not { } both ? null
            : Refusal.Invalid([new FieldError("items", $"Seat '{both}' is named, and places of its section are asked for by number. Name all seats of a section, or none.")]);
    }

    /// <summary>Where the named seats are, or which of them is not there.</summary>
    private static (PlacesWish Wish, PlacedHold? Unknown) Find(CatalogEntry entry, ImmutableArray<string> names)
    {
        List<(int Block, int Seat)> seats = [];
        HashSet<string> sections = new(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!entry.Seats.TryLocate(name, out var block, out var seat, out var section))
            {
                return (new PlacesWish(), PlacedHold.Refused(new Refusal(RefusalCode.SeatNotFound, $"The event has no seat '{name}'.") { Seats = [name] }));
            }

            seats.Add((block, seat));
            sections.Add(section.SectionId);
        }

        return (new PlacesWish
        {
            Kind = SectionKind.Seated,
            SectionId = sections.Count == 1 ? sections.First() : "",
            Quantity = seats.Count,
            Seats = [.. seats.GroupBy(at => at.Block).Select(group => new BlockSeats(group.Key, [.. group.Select(at => at.Seat)]))],
        }, null);
    }

    /// <summary>As it is now: where seats are is known for good, and what they cost is not.</summary>
    private static SectionPlan SectionOf(CatalogEntry entry, string seat) => entry.Seats.TryLocate(seat, out _, out _, out var section)
        ? entry.View.Sections.First(plan => plan.SectionId == section.SectionId)
        : throw new InvalidOperationException("The seat was found before.");

    private async Task<PlacedHold> PlaceInSectionAsync(HoldRequest request, CatalogEntry entry, SectionPlan plan, CodeView? code, PriceBreakdown? prices, ImmutableArray<HeldQuota> quotas)
    {
        var single = plan.Kind == SectionKind.General || request.Quantity == 1;
        if (single && !MustCoordinate(request, entry))
        {
            var direct = await PlaceAnywhereAsync(request, entry, plan);
            if (direct is not null)
            {
                return direct;
            }
        }

        return await CoordinateAsync(request, entry, code, prices, quotas, [await WishAsync(entry, plan, request.Quantity)]);
    }

    private async Task<PlacesWish> WishAsync(CatalogEntry entry, SectionPlan plan, int quantity)
    {
        var hint = plan.AllBlocks == 1
            ? new RoomHint([new BlockRoom(plan.FirstBlock, plan.Places, plan.Kind == SectionKind.Seated ? quantity : 0)])
            : await FindRoomAsync(entry, plan, quantity);
        return new PlacesWish { Kind = plan.Kind, SectionId = plan.SectionId, Quantity = quantity, Blocks = hint.Blocks };
    }

    /// <summary>Null: a hold grain must coordinate.</summary>
    private async Task<PlacedHold?> PlaceAnywhereAsync(HoldRequest request, CatalogEntry entry, SectionPlan plan)
    {
        // Everybody goes to the block that last had room, so that claims share writes; a full one moves the cursor on.
        var section = entry.View.Sections.IndexOf(plan);
        var (refused, blocks) = (NoRoom, plan.AllBlocks);
        for (var attempt = 0; attempt < Math.Min(CursorTries, blocks); attempt++)
        {
            var cursor = Volatile.Read(ref entry.Cursors[section]);
            var answer = await PlaceInBlockAsync(request, entry, plan.BlockAt(cursor), seat: null);
            if (answer?.Answer.Refusal is not { Code: RefusalCode.InsufficientSeats } refusal)
            {
                return answer;
            }

            refused = refusal.Detail is null ? refused : answer;
            Interlocked.CompareExchange(ref entry.Cursors[section], (cursor + 1) % blocks, cursor);
        }

        if (blocks > 1)
        {
            var hint = await FindRoomAsync(entry, plan, request.Quantity);
            if (hint.Blocks.Sum(room => (long)room.Free) < request.Quantity)
            {
                return refused;
            }

            foreach (var room in hint.Blocks.Where(room => room.Free >= request.Quantity))
            {
                var answer = await PlaceInBlockAsync(request, entry, room.Block, seat: null);
                if (answer?.Answer.Refusal is not { Code: RefusalCode.InsufficientSeats } refusal)
                {
                    Volatile.Write(ref entry.Cursors[section], Math.Max(plan.IndexOf(room.Block), 0));
                    return answer;
                }

                refused = refusal.Detail is null ? refused : answer;
            }

            return request.Quantity == 1 ? refused : null;
        }

        return refused;
    }

    /// <summary>Null: a hold grain must coordinate.</summary>
    private async Task<PlacedHold?> PlaceInBlockAsync(HoldRequest request, CatalogEntry entry, int block, int? seat)
    {
        var token = request.Secrets?.Token ?? PaymentToken.Encode(ids.Next());
        var command = new PlaceHold
        {
            Nonce = (ulong)ids.Next(),
            Quantity = seat is null ? request.Quantity : 1,
            Seat = seat,
            Customer = request.Customer,
            TokenHash = PaymentToken.Hash(token),
            HoldTtl = request.Ttl,
        };
        // Had an earlier try claimed a unit, that claim lapses: nobody has heard of it.
        var answer = await outages.RepeatAsync(
            (_blocks, entry.View.EventId.Key, block, command), static all => all._blocks.AskAsync(all.Key, all.block, all.command));
        return answer switch
        {
            { Refusal: null } => new PlacedHold(new HoldAnswer(answer.Hold), token),
            { HasInParts: true } => null,
            { Refusal: { } refusal } => PlacedHold.Refused(refusal),
        };
    }

    private Task<RoomHint> FindRoomAsync(CatalogEntry entry, SectionPlan plan, int quantity) => outages.RepeatAsync(
        (Event: grains.GetGrain<IEventGrain>(GrainKeys.Event(entry.View.EventId.Key)), plan.SectionId, quantity),
        static all => all.Event.FindRoom(all.SectionId, all.quantity));

    private async Task<PlacedHold> CoordinateAsync(HoldRequest request, CatalogEntry entry, CodeView? code, PriceBreakdown? prices, ImmutableArray<HeldQuota> quotas, ImmutableArray<PlacesWish> wishes)
    {
        var token = request.Secrets?.Token ?? PaymentToken.Encode(ids.Next());
        var hold = HoldId.Coordinated(entry.View.EventId.Key, request.Secrets?.Nonce ?? ids.Next());
        var answer = await grains.GetGrain<IHoldGrain>(hold.CoordinatorKey()).Place(new PlaceParts
        {
            HoldId = hold,
            Wishes = wishes,
            Fingerprint = request.Secrets?.Fingerprint ?? 0,
            Keyed = request.Secrets is not null,
            Customer = request.Customer,
            TokenHash = PaymentToken.Hash(token),
            Ttl = request.Ttl ?? entry.View.HoldTtl,
            MaxPerCustomer = entry.View.Policy.MaxPerCustomer,
            ExchangeFor = request.ExchangeFor,
            Prices = prices,
            Code = UseOf(request, code),
            Quotas = quotas,
            OpensSale = OpensSale(code, prices),
        });
        return new PlacedHold(answer, token);
    }

    /// <param name="Request">With whom it counts for.</param>
    /// <param name="Entry">Its event.</param>
    /// <param name="Code">Null: it names none.</param>
    private sealed record CheckedRequest(HoldRequest Request, CatalogEntry Entry, CodeView? Code);

    /// <summary>Null: it takes no use of a code. An exchange takes none, since its booking has one.</summary>
    private static HeldCode? UseOf(HoldRequest request, CodeView? code) => code is null || request.ExchangeFor is not null ? null : new HeldCode
    {
        Code = code.Spec.Code,
        CustomerLimit = code.Terms.CustomerLimit,
    };

    /// <summary>The code opens the sale for all of the places, also for those of an exchange.</summary>
    private static bool OpensSale(CodeView? code, PriceBreakdown? prices) =>
        code is { Spec: { OpensSale: true } spec } && prices!.Lines.All(line => spec.IsFor(line.SectionId, line.TypeId));

    /// <summary>A place costs what its section asks, and nothing is added or taken off.</summary>
    private static bool IsPlain(HoldRequest request, CatalogEntry entry) => !entry.KeepsPrices && request.Types.IsEmpty && request.Items.IsEmpty && request.Code is null;

    /// <summary>A hold that must be found again by its key, or that counts against a customer's allowance, or is for an exchange, or keeps its prices or a code, has a hold grain.</summary>
    private static bool MustCoordinate(HoldRequest request, CatalogEntry entry) =>
        request.Secrets is not null || entry.View.Policy.MaxPerCustomer is not null || request.ExchangeFor is not null || entry.KeepsPrices || request.Code is not null;
}
