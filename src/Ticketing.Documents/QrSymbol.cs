using QRCoder;

namespace Ticketing.Documents;

/// <summary>The QR code of a ticket: its modules, and as a picture.</summary>
internal static class QrSymbol
{
    /// <summary>Modules of white around the code, as the standard asks.</summary>
    public const int QuietZone = 4;

    /// <summary>M mends 15 %: a fold or a stain, while the modules stay large.</summary>
    private const QRCodeGenerator.ECCLevel Level = QRCodeGenerator.ECCLevel.M;

    private const int PixelsPerModule = 8;

    /// <summary>Rows of modules, true for dark, with the white around them.</summary>
    public static IReadOnlyList<System.Collections.BitArray> Modules(string code)
    {
        using var data = QRCodeGenerator.GenerateQrCode(code, Level);
        return data.ModuleMatrix;
    }

    public static byte[] Png(string code)
    {
        using var data = QRCodeGenerator.GenerateQrCode(code, Level);
        using PngByteQRCode picture = new(data);
        return picture.GetGraphic(PixelsPerModule);
    }
}
