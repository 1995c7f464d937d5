using SkiaSharp;

namespace Ticketing.Documents;

/// <summary>A PDF: its pages are laid out first and drawn at the end, when it is known which glyphs of which fonts they show.</summary>
internal sealed class PdfFile
{
    private readonly Dictionary<FontFace, FontSubset> _fonts = [];
    private readonly List<PdfPage> _pages = [];

    public PdfPage AddPage(int width, int height)
    {
        PdfPage page = new(this, width, height);
        _pages.Add(page);
        return page;
    }

    /// <summary>Glyphs of this font that the file will show.</summary>
    public FontSubset Used(FontFace face)
    {
        if (!_fonts.TryGetValue(face, out var subset))
        {
            _fonts[face] = subset = new FontSubset(face.Glyphs);
        }

        return subset;
    }

    public byte[] Write(string title)
    {
        var fonts = _fonts.ToDictionary(static font => font.Key, static font => font.Value.Make());
        try
        {
            // Without times: the same pages are the same file.
            var about = SKDocumentPdfMetadata.Default;
            (about.Title, about.Producer) = (title, "Ticketing.Orleans");
            using MemoryStream file = new();
            using (var pdf = SKDocument.CreatePdf(file, about))
            {
                foreach (var page in _pages)
                {
                    page.Draw(pdf.BeginPage(page.Width, page.Height), fonts);
                    pdf.EndPage();
                }

                pdf.Close();
            }

            return file.ToArray();
        }
        finally
        {
            foreach (var font in fonts.Values)
            {
                font.Dispose();
            }
        }
    }
}
