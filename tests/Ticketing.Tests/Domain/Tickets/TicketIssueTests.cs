using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Tickets;

namespace Ticketing.Tests.Domain.Tickets;

public sealed class TicketIssueTests
{
    private static readonly EventView View = new()
    {
        EventId = TicketSamples.Booking.Hold.Event,
        Name = "Concert",
        Venue = "Town Hall",
        StartsAt = TicketSamples.Start,
        Currency = "EUR",
        Sections =
        [
            new SectionPlan { SectionId = "stalls", Name = "Stalls", Kind = SectionKind.Seated, PriceMinor = 2_500, Rows = [new RowPlan("A", 20)] },
            new SectionPlan { SectionId = "box", Kind = SectionKind.Seated, PriceMinor = 9_900, Rows = [new RowPlan("1", 4)] },
            new SectionPlan { SectionId = "floor", Name = "Floor", Kind = SectionKind.General, PriceMinor = 1_500 },
        ],
    };

    private static readonly BookingView Booking = new()
    {
        BookingId = TicketSamples.Booking,
        SectionId = "stalls",
        Seats = ["stalls-A-12", "box-1-4"],
        Quantity = 2,
        AmountMinor = 12_400,
        Currency = "EUR",
        Status = BookingStatus.Confirmed,
        CreatedAt = TicketSamples.Start.AddDays(-9),
        ConfirmedAt = TicketSamples.Start.AddDays(-8).AddMilliseconds(250),
    };

    [Fact]
    public void Each_place_has_a_ticket_with_its_own_section_seat_and_price()
    {
        var tickets = Issue(Booking).Tickets;
        Assert.Equal(
            [("Stalls", "A", "12", 2_500, "stalls-A-12"), ("box", "1", "4", 9_900, "box-1-4")],
            tickets.Select(static ticket => (ticket.Section, ticket.Row, ticket.Seat, (int)ticket.PriceMinor, ticket.Claims.Seat)));
        Assert.Equal([1, 2], tickets.Select(static ticket => ticket.Claims.TicketId.Place));
        Assert.All(tickets, static ticket => Assert.Equal((2, "Ann", "Concert", "Town Hall"), (ticket.Count, ticket.Holder, ticket.EventName, ticket.Venue)));
    }

    [Fact]
    public void A_ticket_has_the_type_and_the_price_that_its_place_was_sold_as()
    {
        PriceBreakdown prices = new()
        {
            Lines =
            [
                new PriceLine { SectionId = "box", TypeId = "child", Name = "Child", Quantity = 1, PriceMinor = 900, FeeMinor = 20, Seats = ["box-1-4"] },
                new PriceLine { SectionId = "stalls", TypeId = "adult", Name = "Adult", Quantity = 1, PriceMinor = 2_000, FeeMinor = 50, Seats = ["stalls-A-12"] },
            ],
            OrderFeeMinor = 30,
        };
        var tickets = Issue(Booking with { Prices = prices, AmountMinor = prices.TotalMinor }).Tickets;
        Assert.Equal([("Adult", 2_000L, 50L), ("Child", 900L, 20L)], tickets.Select(static ticket => (ticket.TypeName!, ticket.PriceMinor, ticket.FeeMinor)));
        Assert.Equal(("child", "Child", 0L, 0L), tickets[1].WithoutPrice() is var passed ? (passed.TypeId!, passed.TypeName!, passed.PriceMinor, passed.FeeMinor) : default);
    }

    [Fact]
    public void Places_without_names_have_their_section_alone()
    {
        var ticket = Issue(Booking with { SectionId = "floor", Seats = [], Quantity = 3, AmountMinor = 4_500 }).Tickets[2];
        Assert.Equal(("Floor", null, null, 1_500, "floor"), (ticket.Section, ticket.Row, ticket.Seat, ticket.PriceMinor, ticket.Claims.Seat));
    }

    [Fact]
    public void A_seat_of_the_house_event_keeps_its_name()
    {
        var ticket = Issue(Booking with { SectionId = "house", Seats = ["A-1"], Quantity = 1, AmountMinor = 0 }).Tickets[0];
        Assert.Equal(("house", null, "A-1", "A-1"), (ticket.Section, ticket.Row, ticket.Seat, ticket.Claims.Seat));
    }

    [Fact]
    public void What_was_paid_is_what_the_tickets_cost_together() =>
        Assert.Equal([3_334, 3_333, 3_333], Issue(Booking with { SectionId = "floor", Seats = [], Quantity = 3, AmountMinor = 10_000 }).Tickets.Select(static ticket => ticket.PriceMinor));

    [Fact]
    public void They_are_good_around_the_event()
    {
        var claims = Issue(Booking).Tickets[0].Claims;
        Assert.Equal((TicketSamples.Start.AddHours(-12), TicketSamples.Start.AddHours(12)), (claims.ValidFrom, claims.ValidTo));
        claims = TicketIssue.Of(new IssueTickets(Booking, null), View with { EndsAt = TicketSamples.Start.AddHours(3) }, new TicketOptions { ValidAfter = TimeSpan.FromHours(1) }).Tickets[0].Claims;
        Assert.Equal(TicketSamples.Start.AddHours(4), claims.ValidTo);
    }

    [Theory]
    [InlineData(-20, -20)]
    [InlineData(-1, -12)]
    public void They_are_good_as_soon_as_the_doors_open(int doors, int from)
    {
        var view = View with { Details = new EventDetails { DoorsOpenAt = TicketSamples.Start.AddHours(doors) } };
        Assert.Equal(TicketSamples.Start.AddHours(from), TicketIssue.WindowOf(view, new TicketOptions())!.From);
    }

    [Fact]
    public void Without_a_start_they_are_good_from_the_confirmation_on()
    {
        var claims = TicketIssue.Of(new IssueTickets(Booking, null), View with { StartsAt = null }, new TicketOptions()).Tickets[0].Claims;
        Assert.Equal((TicketSamples.Start.AddDays(-8), null), (claims.ValidFrom, claims.ValidTo));
    }

    [Theory]
    [InlineData(BookingStatus.Pending, false)]
    [InlineData(BookingStatus.Confirmed, true)]
    [InlineData(BookingStatus.Completed, true)]
    [InlineData(BookingStatus.Cancelled, false)]
    [InlineData(BookingStatus.Expired, false)]
    [InlineData(BookingStatus.Refunded, false)]
    public void Only_a_booking_that_counts_has_tickets(BookingStatus status, bool has)
    {
        var answer = Issue(Booking with { Status = status });
        Assert.Equal(has ? null : RefusalCode.NoTickets, answer.Refusal?.Code);
        Assert.Equal(has ? 2 : 0, answer.Tickets.Length);
    }

    [Fact]
    public void Its_calendar_entry_counts_what_its_booking_and_its_event_became()
    {
        Assert.Equal(0, SequenceOf(1, 1));
        Assert.Equal(1, SequenceOf(2, 1));
        Assert.Equal(3, SequenceOf(2, 3));

        static int SequenceOf(long booking, long @event) =>
            TicketIssue.Of(new IssueTickets(Booking with { Version = booking }, null), View with { Version = @event }, new TicketOptions()).Tickets[0].Sequence;
    }

    private static TicketsAnswer Issue(BookingView booking) => TicketIssue.Of(new IssueTickets(booking, "Ann"), View, new TicketOptions());
}
