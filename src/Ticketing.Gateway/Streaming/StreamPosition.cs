using System.Globalization;

namespace Ticketing.Streaming;

/// <summary>
/// A place in an event's stream: the <c>id</c> of a message, and what <c>Last-Event-ID</c> gives back. The version alone
/// means the same to every process. The states of seats are read after the counts, so they may be a little newer than the
/// version says: where they are sent too, the id names the watch that sent them, and only that one goes on from there.
/// </summary>
/// <param name="Version">The event's version.</param>
/// <param name="Watch">The watch that sent the states of seats too. 0: none were sent.</param>
public readonly record struct StreamPosition(long Version, uint Watch)
{
    /// <summary>Not an id of ours.</summary>
    public static StreamPosition Unknown { get; } = new(-1, 0);

    public static StreamPosition Parse(ReadOnlySpan<char> text)
    {
        var dash = text.IndexOf('-');
        var watch = 0u;
        if (dash >= 0 && (!uint.TryParse(text[(dash + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out watch) || watch == 0))
        {
            return Unknown;
        }

        return long.TryParse(dash < 0 ? text : text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new StreamPosition(version, watch)
            : Unknown;
    }

    public override string ToString() => Watch == 0
        ? Version.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Version}-{Watch:x8}");
}
