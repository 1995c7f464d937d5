using System.Globalization;
using System.Text;
using ZXing;
using ZXing.Common;
using ZXing.QrCode;

namespace Ticketing.Web.Door;

/// <summary>A picture of a camera: a binary PGM with 256 greys, which takes no decoder to read.</summary>
/// <param name="Pixels">A byte for each, line by line.</param>
/// <param name="Width">Pixels in a line.</param>
/// <param name="Height">Lines.</param>
public sealed record GreyPicture(byte[] Pixels, int Width, int Height)
{
    /// <summary>The longest side.</summary>
    public const int MaxSide = 640;

    /// <summary>The largest file.</summary>
    public const int MaxBytes = (MaxSide * MaxSide) + 32;

    /// <summary>Smaller than the smallest QR code with a pixel for each module.</summary>
    private const int MinSide = 21;

    /// <summary>Null: it is none.</summary>
    public static GreyPicture? TryRead(ReadOnlySpan<byte> file)
    {
        var at = 0;
        return Word(file, ref at) == "P5"
            && int.TryParse(Word(file, ref at), NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width is >= MinSide and <= MaxSide
            && int.TryParse(Word(file, ref at), NumberStyles.None, CultureInfo.InvariantCulture, out var height) && height is >= MinSide and <= MaxSide
            && Word(file, ref at) == "255" && file.Length - at == width * height
            ? new GreyPicture(file[at..].ToArray(), width, height)
            : null;
    }

    /// <summary>The text of the QR code that is in it. Null: none that can be read.</summary>
    public string? ReadCode()
    {
        RGBLuminanceSource light = new(Pixels, Width, Height, RGBLuminanceSource.BitmapFormat.Gray8);
        Dictionary<DecodeHintType, object> hints = new() { [DecodeHintType.TRY_HARDER] = true };
        QRCodeReader reader = new();

        // By its surroundings each, for light that is uneven; by the whole, for pictures that are small.
        return (reader.decode(new BinaryBitmap(new HybridBinarizer(light)), hints) ?? reader.decode(new BinaryBitmap(new GlobalHistogramBinarizer(light)), hints))?.Text;
    }

    /// <summary>The next word, and the one blank that ends it.</summary>
    private static string Word(ReadOnlySpan<byte> file, ref int at)
    {
        var rest = file[at..];
        var length = rest[..Math.Min(rest.Length, 8)].IndexOfAny(" \t\r\n"u8);
        if (length < 0)
        {
            return "";
        }

        at += length + 1;
        return Encoding.ASCII.GetString(rest[..length]);
    }
}
