using Orleans;

namespace Ticketing.Identifiers;

/// <summary>Names an event. Carries its key (40 bits), which every hold and booking of the event carries too.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-id")]
public readonly record struct EventId([property: Id(0)] Guid Value)
{
    /// <summary>The house event: single seats, without tickets, for which nobody created an event.</summary>
    public const ulong HouseKey = 0;

    /// <summary>How many different keys there are: keys run from 0 to this, exclusive.</summary>
    public const ulong KeyLimit = 1UL << HomeAddress.EventKeyBits;

    public ulong Key => HomeAddress.TryFrom(Value, out var address) ? address.EventKey : 0;

    public static EventId FromKey(ulong key) => new(new HomeAddress(IdKind.Event, key, 0, 0, 0).ToGuid());

    /// <summary>False when the text's UUID is no event id of this system.</summary>
    public static bool TryFrom(Guid value, out EventId id)
    {
        id = new EventId(value);
        return HomeAddress.TryFrom(value, out var address) && address.Kind == IdKind.Event
            && id == FromKey(address.EventKey);
    }

    public static bool TryParse(string? text, out EventId id) => TryFrom(Guid.TryParseExact(text, "D", out var value) ? value : default, out id);

    public override string ToString() => Value.ToString();
}
