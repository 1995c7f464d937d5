using Orleans;

namespace Ticketing.Identifiers;

/// <summary>Names a booking. Derived from its hold's id, so confirming a hold twice can't make two bookings.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.booking-id")]
public readonly record struct BookingId([property: Id(0)] Guid Value)
{
    public HoldId Hold => HomeAddress.TryFrom(Value, out var address)
        ? new HoldId((address with { Kind = IdKind.Hold }).ToGuid())
        : default;

    public static BookingId Of(HoldId hold) => HomeAddress.TryFrom(hold.Value, out var address)
        ? new BookingId((address with { Kind = IdKind.Booking }).ToGuid())
        : throw new ArgumentException($"{hold} is no hold id.", nameof(hold));

    public static bool TryFrom(Guid value, out BookingId id)
    {
        id = new BookingId(value);
        return HomeAddress.TryFrom(value, out var address) && address.Kind == IdKind.Booking;
    }

    public string GrainKey() => Value.ToString("N");

    public static bool TryParse(string? text, out BookingId id) => TryFrom(Guid.TryParseExact(text, "D", out var value) ? value : default, out id);

    public override string ToString() => Value.ToString();
}
