using Ticketing.Tests.Deployment;

namespace Ticketing.Tests.Documents;

/// <summary>A test that needs programs which read PDF (poppler-utils) and QR codes (zbar-tools).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReaderFactAttribute : FactAttribute
{
    public ReaderFactAttribute() => Skip = Tool.Without("pdftotext", "pdffonts", "pdftoppm", "zbarimg");
}
