using System.Globalization;
using System.Text.RegularExpressions;
using Ticketing.Documents;
using Ticketing.Tests.Deployment;
using Ticketing.Tests.Domain.Tickets;
using Ticketing.Tickets;

namespace Ticketing.Tests.Documents;

/// <summary>Tickets as programs of others read them: poppler for the pages, zbar for the codes.</summary>
public sealed partial class OtherProgramsTests : IDisposable
{
    private static readonly TicketDocuments Documents = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-print-").FullName;

    private static (string Name, string Font)[] Scripts { get; } =
    [
        ("حفل موسيقي في القاهرة", "NotoSansArabic-Bold"),
        ("קונצרט בתל אביב", "NotoSansHebrew-Bold"),
        ("शास्त्रीय संगीत", "NotoSansDevanagari-Bold"),
        ("คอนเสิร์ตที่กรุงเทพฯ", "NotoSansThai-Bold"),
        ("音樂會 北京音乐厅", "DroidSansFallback"),
        ("東京フィルハーモニー", "DroidSansFallback"),
        ("서울 교향악단", "DroidSansFallback"),
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ReaderFact]
    public async Task The_code_on_a_printed_page_lets_its_bearer_in()
    {
        TicketView[] tickets = [Printed.Ticket(1, of: 2), Printed.Ticket(2, of: 2)];
        var pdf = Write("tickets.pdf", Documents.Pdf(tickets));
        Assert.Equal("", await RunAsync("pdftoppm", "-gray", "-r", "100", pdf, Path.Combine(_folder, "page")));
        var pages = Directory.GetFiles(_folder, "page*").Order().ToArray();
        Assert.Equal(2, pages.Length);
        for (var i = 0; i < pages.Length; i++)
        {
            var code = (await RunAsync("zbarimg", "--quiet", "--raw", pages[i])).Trim();
            Assert.Equal(tickets[i].Code, code);
            Assert.Equal(new TicketVerdict(tickets[i].Claims, TicketFault.None), Printed.Ring.Check(code, tickets[i].Claims.TicketId.Event, TicketSamples.Start));
        }
    }

    [ReaderFact]
    public async Task The_picture_of_a_code_is_read() =>
        Assert.Equal(Printed.Ticket(3).Claims.TicketId, Printed.Ring.Check(
            await RunAsync("zbarimg", "--quiet", "--raw", Write("code.png", Documents.Png(Printed.Ticket(3)))), Printed.Ticket(3).Claims.TicketId.Event, TicketSamples.Start).Claims!.TicketId);

    [ReaderFact]
    public async Task The_text_can_be_searched_and_its_fonts_are_embedded()
    {
        var pdf = Write("tickets.pdf", Documents.Pdf([Printed.Ticket() with { Holder = "Łukasz Αθανάσιος Щербаков" }]));
        var text = await RunAsync("pdftotext", "-enc", "UTF-8", pdf, "-");
        Assert.All(["Concert", "Town Hall", "Łukasz Αθανάσιος Щербаков", "25.00 EUR", "K7QF2MPX4T"], part => Assert.Contains(part, text, StringComparison.Ordinal));
        var fonts = (await RunAsync("pdffonts", pdf)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).ToArray();
        Assert.Equal(2, fonts.Length);
        Assert.All(fonts, font => Assert.Matches("CID TrueType +Identity-H +yes yes yes", font));
    }

    [ReaderFact]
    public async Task A_receipt_says_who_sold_what_with_which_tax_and_how_it_was_paid_in_any_script()
    {
        foreach (var (name, _) in Scripts)
        {
            var text = await RunAsync("pdftotext", "-enc", "UTF-8", Write("receipt.pdf", Documents.Receipt(Printed.Receipt(name))), "-");
            Assert.All(
                ["Receipt", name, "1 High Street", "Tax number: DE 123", "Paid: 2027-01-31, cash, till 1", "2 × Adult, Stalls (each 25.00 EUR)", "Discount (TEN)", "−5.00 EUR", "3.15 EUR", "VAT 7 %, on 45.00 EUR", "48.15 EUR"],
                part => Assert.Contains(part, text, StringComparison.Ordinal));
        }
    }

    [ReaderFact]
    public async Task A_receipt_of_many_lines_goes_on_on_the_next_page_and_loses_none()
    {
        var text = await RunAsync("pdftotext", "-enc", "UTF-8", Write("receipt.pdf", Documents.Receipt(Printed.Receipt("Play Ltd", lines: 120))), "-");
        Assert.Equal(120, text.Split("each 25.00 EUR").Length - 1);
        Assert.Equal(3, text.Count(static character => character == '\f'));
    }

    [ReaderFact]
    public async Task A_name_in_each_script_is_found_drawn_in_its_font_and_leaves_the_code_readable()
    {
        foreach (var (name, font) in Scripts)
        {
            var ticket = Printed.Ticket() with { EventName = name };
            var pdf = Write("script.pdf", Documents.Pdf([ticket]));
            Assert.Contains(name, await RunAsync("pdftotext", "-enc", "UTF-8", pdf, "-"), StringComparison.Ordinal);
            Assert.Matches($@"[A-Z]{{6}}\+{font} +CID TrueType +Identity-H +yes yes yes", await RunAsync("pdffonts", pdf));
            Assert.Equal(ticket.Code, (await RunAsync("zbarimg", "--quiet", "--raw", await DrawAsync(pdf, "page"))).Trim());

            // Where the name stands there is ink, and not that of as many replacement characters.
            var missing = Write("missing.pdf", Documents.Pdf([ticket with { EventName = new string('\uFFFD', name.EnumerateRunes().Count()) }]));
            string[] place = ["-x", "60", "-y", "60", "-W", "400", "-H", "60"];
            var (drawn, replaced) = (await File.ReadAllBytesAsync(await DrawAsync(pdf, "name", place)), await File.ReadAllBytesAsync(await DrawAsync(missing, "missing", place)));
            Assert.InRange(drawn.Skip(15).Count(static dot => dot < 128), 300, 12_000);
            Assert.NotEqual(replaced, drawn);
        }
    }

    [ReaderFact]
    public async Task Long_names_stay_within_the_margins_and_above_the_code()
    {
        foreach (var name in Scripts.Select(static script => string.Concat(Enumerable.Repeat(script.Name + " ", 9))).Append(new string('W', 200)))
        {
            var pdf = Write("tickets.pdf", Documents.Pdf([Printed.Ticket() with { EventName = name, Venue = name, Section = name, Holder = name }]));
            var words = Word().Matches(await RunAsync("pdftotext", "-bbox", pdf, "-"));
            Assert.NotEmpty(words);
            Assert.All(words, static word => Assert.InRange(Number(word, 3), 50, 546));
            Assert.All(words, static word => Assert.True(Number(word, 4) < 570 || Number(word, 2) > 758, word.Value));
        }

        static double Number(Match word, int group) => double.Parse(word.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    private static async Task<string> RunAsync(string name, params string[] arguments)
    {
        var (exitCode, output, error) = await Tool.RunAsync(name, arguments);
        Assert.True(exitCode == 0, error);
        return output;
    }

    /// <summary>A page, or a part of it, as a picture.</summary>
    private async Task<string> DrawAsync(string pdf, string name, params string[] place)
    {
        var path = Path.Combine(_folder, name);
        Assert.Equal("", await RunAsync("pdftoppm", ["-gray", "-r", "100", "-singlefile", .. place, pdf, path]));
        return $"{path}.pgm";
    }

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    [GeneratedRegex("""<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">""")]
    private static partial Regex Word();
}
