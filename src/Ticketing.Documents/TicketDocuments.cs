using Ticketing.Mail;
using Ticketing.Tickets;

namespace Ticketing.Documents;

/// <summary>Draws tickets. Pure, and safe for any number of callers at once.</summary>
public sealed class TicketDocuments : ITicketDocuments
{
    public byte[] Pdf(IReadOnlyList<TicketView> tickets)
    {
        PdfWriter pdf = new();
        PdfFont regular = new("F1", TrueTypeFont.Regular);
        PdfFont bold = new("F2", TrueTypeFont.Bold);
        var (root, tree, resources) = (pdf.Reserve(), pdf.Reserve(), pdf.Reserve());
        List<int> pages = [];
        foreach (var ticket in tickets)
        {
            var content = pdf.AddStream("", TicketPage.Draw(ticket, regular, bold));
            pages.Add(pdf.Add(FormattableString.Invariant(
                $"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {TicketPage.Width} {TicketPage.Height}]/Resources {resources} 0 R/Contents {content} 0 R>>")));
        }

        pdf.Set(resources, FormattableString.Invariant($"<</Font<</{regular.Name} {regular.Write(pdf)} 0 R/{bold.Name} {bold.Write(pdf)} 0 R>>>>"));
        pdf.Set(tree, FormattableString.Invariant($"<</Type/Pages/Count {pages.Count}/Kids[{string.Join(' ', pages.Select(static page => FormattableString.Invariant($"{page} 0 R")))}]>>"));
        pdf.Set(root, FormattableString.Invariant($"<</Type/Catalog/Pages {tree} 0 R/ViewerPreferences<</DisplayDocTitle true>>>>"));
        var title = tickets is [var first, ..] ? $"{first.EventName} · {first.Reference}" : "";
        return pdf.Finish(root, pdf.Add($"<</Title{PdfWriter.Text(title)}/Producer(Ticketing.Orleans)>>"));
    }

    public byte[] Png(TicketView ticket) => QrSymbol.Png(ticket.Code);

    public byte[]? Calendar(IReadOnlyList<TicketView> tickets, DateTimeOffset now) => TicketCalendar.Write(tickets, now);

    public MailLetter Letter(IReadOnlyList<TicketView> tickets, string address, DateTimeOffset now) =>
        TicketLetter.Of(tickets, address, Pdf(tickets), Calendar(tickets, now));
}
