using Ticketing.Codes;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Inventory;
using Ticketing.Money;
using Ticketing.Payments;
using Ticketing.Tests.Domain.Events;

namespace Ticketing.Tests.Domain.Codes;

public sealed class CodeRulesTests
{
    private static readonly DateTimeOffset Now = Samples.Now;

    private static readonly SectionPlan Stalls = new()
    {
        SectionId = "stalls",
        Kind = SectionKind.Seated,
        PriceMinor = 2_000,
        Types =
        [
            new TicketType { TypeId = "adult", Name = "Adult", PriceMinor = 2_000 },
            new TicketType { TypeId = "child", Name = "Child", PriceMinor = 999 },
            new TicketType { TypeId = "friend", Name = "Friend", PriceMinor = 1_200, NeedsCode = true },
            new TicketType { TypeId = "late", Name = "Late", PriceMinor = 3_000, SaleWindow = new SaleWindow(Now.AddDays(1), Now.AddDays(2)) },
        ],
    };

    private static readonly SectionPlan Floor = new() { SectionId = "floor", Kind = SectionKind.General, PriceMinor = 500 };

    private static readonly EventView View = new()
    {
        Currency = "EUR",
        Sections = [Stalls, Floor],
        Fees = new EventFees { Ticket = new Fee { FixedMinor = 100, PercentHundredths = 250 }, Order = new Fee { FixedMinor = 50 } },
    };

    [Theory]
    [InlineData("EUR", 999, 10_00, 100)]
    [InlineData("EUR", 995, 10_00, 100)]
    [InlineData("EUR", 994, 10_00, 99)]
    [InlineData("EUR", 999, 100_00, 999)]
    [InlineData("JPY", 1_234, 12_50, 154)]
    [InlineData("KWD", 4_500, 12_50, 560)]
    [InlineData("KWD", 4_440, 12_50, 560)]
    [InlineData("KWD", 4_504, 100_00, 4_504)]
    public void A_share_is_taken_off_as_fees_are_added(string currency, long price, int hundredths, long expected) =>
        Assert.Equal(expected, CodeRules.DiscountOf(new CodeSpec { PercentHundredths = hundredths }, price, currency));

    [Fact]
    public void An_amount_is_never_more_than_the_price() => Assert.Equal(999, CodeRules.DiscountOf(new CodeSpec { AmountMinor = 1_500 }, 999, "EUR"));

    [Fact]
    public void Fees_are_of_what_is_left()
    {
        var prices = Priced(new CodeSpec { Code = "TEN", PercentHundredths = 10_00, Types = ["adult"] }, ("adult", 2), ("child", 1));
        Assert.Equal(["adult 1800 200 145", "child 999 0 125"], prices.Lines.Select(static line => $"{line.TypeId} {line.PriceMinor} {line.DiscountMinor} {line.FeeMinor}"));
        Assert.Equal((400, 4_599, 50, "TEN"), (prices.DiscountMinor, prices.PlacesMinor, prices.OrderFeeMinor, prices.Code));
    }

    [Fact]
    public void What_becomes_free_bears_no_fee() =>
        Assert.Equal((0, 5_998), (Priced(new CodeSpec { PercentHundredths = 100_00 }, ("adult", 2), ("child", 2)) is var prices ? prices.TotalMinor : -1, prices.DiscountMinor));

    [Fact]
    public void A_code_for_none_of_the_places_is_refused()
    {
        var refusal = HoldPricing.Of(Wish(("adult", 1)), View, Stalls, new CodeSpec { PercentHundredths = 10_00, Sections = ["floor"] }, Now).Refusal!;
        Assert.Equal((RefusalCode.InvalidField, "code"), (refusal.Code, refusal.Field));
    }

    [Fact]
    public void A_type_that_needs_a_code_is_not_there_without_one()
    {
        var refusal = HoldPricing.Of(Wish(("friend", 1)), View, Stalls, null, Now).Refusal!;
        Assert.Equal("types[0].type", refusal.Field);
        Assert.DoesNotContain("adult, child, friend", refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(refusal.Detail, HoldPricing.Of(Wish(("friend", 1)), View, Stalls, new CodeSpec { PercentHundredths = 10_00 }, Now).Refusal!.Detail);
        CodeSpec opens = new() { OpensTypes = true, Types = ["friend"] };
        Assert.Equal(1_200, HoldPricing.Of(Wish(("friend", 1)), View, Stalls, opens, Now).Prices!.Lines[0].PriceMinor);

        // Whoever names no type means what the code is for.
        Assert.Equal("friend", HoldPricing.Of(new HoldRequest { Event = default, Quantity = 1 }, View, Stalls, opens, Now).Prices!.Lines[0].TypeId);
        Assert.Equal("adult", HoldPricing.Of(new HoldRequest { Event = default, Quantity = 1 }, View, Stalls, null, Now).Prices!.Lines[0].TypeId);
    }

    [Fact]
    public void The_line_is_offered_no_type_that_needs_a_code()
    {
        var hidden = Stalls with { Types = [Stalls.Types[2], Stalls.Types[0]] };
        Assert.Equal("adult", HoldPricing.OfOffer(View, hidden, 1, Now)!.Lines[0].TypeId);
        Assert.Equal(2_000, EventLayout.Cut([new SectionSpec { SectionId = "stalls", Kind = SectionKind.General, Capacity = 5, Types = hidden.Types }], 4)[0].PriceMinor);
    }

    [Fact]
    public void A_section_whose_types_all_need_a_code_has_a_price_for_who_has_it_alone()
    {
        var hidden = Stalls with { Types = [Stalls.Types[2] with { TypeId = "vip", PriceMinor = 9_000 }, Stalls.Types[2]] };
        Assert.Null(hidden.PriceFor(null));
        Assert.Null(hidden.PriceFor(new CodeSpec { PercentHundredths = 10_00 }));
        Assert.Equal(1_200, hidden.PriceFor(new CodeSpec { OpensTypes = true, Types = ["friend"] }));
        Assert.Equal((2_000, 500), (Stalls.PriceFor(null), Floor.PriceFor(null)));
    }

    [Fact]
    public void A_sale_that_has_not_begun_is_opened_and_one_that_is_over_is_not()
    {
        CodeSpec opens = new() { OpensSale = true, Types = ["late"] };
        Assert.Null(HoldPricing.Of(Wish(("late", 1)), View, Stalls, opens, Now).Refusal);
        Assert.Equal(RefusalCode.NotOnSale, HoldPricing.Of(Wish(("late", 1)), View, Stalls, opens, Now.AddDays(2)).Refusal!.Code);
        Assert.Equal(RefusalCode.NotOnSale, HoldPricing.Of(Wish(("late", 1)), View, Stalls, opens with { Types = ["adult"] }, Now).Refusal!.Code);
        BlockTerms terms = new() { Status = EventStatus.OnSale, SaleWindow = new SaleWindow(Now.AddDays(1), Now.AddDays(2)), MaxQuantity = 10 };
        Assert.Equal(RefusalCode.NotOnSale, SaleRules.WhyNotPlace(terms, 1, Now)!.Code);
        Assert.Null(SaleRules.WhyNotPlace(terms, 1, Now, isEarly: true));
        Assert.Equal(RefusalCode.NotOnSale, SaleRules.WhyNotPlace(terms, 1, Now.AddDays(2), isEarly: true)!.Code);
    }

    [Fact]
    public void An_exchange_keeps_the_code_where_it_is_for_the_new_places()
    {
        CodeSpec code = new() { Code = "TEN", PercentHundredths = 10_00, Sections = ["stalls"] };
        HoldRequest wish = new() { Event = default, Quantity = 1, ExchangeFor = default(Ticketing.Identifiers.BookingId) };
        Assert.Equal((500, "TEN"), HoldPricing.Of(wish, View, Floor, code, Now).Prices is { } floor ? (floor.PlacesMinor, floor.Code) : default);
        Assert.Equal(200, HoldPricing.Of(wish, View, Stalls, code, Now).Prices!.DiscountMinor);
    }

    [Theory]
    [InlineData(10_00, 0, null)]
    [InlineData(100_00, 0, null)]
    [InlineData(96_00, 0, "percent_off")]
    [InlineData(0, 495, "amount_off")]
    [InlineData(0, 500, null)]
    public void A_code_leaves_nothing_to_pay_that_can_not_be_charged(int hundredths, long minor, string? member)
    {
        var noFees = View with { Fees = null, Sections = [Floor with { PriceMinor = 500 }] };
        var errors = CodeRules.Validate(new CodeSpec { Code = "ABC", PercentHundredths = hundredths, AmountMinor = minor }, new CodeTerms(), noFees, Providers);
        Assert.Equal(member, errors.Select(static error => error.Field).SingleOrDefault());
        Assert.Empty(CodeRules.Validate(new CodeSpec { Code = "ABC", PercentHundredths = hundredths, AmountMinor = minor }, new CodeTerms(), noFees, NoProvider));
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(520, "price")]
    [InlineData(550, null)]
    public void Another_price_leaves_nothing_that_can_not_be_charged(long price, string? member)
    {
        CodeSpec code = new() { Code = "FIVER", AmountMinor = 500, Sections = ["floor"] };
        var noFees = View with { Fees = null };
        var wrong = CodeRules.WhyNotPrices(code, Floor with { PriceMinor = price }, noFees, Providers);
        Assert.Equal(member, wrong?.Field);
        Assert.True(wrong is null || wrong.Message.Contains("FIVER", StringComparison.Ordinal));
        Assert.Null(CodeRules.WhyNotPrices(code with { Sections = ["stalls"] }, Floor with { PriceMinor = price }, noFees, Providers));
        Assert.Null(CodeRules.WhyNotPrices(code with { AmountMinor = 0, OpensSale = true }, Floor with { PriceMinor = price }, noFees, Providers));
    }

    [Fact]
    public void What_the_code_does_not_open_is_not_looked_at()
    {
        var noFees = View with { Fees = null };
        CodeSpec code = new() { Code = "MOST", PercentHundredths = 96_00 };
        var dear = Stalls with { Types = [Stalls.Types[0], Stalls.Types[2] with { PriceMinor = 500 }] };
        Assert.Null(CodeRules.WhyNotPrices(code, dear, noFees, Providers));
        Assert.Equal("ticket_types", CodeRules.WhyNotPrices(code with { OpensTypes = true }, dear, noFees, Providers)!.Field);
    }

    [Fact]
    public void A_code_names_what_the_event_has_and_gives_something()
    {
        Assert.Equal(["percent_off"], Fields(new CodeSpec()));
        Assert.Equal(["amount_off"], Fields(new CodeSpec { AmountMinor = 1, PercentHundredths = 1 }));
        Assert.Equal(["sections[0]", "types[1]"], Fields(new CodeSpec { AmountMinor = 1, Sections = ["x"], Types = ["adult", "y"] }));
        Assert.Equal(["types"], Fields(new CodeSpec { AmountMinor = 1, Sections = ["floor"], Types = ["adult"] }));
        Assert.Equal(["opens_types"], Fields(new CodeSpec { OpensTypes = true, Types = ["adult"] }));
        Assert.Empty(Fields(new CodeSpec { OpensTypes = true, Types = ["friend"] }));
        Assert.Equal(["opens_types"], Fields(new CodeSpec { AmountMinor = 1, Types = ["friend"] }));
        Assert.Equal(["opens_types"], Fields(new CodeSpec { OpensSale = true, Types = ["friend"] }));
        Assert.Empty(Fields(new CodeSpec { AmountMinor = 1, Types = ["friend", "adult"] }));
        Assert.Equal(["closes_at"], CodeRules.Validate(new CodeTerms { Window = new SaleWindow(Now, Now) }).Select(static error => error.Field));
    }

    [Fact]
    public void What_a_price_comes_to_with_its_tax_must_be_charged()
    {
        EventTax tax = new() { Name = "tax", TicketHundredths = 800, FeeHundredths = 800 };
        Assert.Equal("0.49 USD, a ticket of 0.45 with its tax, must be at least 0.50.", ChargeRules.WhyNotAdded([45], null, tax, "USD", Providers));
        Assert.Null(ChargeRules.WhyNotAdded([47], null, tax, "USD", Providers));
        Assert.Null(ChargeRules.WhyNotAdded([45], null, tax with { IsIncluded = true }, "USD", Providers));

        // Half of 0.90 is refused, but for its tax: half of 0.94 and that is 0.51.
        var view = View with { Currency = "USD", Fees = null, Tax = tax };
        CodeSpec half = new() { Code = "HALF", PercentHundredths = 50_00 };
        Assert.NotNull(CodeRules.WhyNotPrices(half, Floor with { PriceMinor = 90 }, view, Providers));
        Assert.Null(CodeRules.WhyNotPrices(half, Floor with { PriceMinor = 94 }, view, Providers));
    }

    private static PaymentProviders NoProvider => new([], null, TimeSpan.Zero);

    private static PaymentProviders Providers => new([new LeastFifty()], LeastFifty.ProviderName, TimeSpan.Zero);

    private static string[] Fields(CodeSpec code) => [.. CodeRules.Validate(code, new CodeTerms(), View, NoProvider).Select(static error => error.Field)];

    private static HoldRequest Wish(params (string Type, int Quantity)[] types) => new()
    {
        Event = default,
        Quantity = types.Sum(static type => type.Quantity),
        Types = [.. types.Select(static type => new TypeWish(type.Type, type.Quantity, []))],
    };

    private static PriceBreakdown Priced(CodeSpec code, params (string Type, int Quantity)[] types) => HoldPricing.Of(Wish(types), View, Stalls, code, Now).Prices!;

    /// <summary>Charges 50 minor units at least.</summary>
    private sealed class LeastFifty : IPaymentProvider
    {
        public const string ProviderName = "least-fifty";

        public string Name => ProviderName;

        public string? WhyNotPrice(long minor, Currency currency) => minor < 50 ? "must be at least 0.50." : null;

        public Task<PaymentIntent> AuthorizeAsync(AuthorizePayment command, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<PaymentIntent> CaptureAsync(KnownPayment payment, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<PaymentIntent> VoidAsync(KnownPayment payment, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<PaymentIntent> RefundAsync(KnownPayment payment, long totalMinor, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<PaymentIntent> QueryAsync(KnownPayment payment, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<WebhookNews> ReadWebhookAsync(Func<string, string?> header, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
