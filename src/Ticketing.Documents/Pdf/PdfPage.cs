using System.Globalization;
using System.Text;

namespace Ticketing.Documents;

/// <summary>The content of a page, drawn from the top left in points, in black and grey.</summary>
/// <param name="height">The page's height.</param>
internal sealed class PdfPage(double height)
{
    private readonly StringBuilder _content = new();

    public byte[] Content => Encoding.ASCII.GetBytes(_content.ToString());

    /// <param name="font">The font.</param>
    /// <param name="size">Its size.</param>
    /// <param name="x">Where the text begins.</param>
    /// <param name="baseline">Where it stands.</param>
    /// <param name="text">The text.</param>
    public void Text(PdfFont font, double size, double x, double baseline, string text) => _content.Append(
        CultureInfo.InvariantCulture, $"BT /{font.Name} {size:0.##} Tf {x:0.##} {height - baseline:0.##} Td {font.Encode(text)} Tj ET\n");

    /// <summary>How dark what follows is: 0 is black, 1 is white.</summary>
    public void Grey(double level) => _content.Append(CultureInfo.InvariantCulture, $"{level:0.##} g {level:0.##} G\n");

    public void Line(double x, double y, double toX) => _content.Append(
        CultureInfo.InvariantCulture, $"0.75 w {x:0.##} {height - y:0.##} m {toX:0.##} {height - y:0.##} l S\n");

    /// <summary>A rectangle, of those that <see cref="Fill"/> fills.</summary>
    public void Rectangle(double x, double y, double width, double tall) => _content.Append(
        CultureInfo.InvariantCulture, $"{x:0.####} {height - y - tall:0.####} {width:0.####} {tall:0.####} re\n");

    /// <summary>Fills all rectangles at once: between two that touch no hair line shows.</summary>
    public void Fill() => _content.Append("f\n");
}
