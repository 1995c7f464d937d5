namespace Ticketing.Tickets;

/// <summary>
/// RFC 4648's base 32 without padding. Letters and digits alone: they fit a QR code's alphanumeric mode, and survive
/// addresses, hand-held scanners that type what they read, and changes of case.
/// </summary>
public static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsOfLetter = 5;

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[((bytes.Length * 8) + BitsOfLetter - 1) / BitsOfLetter];
        var (buffer, bits, at) = (0, 0, 0);
        foreach (var next in bytes)
        {
            buffer = (buffer << 8) | next;
            for (bits += 8; bits >= BitsOfLetter;)
            {
                bits -= BitsOfLetter;
                text[at++] = Alphabet[(buffer >> bits) & 31];
            }

            buffer &= (1 << bits) - 1;
        }

        if (bits > 0)
        {
            text[at] = Alphabet[(buffer << (BitsOfLetter - bits)) & 31];
        }

        return new string(text);
    }

    /// <summary>Null for what <see cref="Encode"/> does not write, but for small letters.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length * BitsOfLetter / 8];
        var (buffer, bits, at) = (0, 0, 0);
        foreach (var letter in text)
        {
            var value = Alphabet.IndexOf(char.ToUpperInvariant(letter), StringComparison.Ordinal);
            if (value < 0 || !char.IsAscii(letter))
            {
                return null;
            }

            buffer = (buffer << BitsOfLetter) | value;
            bits += BitsOfLetter;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }

        // A letter too many, or bits in the last one that no byte has: another text for the same bytes.
        return bits < BitsOfLetter && buffer == 0 ? bytes : null;
    }
}
