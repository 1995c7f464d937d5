using System.Collections.Immutable;
using Ticketing.Codes;
using Ticketing.Events;
using Ticketing.Inventory;
using Ticketing.Money;
using Ticketing.Payments;

namespace Ticketing.Holds;

/// <summary>What a hold costs: decided when it is placed, from the event's ticket types and fees, and kept from then on.</summary>
public static class HoldPricing
{
    /// <summary>Places of one section.</summary>
    /// <param name="left">How many places can be had as a type, where there are only so many. Null: any number of each.</param>
    public static PricedHold Of(HoldRequest request, EventView view, SectionPlan plan, CodeSpec? code, DateTimeOffset now, IReadOnlyDictionary<string, int>? left = null) =>
        Priced(view, code, request.ExchangeFor is not null, now, left, [.. Places(request, plan)]);

    /// <summary>Named seats, wherever they are.</summary>
    public static PricedHold OfSeats(
        HoldRequest request, EventView view, Func<string, SectionPlan> sectionOf, CodeSpec? code, DateTimeOffset now, IReadOnlyDictionary<string, int>? left = null) =>
        Priced(view, code, request.ExchangeFor is not null, now, left, [.. Seats(request, sectionOf)]);

    /// <summary>Places of several sections: named seats, other seats, and what has none, as the hold has them.</summary>
    public static PricedHold OfItems(
        HoldRequest request, EventView view, Func<string, SectionPlan> sectionOf, CodeSpec? code, DateTimeOffset now, IReadOnlyDictionary<string, int>? left = null) => Priced(
        view, code, request.ExchangeFor is not null, now, left,
        [
            .. request.Items.SelectMany((item, i) => Seats(item, sectionOf, At(i))),
            .. InOrder(request, view).SelectMany(static all => Places(all.Item, all.Plan, all.At)),
        ]);

    /// <summary>
    /// The items that name no seats, in the order in which they are asked for: those with seats first, each kind in the order of the event's
    /// sections, so that of two such orders none holds what the other waits for.
    /// </summary>
    public static IEnumerable<(HoldItem Item, SectionPlan Plan, string At)> InOrder(HoldRequest request, EventView view) => request.Items
        .Select((item, i) => (item, At: At(i)))
        .Where(static all => all.item.Seats.IsEmpty)
        .Select(all => (all.item, Plan: view.Sections.First(plan => plan.SectionId == all.item.Section), all.At))
        .OrderBy(static all => all.Plan.Kind == SectionKind.General)
        .ThenBy(static all => all.Plan.FirstBlock);

    private static string At(int item) => $"items[{item}].";

    /// <summary>Places that the line offers: of the first type without a quota that is on sale, or of the first, however many of it an order takes. Null: what the section asks.</summary>
    public static PriceBreakdown? OfOffer(EventView view, SectionPlan plan, int quantity, DateTimeOffset now)
    {
        var open = plan.Types.Where(static type => type is { NeedsCode: false, Quota: null });
        var type = plan.HasTypes ? open.FirstOrDefault(type => type.SaleWindow.Contains(now)) ?? open.FirstOrDefault() ?? plan.Types[0] : null;
        return view.KeepsPrices ? Summed(view, null, [Line(view, null, new Share(plan, null, "types", quantity, []), type)]) : null;
    }

    /// <summary>The names of seats go to the lines in their order, where nobody has chosen who sits where. What has no seats comes last.</summary>
    public static PriceBreakdown? Dealt(HoldState hold)
    {
        if (hold.Prices is not { } prices || prices.Lines.All(static line => !line.Seats.IsEmpty) || HoldDecisions.Seats(hold).ToImmutableArray() is not { IsEmpty: false } seats)
        {
            return hold.Prices;
        }

        var next = 0;
        return prices with
        {
            Lines = [.. prices.Lines.Select(line =>
            {
                next += line.Quantity;
                return line.Seats.IsEmpty && next <= seats.Length ? line with { Seats = seats[(next - line.Quantity)..next] } : line;
            })],
        };
    }

    /// <summary>What the places of each unit of a part are sold for; the first place of the hold has the order's fee. What was given back is not sold. Null: what the section asks.</summary>
    public static ImmutableArray<SoldFor>? SoldFor(HoldState hold, HoldPart part)
    {
        if (hold.Prices is not { } prices)
        {
            return hold.PlacedMinor is { } total ? Shares(hold, part, total) : null;
        }

        var place = 0;
        var orderFee = prices.OrderFeeMinor;
        var before = 0L;
        var left = hold.GivenBack.Count == 0 ? prices : PartialOrders.Without(prices, [.. HoldDecisions.Seats(hold)], hold.GivenBack, hold.Currency);
        var sold = ImmutableArray.CreateBuilder<SoldFor>(part.Units.Length);
        foreach (var (of, unit) in hold.Parts.SelectMany(static all => all.Units.Select(unit => (all, unit))))
        {
            var (price, fees) = (0L, 0L);
            for (var i = 0; i < unit.Quantity; i++)
            {
                if (!hold.GivenBack.Contains(++place))
                {
                    var line = prices.LineOf(place, unit.Seat);
                    (price, fees, orderFee) = (price + line.PriceMinor, fees + line.FeeMinor + orderFee, 0);
                }
            }

            var until = before + price + fees;
            if (of == part)
            {
                sold.Add(new SoldFor(price, fees, TaxRules.Until(left, until) - TaxRules.Until(left, before)));
            }

            before = until;
        }

        return sold.ToImmutable();
    }

    /// <summary>An amount shared out by places, to the minor unit.</summary>
    private static ImmutableArray<SoldFor> Shares(HoldState hold, HoldPart part, long total)
    {
        var places = hold.Parts.Sum(static all => all.Units.Sum(static unit => unit.Quantity));
        var before = 0;
        var sold = ImmutableArray.CreateBuilder<SoldFor>(part.Units.Length);
        foreach (var (of, unit) in hold.Parts.SelectMany(static all => all.Units.Select(unit => (all, unit))))
        {
            var until = before + unit.Quantity;
            if (of == part)
            {
                sold.Add(new SoldFor(Enumerable.Range(before + 1, unit.Quantity).Where(place => !hold.GivenBack.Contains(place)).Sum(place => (total * place / places) - (total * (place - 1) / places)), 0));
            }

            before = until;
        }

        return sold.ToImmutable();
    }

    private static IEnumerable<Share> Places(HoldItem item, SectionPlan plan, string at = "") => item.Types.IsEmpty
        ? [new Share(plan, null, $"{at}types", item.Quantity, [])]
        : item.Types.Select((wish, i) => new Share(plan, wish.TypeId, $"{at}types[{i}]", wish.Quantity, []));

    private static IEnumerable<Share> Seats(HoldItem item, Func<string, SectionPlan> sectionOf, string at = "")
    {
        var wishes = item.Types.SelectMany((wish, i) => wish.Seats.Select(seat => (seat, wish.TypeId, At: $"{at}types[{i}]"))).ToDictionary(static all => all.seat, StringComparer.Ordinal);
        return item.Seats
            .Select(seat => (Seat: seat, Plan: sectionOf(seat), Wish: wishes.TryGetValue(seat, out var wish) ? (wish.TypeId, wish.At) : (null, $"{at}types")))
            .GroupBy(static seat => (seat.Plan.SectionId, seat.Wish))
            .Select(static group => new Share(group.First().Plan, group.Key.Wish.Item1, group.Key.Wish.Item2, group.Count(), [.. group.Select(static seat => seat.Seat)]));
    }

    private static PricedHold Priced(
        EventView view, CodeSpec? code, bool isExchange, DateTimeOffset now, IReadOnlyDictionary<string, int>? left, ImmutableArray<Share> shares)
    {
        var lines = ImmutableArray.CreateBuilder<PriceLine>();
        QuotaChoice quotas = new(left, shares.Where(static share => share.TypeId is not null).Select(static share => (share.TypeId!, share.Quantity)));
        foreach (var share in shares)
        {
            var (type, refusal) = TypeOf(share, code, now, quotas);
            if (refusal is not null)
            {
                return new PricedHold(null, refusal);
            }

            lines.Add(Line(view, code, share, type));
        }

        // What a booking was made with goes with it, wherever its places are exchanged to.
        return code is not null && !isExchange && !lines.Any(line => code.IsFor(line.SectionId, line.TypeId))
            ? new PricedHold(null, Refusal.Invalid([new FieldError("code", "The code is for other sections or ticket types than these. Choose others, or leave it out.")]))
            : WhyNotSoMany(shares, lines) is { } wrong ? new PricedHold(null, wrong) : new PricedHold(Summed(view, code, Merged(lines)));
    }

    private static PriceLine Line(EventView view, CodeSpec? code, Share share, TicketType? type)
    {
        var full = type?.PriceMinor ?? share.Plan.PriceMinor;
        var discount = code?.IsFor(share.Plan.SectionId, type?.TypeId ?? "") == true ? CodeRules.DiscountOf(code, full, view.Currency) : 0;
        var price = full - discount;
        return new PriceLine
        {
            SectionId = share.Plan.SectionId,
            TypeId = type?.TypeId ?? "",
            Name = type?.Name ?? "",
            Quantity = share.Quantity,
            PriceMinor = price,
            FeeMinor = FeeRules.Of(view.Fees?.Ticket, price, view.Currency),
            Seats = share.Seats,
            DiscountMinor = discount,
        };
    }

    private static PriceBreakdown Summed(EventView view, CodeSpec? code, IEnumerable<PriceLine> lines)
    {
        PriceBreakdown prices = new() { Lines = [.. lines], Code = code?.Code };
        prices = prices with { OrderFeeMinor = FeeRules.Of(view.Fees?.Order, prices.PlacesMinor, view.Currency) };
        return prices with { Taxes = TaxRules.Lines(view.Tax, prices.PlacesMinor, prices.FeesMinor, view.Currency) };
    }

    /// <summary>
    /// The type that is wished, or the section's first that is on sale and of which so many are left: of those that the code is for, where there is
    /// one. Null: the section has none.
    /// </summary>
    private static (TicketType? Type, Refusal? Refusal) TypeOf(Share share, CodeSpec? code, DateTimeOffset now, QuotaChoice quotas)
    {
        var plan = share.Plan;
        if (!plan.HasTypes)
        {
            return share.TypeId is null ? (null, null)
                : (null, Invalid(share, "type", $"Section '{plan.SectionId}' has no ticket types; leave types out."));
        }

        if (share.TypeId is null)
        {
            TicketType[] onSale = [.. plan.Types.Where(type => plan.IsOnSale(type, code, now))];
            return (quotas.First(onSale.Where(type => code?.IsFor(plan.SectionId, type.TypeId) == true), share.Quantity) ?? quotas.First(onSale, share.Quantity)) is { } first ? (first, null)
                : (null, new Refusal(RefusalCode.NotOnSale, $"No ticket type of section '{plan.SectionId}' is on sale now."));
        }

        // A type that needs another code is not there.
        var open = plan.Types.Where(type => plan.IsOpen(type, code));
        return open.FirstOrDefault(type => type.TypeId == share.TypeId) switch
        {
            null => (null, Invalid(share, "type", NoType(plan.SectionId, share.TypeId, open))),
            { SaleWindow: var window } type when !plan.IsOnSale(type, code, now) => (null, new Refusal(RefusalCode.NotOnSale, window.OpensAt > now
                ? FormattableString.Invariant($"Ticket type '{type.TypeId}' is on sale from {window.OpensAt:O} on.")
                : FormattableString.Invariant($"Ticket type '{type.TypeId}' was on sale until {window.ClosesAt:O}."))),
            var type => (type, null),
        };
    }

    private static string NoType(string section, string type, IEnumerable<TicketType> open) => open.Any()
        ? $"Section '{section}' has no ticket type '{type}'; give one of {string.Join(", ", open.Select(static known => known.TypeId))}."
        : $"Section '{section}' has no ticket type '{type}'; give another section.";

    private static Refusal? WhyNotSoMany(ImmutableArray<Share> shares, IReadOnlyList<PriceLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var type = shares[i].Plan.HasTypes ? shares[i].Plan.Types.First(type => type.TypeId == line.TypeId) : null;
            var count = lines.Where(other => other.TypeId == line.TypeId).Sum(static other => other.Quantity);
            if (count < (type?.Least ?? 1))
            {
                return Invalid(shares[i], "qty", $"An order takes at least {type?.Least ?? 1} of ticket type '{line.TypeId}', or none.");
            }

            if (count > (type?.Most ?? int.MaxValue))
            {
                return Invalid(shares[i], "qty", $"An order takes at most {type!.Most} of ticket type '{line.TypeId}'.");
            }
        }

        return null;
    }

    /// <summary>A type that was wished twice is one line.</summary>
    private static IEnumerable<PriceLine> Merged(IReadOnlyList<PriceLine> lines) => lines
        .GroupBy(static line => (line.SectionId, line.TypeId))
        .Select(static same => same.First() with { Quantity = same.Sum(static line => line.Quantity), Seats = [.. same.SelectMany(static line => line.Seats)] });

    private static Refusal Invalid(Share share, string member, string message) =>
        Refusal.Invalid([new FieldError(share.TypeId is null ? share.At : $"{share.At}.{member}", message)]);

    /// <summary>Places of one section that are to be of one type.</summary>
    /// <param name="Plan">The section.</param>
    /// <param name="TypeId">Null: nobody said.</param>
    /// <param name="At">The member of the request that says so, or would.</param>
    /// <param name="Quantity">How many.</param>
    /// <param name="Seats">Their names, where they were chosen.</param>
    private sealed record Share(SectionPlan Plan, string? TypeId, string At, int Quantity, ImmutableArray<string> Seats);
}

/// <summary>What a hold would cost, or why it can't be had so.</summary>
public readonly record struct PricedHold(PriceBreakdown? Prices, Refusal? Refusal = null);

/// <summary>How much a fee is.</summary>
public static class FeeRules
{
    /// <summary>
    /// The fee in minor units: the fixed amount, and the share, which is rounded to the nearest minor unit, halves up. In
    /// currencies of three and more decimals the share is rounded to two, since cards are charged in no more. What costs nothing bears none.
    /// </summary>
    public static long Of(Fee? fee, long forMinor, string currency) =>
        fee is null || forMinor == 0 ? 0 : fee.FixedMinor + ShareOf(forMinor, fee.PercentHundredths, currency);

    /// <summary>What so many tickets of a price come to in one order, with their fees and what tax is added.</summary>
    public static long Total(EventFees? fees, EventTax? tax, int tickets, long priceMinor, string currency)
    {
        var added = (tickets * Of(fees?.Ticket, priceMinor, currency)) + Of(fees?.Order, tickets * priceMinor, currency);
        return (tickets * priceMinor) + added + TaxRules.Added(tax, tickets * priceMinor, added, currency);
    }

    /// <summary>A share of an amount, in minor units.</summary>
    public static long ShareOf(long minor, int percentHundredths, string currency)
    {
        var step = 1L;
        for (var unit = Currency.TryFind(currency, out var known) ? known.MinorUnits : 2; unit > 2; unit--)
        {
            step *= 10;
        }

        var whole = (Int128)10_000 * step;
        return (long)(((Int128)minor * percentHundredths + whole / 2) / whole * step);
    }
}

/// <summary>Whether what tickets come to can be paid.</summary>
public static class ChargeRules
{
    /// <summary>Null: the provider of payments charges tickets of each price, one by itself or two. What is out of range the event refuses itself.</summary>
    /// <param name="prices">What a ticket costs, and what is left of that to pay, in minor units.</param>
    /// <param name="fees">What is added.</param>
    /// <param name="tax">The tax of both.</param>
    /// <param name="currency">Of all amounts.</param>
    /// <param name="providers">Who takes the payments.</param>
    /// <param name="with">What makes the total of so many tickets another than their prices.</param>
    public static string? WhyNot(IEnumerable<(long Price, long Left)> prices, EventFees? fees, EventTax? tax, Currency currency, PaymentProviders providers, Func<int, string> with)
    {
        foreach (var (price, left) in prices.Where(static of => of.Price is >= 0 and <= EventLimits.PriceMinor).Distinct())
        {
            foreach (var tickets in new[] { 1, 2 })
            {
                var total = FeeRules.Total(fees, tax, tickets, left, currency.Code);
                if (providers.WhyNotPrice(total, currency) is { } why)
                {
                    return $"{currency.Format(total)} {currency}, {(tickets == 1 ? "a ticket" : "two tickets")} of {currency.Format(price)} with {with(tickets)}, {why}";
                }
            }
        }

        return null;
    }

    /// <summary>Null: tickets of each price can be paid with their fees and taxes. Where neither is added, each price by itself was judged before.</summary>
    /// <param name="prices">What tickets cost, in minor units.</param>
    /// <param name="fees">What is added.</param>
    /// <param name="tax">The tax of both.</param>
    /// <param name="code">The currency.</param>
    /// <param name="providers">Who takes the payments.</param>
    public static string? WhyNotAdded(IEnumerable<long> prices, EventFees? fees, EventTax? tax, string code, PaymentProviders providers) =>
        (fees is null && tax is not { IsIncluded: false }) || !Currency.TryFind(code, out var currency) || Math.Max(fees?.Ticket?.FixedMinor ?? 0, fees?.Order?.FixedMinor ?? 0) > EventLimits.PriceMinor
            ? null
            : WhyNot(prices.Select(static price => (price, price)), fees, tax, currency, providers, tickets => $"{(tickets == 1 ? "its" : "their")} {(fees is null ? "tax" : tax is { IsIncluded: false } ? "fees and tax" : "fees")}");
}
