using System.Text.Json;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;
using Ticketing.Security;
using Ticketing.Tests.Failures;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Bookings;

/// <summary>What an exchange would come to is what it then comes to; and asking changes nothing.</summary>
public sealed class ExchangePreviewTests
{
    private const string Play = """
        {"name":"Play","currency":"EUR","policy":{"refund_percent":70},
         "fees":{"per_ticket":{"fixed":"1.00","percent":"2.5"},"per_order":{"fixed":"0.50"}},
         "tax":{"name":"tax","percent":"7.5","fee_percent":"19","included":false},
         "sections":[
           {"id":"stalls","kind":"seated","rows":[{"label":"A","seats":6}],"ticket_types":[{"id":"adult","name":"Adult","price":"20.00"},{"id":"child","name":"Child","price":"9.99","quota":2}]},
           {"id":"circle","kind":"seated","rows":[{"label":"B","seats":6}],"ticket_types":[{"id":"adult","name":"Adult","price":"33.33"},{"id":"child","name":"Child","price":"16.66","quota":2}]},
           {"id":"floor","kind":"general","capacity":8,"price":"4.95"}]}
        """;

    [Theory]
    [InlineData("circle", false, true)]
    [InlineData("circle", true, true)]
    [InlineData("stalls", false, true)]
    [InlineData("stalls", true, false)]
    [InlineData("floor", false, false)]
    public async Task An_exchange_comes_to_what_was_said_with_fees_and_taxes(string section, bool named, bool typed)
    {
        await using var service = await SecuredService.StartAsync();
        var (ann, office) = (service.Token("ann", Roles.Customer), service.Office);
        var (status, created, _) = await service.SendAsync("POST", "/api/v1/events", service.Token("boss", Roles.Admin), Play);
        Assert.True(status == 201, created.GetRawText());
        var id = Text(created, "event_id");
        var made = Text((await service.SendAsync("POST", "/api/v1/bookings", ann, $$"""{"event_id":"{{id}}","section":"stalls","types":[{"type":"adult","qty":1},{"type":"child","qty":1}]}""")).Body, "id");
        Assert.Equal(200, (await service.SendAsync("POST", $"/api/v1/bookings/{made}/pay", ann, """{"payment_token":"tok_success"}""")).Status);
        Assert.True(BookingId.TryParse(made, out var booking));
        var before = (await office.Bookings.FindAsync(booking))!;
        string[] seats = named ? section == "circle" ? ["circle-B-1", "circle-B-2"] : ["stalls-A-5", "stalls-A-6"] : [];
        var wish = new HoldRequest
        {
            Event = booking.Hold.Event,
            Section = named ? null : section,
            Seats = [.. seats],
            Quantity = typed && !named ? 2 : 0,
            Types = typed ? [new TypeWish("adult", 1, [.. seats.Take(1)]), new TypeWish("child", 1, [.. seats.Skip(1)])] : [],
        };

        var preview = await office.Bookings.PreviewExchangeAsync(before, wish, new ExchangeTerms());
        Assert.Null(preview.Refusal);
        Assert.Equal(before.Version, (await office.Bookings.FindAsync(booking))!.Version);
        Assert.Equal((18, 0, 2), await office.CountsAsync(booking.Hold.Event));
        Assert.Single((await office.Grains.GetGrain<IPaymentGrain>(booking.GrainKey()).Get())!.Attempts);

        Assert.Null((await office.Bookings.ExchangeAsync(before, wish, new ExchangeTerms { Token = TestTokens.Success, PriceMinor = preview.Prices.TotalMinor })).Refusal);
        var after = (await office.Bookings.FindAsync(booking))!;
        Assert.Equal((preview.PaidMinor, preview.RefundMinor), (after.AmountMinor - before.AmountMinor, after.RefundedMinor - before.RefundedMinor));
        Assert.Equal(
            (preview.Prices.TotalMinor, preview.Prices.PlacesMinor, preview.Prices.FeesMinor, preview.Prices.AddedTaxMinor),
            (after.PriceMinor, after.Prices!.PlacesMinor, after.Prices.FeesMinor, after.Prices.AddedTaxMinor));
        Assert.Equal(seats, preview.Prices.Lines.SelectMany(static line => line.Seats));
        Assert.NotEqual(preview.PaidMinor > 0, preview.RefundMinor > 0 || preview.Prices.TotalMinor == before.PriceMinor);
    }

    [Fact]
    public async Task Where_all_places_cost_the_same_the_price_is_the_sections_own()
    {
        await using var swap = await Swap.OpenAsync(new EventPolicy { RefundPercent = 33 });
        var booking = await swap.BookingAsync();
        var dearer = await swap.Office.Bookings.PreviewExchangeAsync(booking, new HoldRequest { Event = swap.Event, Section = "balcony" }, new ExchangeTerms());
        Assert.Equal((8_000, 3_000, 0), (dearer.Prices.TotalMinor, dearer.PaidMinor, dearer.RefundMinor));
        var cheaper = await swap.Office.Bookings.PreviewExchangeAsync(booking, new HoldRequest { Event = swap.Event, Section = "floor" }, new ExchangeTerms());
        Assert.Equal((1_000, 0, 1_320), (cheaper.Prices.TotalMinor, cheaper.PaidMinor, cheaper.RefundMinor));
        await swap.WholeAsync("stalls");
        Assert.Null((await swap.ToFloorAsync()).Refusal);
        Assert.Equal(1_320, (await swap.BookingAsync()).RefundedMinor);
    }

    [Theory]
    [InlineData("stalls", "A-1 A-3", RefusalCode.InvalidField)]
    [InlineData("balcony", "B-1", RefusalCode.InvalidField)]
    [InlineData("balcony", "B-3 B-4", RefusalCode.SeatTaken)]
    [InlineData("balcony", "B-9 B-8", RefusalCode.SeatNotFound)]
    [InlineData("moon", "", RefusalCode.SectionNotFound)]
    [InlineData("balcony", "", RefusalCode.InsufficientSeats)]
    public async Task What_can_not_be_had_is_refused_as_the_exchange_itself_is(string section, string seats, RefusalCode code)
    {
        await using var swap = await Swap.OpenAsync();
        Assert.NotNull((await swap.Office.HoldSeatsAsync(swap.Event, "balcony-B-2", "balcony-B-3", "balcony-B-4")).Answer.Hold);
        await swap.Office.UntilCountsAsync(swap.Event, (13, 3, 2));
        var wish = new HoldRequest
        {
            Event = swap.Event,
            Section = seats.Length == 0 ? section : null,
            Seats = [.. seats.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(seat => $"{section}-{seat}")],
        };
        var preview = await swap.Office.Bookings.PreviewExchangeAsync(await swap.BookingAsync(), wish, new ExchangeTerms());
        var done = await swap.Office.Bookings.ExchangeAsync(await swap.BookingAsync(), wish, new ExchangeTerms { Token = TestTokens.Success });
        Assert.Equal((code, code), (preview.Refusal?.Code, done.Refusal?.Code));
        Assert.Equal(done.Refusal!.Seats.ToArray(), preview.Refusal!.Seats.ToArray());
    }

    [Fact]
    public async Task What_was_paid_elsewhere_is_shown_for_as_much_or_less()
    {
        await using var swap = await Swap.OpenAsync(paid: false);
        var booking = await swap.BookingAsync();
        var view = (await swap.Office.Events.FindAsync(swap.Event))!.View;
        Assert.Null(swap.Office.Bookings.WhyNotExchange(booking, view));
        Assert.Equal(RefusalCode.PaymentElsewhere, (await swap.Office.Bookings.PreviewExchangeAsync(booking, new HoldRequest { Event = swap.Event, Section = "balcony" }, new ExchangeTerms())).Refusal?.Code);
        Assert.Equal(4_000, (await swap.Office.Bookings.PreviewExchangeAsync(booking, new HoldRequest { Event = swap.Event, Section = "floor" }, new ExchangeTerms())).RefundMinor);
    }

    [Fact]
    public async Task Nobody_pays_another_price_than_was_shown()
    {
        await using var swap = await Swap.OpenAsync();
        var wish = new HoldRequest { Event = swap.Event, Section = "balcony" };
        var refused = await swap.Office.Bookings.ExchangeAsync(await swap.BookingAsync(), wish, new ExchangeTerms { Token = TestTokens.Success, PriceMinor = 7_999 });
        Assert.Equal((RefusalCode.StaleVersion, true), (refused.Refusal?.Code, refused.Attempt is null));
        await swap.WholeAsync("stalls");
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
