using SkiaSharp;
using Ticketing.Texts;
using Ticketing.Tickets;

namespace Ticketing.Documents;

/// <summary>A ticket on a page of A4: what a person reads above, what a scanner reads below.</summary>
internal static class TicketPage
{
    private const int Width = 595;
    private const int Height = 842;

    private const double Margin = 50;
    private const double Inner = Width - (2 * Margin);

    /// <summary>About 66 mm: each module of a usual code is 1.2 mm wide.</summary>
    private const double CodeSize = 188;

    private const double CodeTop = Height - Margin - CodeSize - 34;
    private const double Leading = 1.22;
    private const double FactWidth = 150;

    public static void Draw(PdfFile file, TicketView ticket, TextBook texts)
    {
        var page = file.AddPage(Width, Height);
        page.Grey(0);
        var y = Margin;
        y = Paragraph(page, FontFamily.Bold, ticket.EventName, y, Inner, 28, 12, most: 3);
        if (ticket.Venue is { Length: > 0 } venue)
        {
            y = Paragraph(page, FontFamily.Regular, venue, y + 4, Inner, 15, 10, most: 2);
        }

        if (Line(ticket.Address) is { } address)
        {
            y = Paragraph(page, FontFamily.Regular, address, y + 2, Inner, 11, 9, most: 2);
        }

        if (Period(ticket, texts) is { } period)
        {
            y = Paragraph(page, FontFamily.Bold, period, y + 8, Inner, 14, 10, most: 1);
        }

        if (Doors(ticket, texts) is { } doors)
        {
            y = Paragraph(page, FontFamily.Regular, doors, y + 2, Inner, 11, 9, most: 1);
        }

        page.Line(Margin, y + 12, Width - Margin);
        y = Row(page, y + 24, (texts["Ticket.Section"], ticket.Section), (texts["Ticket.Row"], ticket.Row), (texts["Ticket.Seat"], ticket.Seat));
        y = Row(page, y + 10, (texts["Ticket.Name"], ticket.Holder));
        if (ticket.TypeName is { } type)
        {
            y = Row(page, y + 10, (texts["Ticket.Type"], type));
        }

        Row(page, y + 10, (texts["Ticket.Price"], Price(ticket, texts)), (texts["Ticket.Booking"], ticket.Reference), (texts["Ticket.Ticket"], Number(ticket)));
        Code(page, ticket, texts);
    }

    /// <summary>Facts side by side, each under its name; those that the ticket does not have are left out. Gives where what follows begins.</summary>
    private static double Row(PdfPage page, double y, params (string Name, string? Value)[] facts)
    {
        var known = facts.Where(static fact => fact.Value is { Length: > 0 }).ToArray();
        var end = y;
        for (var i = 0; i < known.Length; i++)
        {
            // The first has the room that the others leave.
            var others = (known.Length - 1) * FactWidth;
            var (x, width) = i == 0 ? (Margin, Inner - others) : (Width - Margin - others + ((i - 1) * FactWidth), FactWidth);
            page.Grey(0.35);
            page.Text(FontFamily.Regular, 9, x, y + 9, known[i].Name);
            page.Grey(0);
            end = Math.Max(end, Paragraph(page, FontFamily.Bold, known[i].Value!, y + 11, width - 12, 17, 9, most: 2, x));
        }

        return end;
    }

    private static double Paragraph(PdfPage page, FontFamily family, string text, double y, double width, double largest, double smallest, int most, double x = Margin)
    {
        var fit = TextLines.Fit(family, text, width, largest, smallest, most);
        foreach (var line in fit.Lines)
        {
            y += fit.Size * Leading;
            page.Text(family, fit.Size, x, y - (fit.Size * 0.25), line, fit.IsFromRight);
        }

        return y;
    }

    private static void Code(PdfPage page, TicketView ticket, TextBook texts)
    {
        List<SKRect> dark = [];
        var modules = QrSymbol.Modules(ticket.Code);
        var size = CodeSize / modules.Count;
        for (var row = 0; row < modules.Count; row++)
        {
            for (var column = 0; column < modules.Count; column++)
            {
                // One rectangle for each run of dark modules.
                var from = column;
                while (column < modules.Count && modules[row][column])
                {
                    column++;
                }

                if (column > from)
                {
                    dark.Add(SKRect.Create((float)(Margin + (from * size)), (float)(CodeTop + (row * size)), (float)((column - from) * size), (float)size));
                }
            }
        }

        page.Fill(dark);
        page.Grey(0.35);
        page.Text(FontFamily.Regular, 10, Margin, CodeTop + CodeSize + 14, texts.Say("Ticket.AtDoor", ticket.Typed));
        page.Text(FontFamily.Regular, 8, Margin, CodeTop + CodeSize + 26, Validity(ticket, texts));
    }

    private static string Validity(TicketView ticket, TextBook texts)
    {
        var (from, zone) = (texts.ShortMoment(ticket.Claims.ValidFrom, ticket.TimeZone), texts.Zone(ticket.TimeZone));
        return ticket.Claims.ValidTo is { } end
            ? texts.Say("Ticket.Valid", from, texts.ShortMoment(end, ticket.TimeZone), zone)
            : texts.Say("Ticket.ValidFrom", from, zone);
    }

    private static string Number(TicketView ticket) => FormattableString.Invariant($"{ticket.Claims.TicketId.Place} / {ticket.Count}");

    private static string Price(TicketView ticket, TextBook texts) => ticket.Currency.Length > 0 ? texts.Amount(ticket.PriceMinor, ticket.Currency) : "";

    /// <summary>When the event is, by the clocks at its venue. Null: nobody knows.</summary>
    public static string? Period(TicketView ticket, TextBook texts) => ticket.StartsAt is not { } starts ? null
        : $"{(ticket.EndsAt is { } ends ? texts.Period(starts, ends, ticket.TimeZone) : texts.Moment(starts, ticket.TimeZone))} {texts.Zone(ticket.TimeZone)}";

    public static string? Doors(TicketView ticket, TextBook texts) => ticket.DoorsOpenAt is { } doors ? texts.Say("Ticket.Doors", DoorsAt(ticket, doors, texts)) : null;

    /// <summary>When the doors open; the day is told where it is another than that of the start.</summary>
    public static string DoorsAt(TicketView ticket, DateTimeOffset doors, TextBook texts) => ticket.StartsAt is { } starts && PaperTexts.IsSameDay(doors, starts, ticket.TimeZone)
        ? texts.Clock(doors, ticket.TimeZone)
        : texts.Moment(doors, ticket.TimeZone);

    /// <summary>An address in one line.</summary>
    public static string? Line(string? address) =>
        address is null ? null : string.Join(", ", address.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
