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
    public async Task Long_names_stay_within_the_margins_and_above_the_code()
    {
        var name = new string('W', 200);
        var pdf = Write("tickets.pdf", Documents.Pdf([Printed.Ticket() with { EventName = name, Venue = name, Section = name, Holder = name }]));
        var words = Word().Matches(await RunAsync("pdftotext", "-bbox", pdf, "-"));
        Assert.NotEmpty(words);
        Assert.All(words, static word => Assert.InRange(Number(word, 3), 50, 546));
        Assert.All(words, static word => Assert.True(Number(word, 4) < 570 || Number(word, 2) > 758, word.Value));

        static double Number(Match word, int group) => double.Parse(word.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    private static async Task<string> RunAsync(string name, params string[] arguments)
    {
        var (exitCode, output, error) = await Tool.RunAsync(name, arguments);
        Assert.True(exitCode == 0, error);
        return output;
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
