using System.Buffers.Binary;
using System.Text;
using Ticketing.Identifiers;

namespace Ticketing.Tickets;

/// <summary>
/// The bytes of a ticket's code, version 1, numbers with the high byte first: version 1, key id 4, booking 16, place 2,
/// revision 2, valid from 4, valid to 4, length of the seat 1, the seat, signature 64. docs/tickets.md tells them to others.
/// </summary>
public static class TicketCode
{
    public const byte Version = TicketCodeAddress.Version;
    public const int SignatureLength = 64;

    /// <summary>The longest name of a seat: section, row and number with their dashes.</summary>
    public const int MaxSeat = 64;

    private const int KeyAt = 1;
    private const int BookingAt = TicketCodeAddress.BookingAt;
    private const int PlaceAt = TicketCodeAddress.PlaceAt;
    private const int RevisionAt = 23;
    private const int FromAt = 25;
    private const int ToAt = 29;
    private const int SeatLengthAt = 33;
    private const int SeatAt = 34;

    /// <summary>No ticket is good for so long; it stands for "without end".</summary>
    private const uint Endless = uint.MaxValue;

    /// <summary>What is signed: the code without its signature.</summary>
    public static byte[] Write(TicketClaims claims, uint keyId)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(claims.TicketId.Place is >= 1 and <= TicketId.MaxPlace, true, nameof(claims));
        ArgumentOutOfRangeException.ThrowIfNotEqual(claims.Revision is >= 1 and <= ushort.MaxValue, true, nameof(claims));
        var seat = Encoding.UTF8.GetBytes(claims.Seat);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seat.Length, MaxSeat, nameof(claims));
        var bytes = new byte[SeatAt + seat.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(KeyAt), keyId);
        claims.TicketId.Booking.Value.TryWriteBytes(bytes.AsSpan(BookingAt), bigEndian: true, out _);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(PlaceAt), (ushort)claims.TicketId.Place);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(RevisionAt), (ushort)claims.Revision);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(FromAt), Seconds(claims.ValidFrom));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(ToAt), claims.ValidTo is { } end ? Seconds(end) : Endless);
        bytes[SeatLengthAt] = (byte)seat.Length;
        seat.CopyTo(bytes, SeatAt);
        return bytes;
    }

    /// <summary>Takes a code apart without believing it.</summary>
    public static (TicketClaims? Claims, uint KeyId, TicketFault Fault) Read(ReadOnlySpan<byte> code)
    {
        if (code.IsEmpty || code[0] != Version)
        {
            return (null, 0, TicketFault.Malformed);
        }

        if (code.Length < SeatAt || code.Length < SeatAt + code[SeatLengthAt] + SignatureLength)
        {
            return (null, 0, TicketFault.Truncated);
        }

        var place = BinaryPrimitives.ReadUInt16BigEndian(code[PlaceAt..]);
        var revision = BinaryPrimitives.ReadUInt16BigEndian(code[RevisionAt..]);
        var seat = code.Slice(SeatAt, code[SeatLengthAt]);
        if (code.Length != SeatAt + seat.Length + SignatureLength || seat.Length > MaxSeat || place == 0 || revision == 0
            || !System.Text.Unicode.Utf8.IsValid(seat)
            || !BookingId.TryFrom(new Guid(code.Slice(BookingAt, 16), bigEndian: true), out var booking))
        {
            return (null, 0, TicketFault.Malformed);
        }

        var end = BinaryPrimitives.ReadUInt32BigEndian(code[ToAt..]);
        var claims = new TicketClaims
        {
            TicketId = new TicketId(booking, place),
            Revision = revision,
            Seat = Encoding.UTF8.GetString(seat),
            ValidFrom = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(code[FromAt..])),
            ValidTo = end == Endless ? null : DateTimeOffset.FromUnixTimeSeconds(end),
        };
        return (claims, BinaryPrimitives.ReadUInt32BigEndian(code[KeyAt..]), TicketFault.None);
    }

    private static uint Seconds(DateTimeOffset time) => (uint)Math.Clamp(time.ToUnixTimeSeconds(), 0, Endless - 1);
}

/// <summary>Why a ticket's code is not good.</summary>
public enum TicketFault
{
    None,

    /// <summary>It is no ticket code, or one of a version that is not known.</summary>
    Malformed,

    /// <summary>It is cut off.</summary>
    Truncated,

    /// <summary>It names a key that is not among those that count.</summary>
    UnknownKey,

    /// <summary>Its signature is not that key's.</summary>
    Forged,

    WrongEvent,
    NotYetValid,
    Expired,
}

/// <summary>What a ticket's code says, or why it is refused.</summary>
/// <param name="Claims">Known as soon as the signature is right, also when the code is refused; else null.</param>
/// <param name="Fault"><see cref="TicketFault.None"/>: the code is good.</param>
public sealed record TicketVerdict(TicketClaims? Claims, TicketFault Fault)
{
    public bool IsGood => Fault == TicketFault.None;
}
