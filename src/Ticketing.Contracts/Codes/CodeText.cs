namespace Ticketing.Codes;

/// <summary>The text of a code. Capitals and small letters are the same; it is kept and shown in capitals.</summary>
public static class CodeText
{
    public const int Shortest = 3;
    public const int Longest = 32;

    /// <summary>What a code must be like: the rest of a sentence about it.</summary>
    public const string Rule = "must have 3 to 32 letters from A to Z, digits, - or _, such as SUMMER-10.";

    /// <summary>Null: no code is written so.</summary>
    public static string? TryRead(string? text)
    {
        if (text is null || text.Length is < Shortest or > Longest)
        {
            return null;
        }

        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_'))
            {
                return null;
            }
        }

        return text.ToUpperInvariant();
    }
}
