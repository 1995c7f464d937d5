using Ticketing.Bookings;
using Ticketing.Codes;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Texts;
using Ticketing.Tickets;

namespace Ticketing.Web.Events;

/// <summary>What an event costs, in words.</summary>
public static class EventWords
{
    /// <summary>The lowest price, and whether there are others.</summary>
    public static string From(this TextBook texts, EventView view, DateTimeOffset now, CodeSpec? code = null, IReadOnlyDictionary<string, int>? left = null)
    {
        var prices = view.SectionsFor(code).SelectMany(section => section.TypesOn(now, code, left) is { Length: > 0 } types ? types.Select(static type => type.PriceMinor) : [section.PriceFor(code) ?? 0]).ToArray();
        if (prices.Length == 0)
        {
            return texts["Event.WithCode"];
        }

        var (least, most) = (prices.Min(), prices.Max());
        return least == most ? texts.Price(least, view.Currency)
            : least == 0 ? texts.Say("Money.FreeOrFrom", texts.Price(prices.Where(static price => price > 0).Min(), view.Currency))
            : texts.Say("Money.From", texts.Price(least, view.Currency));
    }

    /// <summary>What a section's places cost: its types, or its one price.</summary>
    public static string PricesOf(this TextBook texts, SectionPlan section, string currency, DateTimeOffset now, CodeSpec? code = null, IReadOnlyDictionary<string, int>? left = null) => section.HasTypes
        ? string.Join(" · ", section.TypesOn(now, code, left).Select(type => $"{type.Name} {texts.Price(type.PriceMinor, currency)}"))
        : texts.Price(section.PriceMinor, currency);

    /// <summary>The types that can be had now, with a code or without.</summary>
    /// <param name="section">The section.</param>
    /// <param name="now">The moment.</param>
    /// <param name="code">What the reader's code opens. Null: there is none.</param>
    /// <param name="left">How many there still are of some types: without those of which there are none. Null: with them.</param>
    public static TicketType[] TypesOn(this SectionPlan section, DateTimeOffset now, CodeSpec? code = null, IReadOnlyDictionary<string, int>? left = null) =>
        section.HasTypes ? [.. section.Types.Where(type => section.IsOnSale(type, code, now) && left?.GetValueOrDefault(type.TypeId, 1) is not 0)] : [];

    /// <summary>The sections of which something is there for who has this code, or none.</summary>
    public static IEnumerable<SectionPlan> SectionsFor(this EventView view, CodeSpec? code) =>
        view.Sections.Where(section => section.PriceFor(code) is not null);

    /// <summary>How many places without numbers there are, by section.</summary>
    public static IEnumerable<(string SectionId, int Count)> Unnumbered(this PriceBreakdown prices) =>
        prices.Lines.Where(static line => line.Seats.IsEmpty).GroupBy(static line => line.SectionId).Select(static lines => (lines.Key, lines.Sum(static line => line.Quantity)));

    /// <summary>Seats by their names, other places by their number.</summary>
    public static IEnumerable<string> Places(this TextBook texts, EventView? view, IEnumerable<string> seats, IEnumerable<(string SectionId, int Count)> others) =>
        [.. seats.Select(seat => texts.SeatName(view, seat)), .. others.Select(of => texts.Say("Checkout.Places", of.Count, view.SectionTitle(of.SectionId)))];

    /// <summary>How many places there still are.</summary>
    public static string Left(this TextBook texts, int places) => places > 0 ? texts.Count("Places.Left", places) : texts["Places.None"];

    /// <summary>How many of a type an order takes. Null: any number.</summary>
    public static string? TypeLimits(this TextBook texts, TicketType type) => type switch
    {
        { Least: > 1 and var least, Most: { } most } => texts.Say("Types.FromTo", least, most),
        { Least: > 1 and var least } => texts.Say("Types.Least", least),
        { Most: { } most } => texts.Say("Types.Most", most),
        _ => null,
    };

    /// <summary>What is added to prices, such as €1.00 + 2.5 % for each ticket. Null: nothing.</summary>
    public static string? FeesOf(this TextBook texts, EventView view)
    {
        string?[] fees = [Of("Fees.Ticket", view.Fees?.Ticket), Of("Fees.Order", view.Fees?.Order)];
        return fees is [null, null] ? null : texts.Say("Fees.Plus", string.Join(", ", fees.OfType<string>()));

        string? Of(string key, Fee? fee) => fee is null ? null : texts.Say(key, string.Join(" + ", new[]
        {
            fee.FixedMinor > 0 ? texts.Money(fee.FixedMinor, view.Currency) : null,
            fee.PercentHundredths > 0 ? texts.Percent(fee.PercentHundredths) : null,
        }.OfType<string>()));
    }

    /// <summary>The tax of its prices, such as incl. 7 % VAT. Null: none.</summary>
    public static string? TaxOf(this TextBook texts, EventView view) => view.Tax is not { } tax ? null
        : tax.TicketHundredths == tax.FeeHundredths || view.Fees is null ? texts.TaxWords(tax.Name, tax.TicketHundredths, tax.IsIncluded)
        : texts.Say("Tax.WithFees", texts.TaxWords(tax.Name, tax.TicketHundredths, tax.IsIncluded), texts.Percent(tax.FeeHundredths));

    /// <summary>A tax at one rate: incl. 7 % VAT, or plus 8 % tax.</summary>
    public static string TaxWords(this TextBook texts, string name, int hundredths, bool isIncluded) =>
        texts.Say(isIncluded ? "Tax.Included" : "Tax.Added", texts.Percent(hundredths), name);

    /// <summary>The tickets of an order in their order, each with its seat, where it has one.</summary>
    public static IReadOnlyList<string> TicketNames(this TextBook texts, EventView? view, IReadOnlyList<string> seats, int quantity) =>
    [
        .. Enumerable.Range(1, quantity).Select(place => place > seats.Count ? texts.Say("Attendees.Ticket", place)
            : texts.Say("Attendees.TicketOf", place, texts.SeatName(view, seats[place - 1]))),
    ];

    /// <summary>What a ticket is for, as people say it.</summary>
    public static string PlaceOf(this TextBook texts, TicketView ticket) => ticket is { Row: { } row, Seat: { } seat }
        ? texts.Say("Seat.Name", ticket.Section, row, seat)
        : texts.Say("Booking.PlaceOf", ticket.Section, ticket.Claims.TicketId.Place, ticket.Count);

    /// <summary>A seat as people say it: section, row and number.</summary>
    public static string SeatName(this TextBook texts, EventView? view, string seat) => SeatNames.TrySplit(seat, out var section, out var row, out var label)
        ? texts.Say("Seat.Name", SectionTitle(view, section.ToString()), row.ToString(), label.ToString())
        : seat;

    /// <summary>What one of a booking's tickets is for, also where it was given back.</summary>
    public static string PlaceOf(this TextBook texts, BookingView booking, int place, EventView? view)
    {
        var seat = place <= booking.Seats.Length ? booking.Seats[place - 1] : null;
        var section = booking.Prices?.LineOf(place, seat).SectionId ?? booking.SectionId;
        return seat is not null ? texts.SeatName(view, seat) : texts.Say("Booking.PlaceOf", SectionTitle(view, section), place, booking.Quantity);
    }

    /// <summary>The title of one of the event's sections.</summary>
    public static string SectionTitle(this EventView? view, string id) => view?.Sections.FirstOrDefault(section => section.SectionId == id)?.Title() ?? id;

    /// <summary>The section's name, or its id where it has none.</summary>
    public static string Title(this SectionPlan section) => section.Name.Length > 0 ? section.Name : section.SectionId;
}
