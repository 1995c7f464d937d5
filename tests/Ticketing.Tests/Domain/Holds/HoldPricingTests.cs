using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Inventory;
using Ticketing.Tests.Domain.Events;

namespace Ticketing.Tests.Domain.Holds;

public sealed class HoldPricingTests
{
    private static readonly DateTimeOffset Now = Samples.Now;

    private static readonly SectionPlan Stalls = new()
    {
        SectionId = "stalls",
        Kind = SectionKind.Seated,
        PriceMinor = 1_500,
        Types =
        [
            new TicketType { TypeId = "early", Name = "Early bird", PriceMinor = 1_500, SaleWindow = new SaleWindow(null, Now) },
            new TicketType { TypeId = "adult", Name = "Adult", PriceMinor = 2_000 },
            new TicketType { TypeId = "child", Name = "Child", PriceMinor = 999, Most = 3 },
            new TicketType { TypeId = "group", Name = "Group", PriceMinor = 1_000, Least = 4, SaleWindow = new SaleWindow(Now.AddDays(-1), null) },
            new TicketType { TypeId = "companion", Name = "Companion" },
            new TicketType { TypeId = "late", Name = "Late", SaleWindow = new SaleWindow(Now.AddDays(1), null) },
        ],
    };

    private static readonly SectionPlan Floor = new() { SectionId = "floor", Kind = SectionKind.General, PriceMinor = 500 };

    private static readonly EventView View = new() { Currency = "EUR", Sections = [Stalls, Floor] };

    private static readonly EventView WithFees = View with { Fees = new EventFees { Ticket = new Fee { FixedMinor = 100, PercentHundredths = 250 }, Order = new Fee { FixedMinor = 50 } } };

    [Theory]
    [InlineData("EUR", 999, 250, 25)]
    [InlineData("USD", 1_000, 333, 33)]
    [InlineData("USD", 1_000, 335, 34)]
    [InlineData("USD", 1_020, 250, 26)]
    [InlineData("CHF", 2_005, 250, 50)]
    [InlineData("JPY", 30, 500, 2)]
    [InlineData("JPY", 29, 500, 1)]
    [InlineData("KWD", 1_230, 500, 60)]
    [InlineData("KWD", 1_300, 500, 70)]
    [InlineData("UYW", 123_400, 250, 3_100)]
    public void A_share_is_rounded_half_up_to_what_can_be_charged(string currency, long price, int hundredths, long expected) =>
        Assert.Equal(expected, FeeRules.Of(new Fee { PercentHundredths = hundredths }, price, currency));

    [Fact]
    public void The_greatest_price_and_share_fit()
    {
        Fee all = new() { FixedMinor = EventLimits.PriceMinor, PercentHundredths = 100_00 };
        Assert.Equal(EventLimits.PriceMinor + EventLimits.ValueMinor, FeeRules.Of(all, EventLimits.ValueMinor, "EUR"));
    }

    [Theory]
    [InlineData("EUR")]
    [InlineData("USD")]
    [InlineData("JPY")]
    [InlineData("KWD")]
    [InlineData("CHF")]
    public void A_hold_of_several_types_adds_up(string currency)
    {
        var prices = Priced(WithFees with { Currency = currency }, ("adult", 2), ("child", 1), ("companion", 1));
        Assert.Equal(["adult 2 2000", "child 1 999", "companion 1 0"], prices.Lines.Select(static line => $"{line.TypeId} {line.Quantity} {line.PriceMinor}"));
        var child = 100 + (currency == "KWD" ? 20 : 25);
        Assert.Equal([150, child, 0], prices.Lines.Select(static line => line.FeeMinor));
        Assert.Equal((4_999, 300 + child, 50, 5_349 + child), (prices.PlacesMinor, prices.TicketFeesMinor, prices.OrderFeeMinor, prices.TotalMinor));
    }

    [Fact]
    public void What_costs_nothing_bears_no_fee() => Assert.Equal(0, Priced(WithFees, ("companion", 2)).TotalMinor);

    [Fact]
    public void Without_types_the_first_that_is_on_sale_is_taken()
    {
        var line = Assert.Single(HoldPricing.Of(new HoldRequest { Event = default, Quantity = 2 }, View, Stalls, null, Now).Prices!.Lines);
        Assert.Equal(("adult", "Adult", 2, 2_000), (line.TypeId, line.Name, line.Quantity, line.PriceMinor));
        Assert.Equal("early", HoldPricing.Of(new HoldRequest { Event = default, Quantity = 2 }, View, Stalls, null, Now.AddSeconds(-1)).Prices!.Lines[0].TypeId);
    }

    [Fact]
    public void A_section_without_types_has_its_price_and_the_fees()
    {
        var prices = HoldPricing.Of(new HoldRequest { Event = default, Quantity = 3 }, WithFees, Floor, null, Now).Prices!;
        var line = Assert.Single(prices.Lines);
        Assert.Equal(("", 3, 500, 113, 1_889), (line.TypeId, line.Quantity, line.PriceMinor, line.FeeMinor, prices.TotalMinor));
    }

    [Fact]
    public void A_type_that_is_wished_twice_is_one_line_and_counts_together()
    {
        Assert.Equal(3, Assert.Single(Priced(View, ("child", 1), ("child", 2)).Lines).Quantity);
        Assert.Equal("types[0].qty: An order takes at most 3 of ticket type 'child'.", Refused(("child", 2), ("child", 2)));
    }

    [Theory]
    [InlineData("kid", 1, "types[0].type: Section 'stalls' has no ticket type 'kid'; give one of early, adult, child, group, companion, late.")]
    [InlineData("child", 4, "types[0].qty: An order takes at most 3 of ticket type 'child'.")]
    [InlineData("group", 3, "types[0].qty: An order takes at least 4 of ticket type 'group', or none.")]
    public void What_a_type_does_not_allow_is_refused_with_the_remedy(string type, int quantity, string expected) => Assert.Equal(expected, Refused((type, quantity)));

    [Theory]
    [InlineData("early", "Ticket type 'early' was on sale until 2030-05-01T12:00:00.0000000+00:00.")]
    [InlineData("late", "Ticket type 'late' is on sale from 2030-05-02T12:00:00.0000000+00:00 on.")]
    public void A_type_out_of_its_window_is_not_on_sale(string type, string expected)
    {
        var refusal = HoldPricing.Of(Wish((type, 1)), View, Stalls, null, Now).Refusal!;
        Assert.Equal((RefusalCode.NotOnSale, expected), (refusal.Code, refusal.Detail));
    }

    [Fact]
    public void Where_no_type_is_on_sale_nothing_is()
    {
        var refusal = HoldPricing.Of(new HoldRequest { Event = default, Quantity = 1 }, View, Stalls with { Types = [Stalls.Types[0]] }, null, Now).Refusal!;
        Assert.Equal((RefusalCode.NotOnSale, "No ticket type of section 'stalls' is on sale now."), (refusal.Code, refusal.Detail));
    }

    [Fact]
    public void A_type_for_a_section_that_has_none_is_refused() => Assert.Equal(
        "types[0].type",
        HoldPricing.Of(Wish(("adult", 1)), View, Floor, null, Now).Refusal!.Field);

    [Fact]
    public void Each_chosen_seat_has_its_type_and_the_others_the_first()
    {
        var request = new HoldRequest
        {
            Event = default,
            Seats = ["stalls-A-1", "stalls-A-2", "floor-A-3", "stalls-A-4"],
            Types = [new TypeWish("child", 2, ["stalls-A-4", "stalls-A-1"])],
        };
        var prices = HoldPricing.OfSeats(request, WithFees, static seat => seat.StartsWith("stalls", StringComparison.Ordinal) ? Stalls : Floor, null, Now).Prices!;
        Assert.Equal(
            ["stalls child stalls-A-1,stalls-A-4 999", "stalls adult stalls-A-2 2000", "floor  floor-A-3 500"],
            prices.Lines.Select(static line => $"{line.SectionId} {line.TypeId} {string.Join(',', line.Seats)} {line.PriceMinor}"));
        Assert.Equal("child", prices.LineOf(1, "stalls-A-1").TypeId);
        Assert.Equal("floor", prices.LineOf(3, "floor-A-3").SectionId);
    }

    [Fact]
    public void Seats_that_the_service_chose_go_to_the_lines_in_order()
    {
        var hold = new HoldState
        {
            Prices = Priced(WithFees, ("adult", 2), ("child", 1)),
            Parts = [Part(0, (4, "stalls-A-5"), (5, "stalls-A-6")), Part(1, (0, "stalls-B-1"))],
        };
        hold.Prices = HoldPricing.Dealt(hold);
        Assert.Equal(["stalls-A-5,stalls-A-6", "stalls-B-1"], hold.Prices!.Lines.Select(static line => string.Join(',', line.Seats)));
        Assert.Same(hold.Prices, HoldPricing.Dealt(hold));

        // What the units are told adds up to what the hold costs; the first has the order's fee.
        Assert.Equal([new SoldFor(2_000, 200), new SoldFor(2_000, 150)], Sold(hold, 0));
        Assert.Equal([new SoldFor(999, 125)], Sold(hold, 1));
    }

    [Fact]
    public void Places_of_pools_are_dealt_over_the_units()
    {
        var hold = new HoldState
        {
            Prices = Priced(WithFees, ("adult", 2), ("child", 3)),
            Parts =
            [
                new HoldPart { Block = 0, Units = [new GrantedUnit(0, 3, null, 1_500), new GrantedUnit(1, 1, null, 1_500)] },
                new HoldPart { Block = 1, Units = [new GrantedUnit(0, 1, null, 1_500)] },
            ],
        };
        var sold = hold.Parts.SelectMany(part => HoldPricing.SoldFor(hold, part)!.Value).ToArray();
        Assert.Equal([new SoldFor(4_999, 475), new SoldFor(999, 125), new SoldFor(999, 125)], sold);
        Assert.Equal(hold.Prices!.TotalMinor, sold.Sum(static unit => unit.PlacesMinor + unit.FeesMinor));
        Assert.Null(HoldPricing.SoldFor(new HoldState { Parts = hold.Parts }, hold.Parts[0]));
    }

    [Fact]
    public void An_offer_is_of_the_first_type_on_sale_however_many()
    {
        var offer = HoldPricing.OfOffer(WithFees, Stalls with { Types = [Stalls.Types[2]] }, 5, Now)!;
        Assert.Equal(("child", 5), (offer.Lines[0].TypeId, offer.Lines[0].Quantity));
        Assert.Equal("early", HoldPricing.OfOffer(View, Stalls with { Types = [Stalls.Types[0]] }, 1, Now)!.Lines[0].TypeId);
        Assert.Null(HoldPricing.OfOffer(new EventView { Sections = [Floor] }, Floor, 2, Now));
    }

    [Fact]
    public void What_was_placed_again_is_sold_for_what_it_cost_at_first_shared_out_by_places()
    {
        HoldState hold = new()
        {
            PlacedMinor = 1_000,
            Parts = [new HoldPart { Block = 0, Units = [new GrantedUnit(0, 1, null, 700), new GrantedUnit(1, 2, null, 700)] }, new HoldPart { Block = 1, Units = [new GrantedUnit(0, 3, null, 900)] }],
        };

        Assert.Equal([new SoldFor(166, 0), new SoldFor(334, 0)], Sold(hold, 0));
        Assert.Equal([new SoldFor(500, 0)], Sold(hold, 1));
        Assert.Equal(1_000, HoldDecisions.AmountMinor(hold));
    }

    [Fact]
    public void Places_of_several_sections_are_priced_dealt_and_sold_each_as_its_own()
    {
        HoldRequest request = new()
        {
            Event = default,
            Items =
            [
                new HoldItem { Section = "floor", Quantity = 2 },
                new HoldItem { Section = "stalls", Quantity = 2, Types = [new TypeWish("adult", 1, []), new TypeWish("child", 1, [])] },
            ],
        };
        var prices = HoldPricing.OfItems(request, WithFees, static _ => throw new InvalidOperationException("No seat is named."), null, Now).Prices!;
        Assert.Equal(["stalls adult 1 2000", "stalls child 1 999", "floor  2 500"], prices.Lines.Select(static line => $"{line.SectionId} {line.TypeId} {line.Quantity} {line.PriceMinor}"));
        HoldState hold = new()
        {
            Prices = prices,
            Parts = [Part(0, (4, "stalls-A-5"), (5, "stalls-A-6")), new HoldPart { Block = 1, Units = [new GrantedUnit(0, 2, null, 500)] }],
        };
        hold.Prices = HoldPricing.Dealt(hold);
        Assert.Equal(["stalls-A-5", "stalls-A-6", ""], hold.Prices!.Lines.Select(static line => string.Join(',', line.Seats)));
        Assert.Equal(["adult", "child", "floor", "floor"], new[] { (1, "stalls-A-5"), (2, "stalls-A-6"), (3, null), (4, null) }
            .Select(of => hold.Prices.LineOf(of.Item1, of.Item2)).Select(static line => line.TypeId.Length > 0 ? line.TypeId : line.SectionId));
        Assert.Equal([2_000, 999, 1_000], Sold(hold, 0).Concat(Sold(hold, 1)).Select(static sold => sold.PlacesMinor));
        Assert.Equal(prices.TotalMinor, Sold(hold, 0).Concat(Sold(hold, 1)).Sum(static sold => sold.PlacesMinor + sold.FeesMinor));
    }

    [Fact]
    public void What_is_wrong_with_an_item_is_told_by_its_place()
    {
        HoldRequest request = new() { Event = default, Items = [new HoldItem { Section = "floor", Quantity = 1 }, new HoldItem { Section = "stalls", Quantity = 4, Types = [new TypeWish("child", 4, [])] }] };
        Assert.Equal("items[1].types[0].qty", HoldPricing.OfItems(request, View, static _ => Stalls, null, Now).Refusal!.Field);
    }

    [Theory]
    [InlineData(4, "adult", 2)]
    [InlineData(1, "child", 2)]
    [InlineData(0, "child", 2)]
    public void Without_types_the_first_is_taken_of_which_there_are_so_many(int left, string type, int quantity)
    {
        var line = Assert.Single(HoldPricing.Of(new HoldRequest { Event = default, Quantity = quantity }, View, Stalls, null, Now, new Dictionary<string, int> { ["adult"] = left }).Prices!.Lines);
        Assert.Equal((type, quantity), (line.TypeId, line.Quantity));
    }

    [Fact]
    public void What_an_order_takes_by_name_is_not_there_for_its_other_places()
    {
        HoldRequest request = new() { Event = default, Seats = ["stalls-A-1", "stalls-A-2"], Types = [new TypeWish("adult", 1, ["stalls-A-2"])] };
        var prices = HoldPricing.OfSeats(request, View, static _ => Stalls, null, Now, new Dictionary<string, int> { ["adult"] = 1 }).Prices!;
        Assert.Equal(["child", "adult"], prices.Lines.Select(static line => line.TypeId));
    }

    [Fact]
    public void A_hold_takes_of_each_quota_what_its_lines_have_and_not_twice_what_an_exchange_gives_back()
    {
        var prices = Priced(View, ("child", 2), ("adult", 1), ("companion", 1));
        Dictionary<string, int> quotas = new() { ["adult"] = 5, ["child"] = 3, ["late"] = 9 };
        Assert.Equal([new HeldQuota("adult", 1, 5), new HeldQuota("child", 2, 3)], QuotaRules.Of(prices, quotas).ToArray());
        Assert.Equal([new HeldQuota("adult", 1, 5), new HeldQuota("child", 2, 6)], QuotaRules.Of(prices, quotas, Priced(View, ("child", 3))).ToArray());
        Assert.Empty(QuotaRules.Of(null, quotas));
    }

    [Fact]
    public void The_line_offers_what_has_no_quota()
    {
        var plan = Stalls with { Types = [Stalls.Types[1] with { Quota = 3 }, Stalls.Types[2]] };
        Assert.Equal("child", HoldPricing.OfOffer(View, plan, 1, Now)!.Lines[0].TypeId);
        Assert.True(plan.CanBeOffered);
        Assert.False((plan with { Types = [plan.Types[0]] }).CanBeOffered);
    }

    private static SoldFor[] Sold(HoldState hold, int part) => [.. HoldPricing.SoldFor(hold, hold.Parts[part])!.Value];

    private static HoldPart Part(int block, params (int Unit, string Seat)[] seats) =>
        new() { Block = block, Units = [.. seats.Select(static seat => new GrantedUnit(seat.Unit, 1, seat.Seat, 1_500))] };

    private static HoldRequest Wish(params (string Type, int Quantity)[] types) => new()
    {
        Event = default,
        Quantity = types.Sum(static type => type.Quantity),
        Types = [.. types.Select(static type => new TypeWish(type.Type, type.Quantity, []))],
    };

    private static PriceBreakdown Priced(EventView view, params (string Type, int Quantity)[] types) => HoldPricing.Of(Wish(types), view, Stalls, null, Now).Prices!;

    private static string Refused(params (string Type, int Quantity)[] types)
    {
        var refusal = HoldPricing.Of(Wish(types), View, Stalls, null, Now).Refusal!;
        Assert.Equal(RefusalCode.InvalidField, refusal.Code);
        return $"{refusal.Field}: {refusal.Detail}";
    }
}
