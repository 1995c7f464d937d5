using Ticketing.Events;
using Ticketing.Web.Texts;

namespace Ticketing.Web.Events;

/// <summary>What an event costs, in words.</summary>
public static class EventWords
{
    /// <summary>The lowest price, and whether there are others.</summary>
    public static string From(this TextBook texts, EventView view)
    {
        var (least, most) = (view.Sections.Min(static section => section.PriceMinor), view.Sections.Max(static section => section.PriceMinor));
        return least == most ? texts.Price(least, view.Currency)
            : least == 0 ? texts.Say("Money.FreeOrFrom", texts.Price(view.Sections.Where(static section => section.PriceMinor > 0).Min(static section => section.PriceMinor), view.Currency))
            : texts.Say("Money.From", texts.Price(least, view.Currency));
    }

    /// <summary>A seat as people say it: section, row and number.</summary>
    public static string SeatName(this TextBook texts, EventView view, string seat) => SeatNames.TrySplit(seat, out var section, out var row, out var number)
        ? texts.Say("Seat.Name", SectionTitle(view, section.ToString()), row.ToString(), number)
        : seat;

    /// <summary>The title of one of the event's sections.</summary>
    public static string SectionTitle(this EventView view, string id) => view.Sections.FirstOrDefault(section => section.SectionId == id)?.Title() ?? id;

    /// <summary>The section's name, or its id where it has none.</summary>
    public static string Title(this SectionPlan section) => section.Name.Length > 0 ? section.Name : section.SectionId;
}
