using System.Globalization;

namespace Ticketing.Identifiers;

/// <summary>What a receipt is called: its event's code, and which of the event's receipts it is. No two of the service are called the same.</summary>
public static class ReceiptNumber
{
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    public static string Of(EventId @event, long number) => string.Create(CultureInfo.InvariantCulture, $"{Code(@event.Key)}-{number}");

    /// <summary>The event's key in letters and digits of which none looks like another.</summary>
    private static string Code(ulong key)
    {
        Span<char> text = stackalloc char[13];
        var at = text.Length;
        do
        {
            text[--at] = Alphabet[(int)(key & 31)];
            key >>= 5;
        }
        while (key > 0);
        return text[at..].ToString();
    }
}
