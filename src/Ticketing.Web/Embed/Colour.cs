using System.Globalization;

namespace Ticketing.Web.Embed;

/// <summary>A colour of the screen.</summary>
public readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    public static Colour Black { get; } = new(0, 0, 0);

    public static Colour White { get; } = new(255, 255, 255);

    /// <summary>Such as 0f6b5c.</summary>
    public string Hex => Convert.ToHexStringLower([Red, Green, Blue]);

    /// <summary>Six hexadecimal digits, with or without # before them.</summary>
    public static bool TryParse(string? text, out Colour colour)
    {
        var digits = text?.StartsWith('#') == true ? text[1..] : text;
        if (digits?.Length != 6 || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            colour = default;
            return false;
        }

        colour = new Colour((byte)(number >> 16), (byte)(number >> 8), (byte)number);
        return true;
    }

    /// <summary>Mixed with that share of another.</summary>
    public Colour With(Colour other, double share) => new(Mix(Red, other.Red, share), Mix(Green, other.Green, share), Mix(Blue, other.Blue, share));

    /// <summary>How well one is read on the other, from 1 to 21 (WCAG 2.2, contrast ratio).</summary>
    public double ContrastTo(Colour other)
    {
        var (one, two) = (Luminance, other.Luminance);
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    private static double Linear(byte part) => part / 255.0 is var share && share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);

    private static byte Mix(byte one, byte other, double share) => (byte)Math.Round(one + ((other - one) * share));
}

/// <summary>What pages make of a site's colour: as near to it as can be read.</summary>
/// <param name="Accent">Of links and buttons.</param>
/// <param name="Strong">The same under the pointer.</param>
/// <param name="Soft">Behind text.</param>
/// <param name="On">Text on it.</param>
public readonly record struct AccentColours(Colour Accent, Colour Strong, Colour Soft, Colour On)
{
    /// <summary>WCAG AA, for text.</summary>
    public const double LeastContrast = 4.5;

    private const double Step = 0.04;

    /// <summary>The darkest that light pages have behind text, and the lightest that dark ones have: --sunken and --surface of the style sheets.</summary>
    private static readonly Colour LightGround = new(0xf1, 0xee, 0xe7);
    private static readonly Colour DarkGround = new(0x1b, 0x20, 0x1f);

    public static AccentColours OnLight(Colour wanted)
    {
        var accent = Readable(wanted, LightGround, Colour.Black);
        return new AccentColours(accent, accent.With(Colour.Black, 0.2), Colour.White.With(accent, 0.12), Colour.White);
    }

    public static AccentColours OnDark(Colour wanted)
    {
        var accent = Readable(wanted, DarkGround, Colour.White);
        return new AccentColours(accent, accent.With(Colour.White, 0.2), DarkGround.With(accent, 0.18), Colour.Black);
    }

    private static Colour Readable(Colour wanted, Colour ground, Colour towards)
    {
        for (var share = 0.0; share < 1; share += Step)
        {
            var colour = wanted.With(towards, share);
            if (colour.ContrastTo(ground) >= LeastContrast)
            {
                return colour;
            }
        }

        return towards;
    }
}
