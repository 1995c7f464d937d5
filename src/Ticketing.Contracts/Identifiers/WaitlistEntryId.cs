using Orleans;

namespace Ticketing.Identifiers;

/// <summary>Names an entry of an event's waitlist: the event, the entry's number in the order of joining, and a nonce.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.waitlist-entry-id")]
public readonly record struct WaitlistEntryId([property: Id(0)] Guid Value)
{
    /// <summary>Numbers run from 0 to this, exclusive.</summary>
    public const int NumberLimit = 1 << (HomeAddress.BlockBits + HomeAddress.UnitBits);

    public EventId Event => EventId.FromKey(Address.EventKey);

    public int Number => (Address.Block << HomeAddress.UnitBits) | Address.Unit;

    private HomeAddress Address => HomeAddress.TryFrom(Value, out var address) ? address : default;

    public static WaitlistEntryId Of(EventId @event, int number, ulong nonce)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)number, (uint)NumberLimit, nameof(number));
        return new WaitlistEntryId(new HomeAddress(
            IdKind.Other,
            @event.Key,
            number >> HomeAddress.UnitBits,
            number & ((1 << HomeAddress.UnitBits) - 1),
            nonce).ToGuid());
    }

    /// <summary>False for an id that can't be one of an entry.</summary>
    public static bool TryFrom(Guid value, out WaitlistEntryId id)
    {
        id = new WaitlistEntryId(value);
        return HomeAddress.TryFrom(value, out var address) && address.Kind == IdKind.Other;
    }

    public static bool TryParse(string? text, out WaitlistEntryId id) => TryFrom(Guid.TryParseExact(text, "D", out var value) ? value : default, out id);

    public override string ToString() => Value.ToString();
}
