using System.Collections.Immutable;

namespace Ticketing.Streaming;

/// <summary>
/// What listeners get at once: encoded once, shared by all of them, never changed. Its end carries the id, so a
/// listener that is cut off in the middle gets all of it again.
/// </summary>
/// <param name="Version">The event's version.</param>
/// <param name="Messages">None: the version changed, and nothing that is shown.</param>
public sealed record Parcel(long Version, ImmutableArray<StreamMessage> Messages)
{
    /// <summary>Ends the last message, for listeners without seats. Empty: the messages have no id.</summary>
    public ReadOnlyMemory<byte> End { get; init; }

    /// <summary>Ends the last message, for listeners with seats.</summary>
    public ReadOnlyMemory<byte> EndWithSeats { get; init; }

    public long Bytes { get; } = Messages.Sum(static message => (long)message.Text.Length);
}

/// <summary>A message of a stream.</summary>
/// <param name="Text">As it is sent.</param>
/// <param name="Section">Whose seats it is about: for those alone who asked for them.</param>
public sealed record StreamMessage(ReadOnlyMemory<byte> Text, string? Section = null);
