using SkiaSharp;

namespace Ticketing.Documents;

/// <summary>A page, laid out from the top left in points, in black and grey.</summary>
/// <param name="file">What it is a page of.</param>
/// <param name="width">In points.</param>
/// <param name="height">In points.</param>
internal sealed class PdfPage(PdfFile file, int width, int height)
{
    private readonly List<Action<SKCanvas, SKPaint, IReadOnlyDictionary<FontFace, SKTypeface>>> _strokes = [];

    public int Width => width;

    public int Height => height;

    public void Text(FontFamily family, double size, double x, double baseline, string text, bool isFromRight = false)
    {
        ShapedText shaped = new(text, family, isFromRight);
        shaped.Note(file);
        _strokes.Add((canvas, paint, fonts) => shaped.Draw(canvas, paint, fonts, size, x, baseline));
    }

    /// <summary>How dark what follows is: 0 is black, 1 is white.</summary>
    public void Grey(double level)
    {
        var value = (byte)Math.Round(level * byte.MaxValue);
        _strokes.Add((_, paint, _) => paint.Color = new SKColor(value, value, value));
    }

    public void Line(double x, double y, double toX) =>
        _strokes.Add((canvas, paint, _) => canvas.DrawLine((float)x, (float)y, (float)toX, (float)y, paint));

    /// <summary>Rectangles that touch are filled as one shape: between them no hair line shows.</summary>
    public void Fill(IReadOnlyList<SKRect> rectangles) => _strokes.Add((canvas, paint, _) =>
    {
        using SKPathBuilder shape = new();
        foreach (var rectangle in rectangles)
        {
            shape.AddRect(rectangle);
        }

        using var path = shape.Detach();
        canvas.DrawPath(path, paint);
    });

    public void Draw(SKCanvas canvas, IReadOnlyDictionary<FontFace, SKTypeface> fonts)
    {
        using SKPaint paint = new() { StrokeWidth = 0.75f };
        foreach (var stroke in _strokes)
        {
            stroke(canvas, paint, fonts);
        }
    }
}
