using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Ticketing.Identifiers;

namespace Ticketing.Tickets;

/// <summary>Which ticket a code speaks of, before anybody believes it: whoever checks it is found by that.</summary>
public static class TicketCodeAddress
{
    /// <summary>The longest text of a code, with some room around it.</summary>
    public const int MaxText = 320;

    public const byte Version = 1;
    public const int BookingAt = 5;
    public const int PlaceAt = 21;

    public static bool TryRead([NotNullWhen(true)] string? code, out TicketId ticket)
    {
        ticket = default;
        if (code is null || Base32.Decode(code.AsSpan().Trim()) is not { Length: >= PlaceAt + 2 } bytes || bytes[0] != Version
            || !BookingId.TryFrom(new Guid(bytes.AsSpan(BookingAt, 16), bigEndian: true), out var booking)
            || BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(PlaceAt)) is not (> 0 and var place))
        {
            return false;
        }

        ticket = new TicketId(booking, place);
        return true;
    }
}
