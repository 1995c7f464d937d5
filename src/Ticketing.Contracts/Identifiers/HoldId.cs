using System.Globalization;
using Orleans;

namespace Ticketing.Identifiers;

/// <summary>
/// Names a hold and tells its home: a unit of a block (the hold is that unit's claim) or a hold grain that coordinates
/// claims of several units.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticketing.hold-id")]
public readonly record struct HoldId([property: Id(0)] Guid Value)
{
    /// <summary>The most blocks that an event can have.</summary>
    public const int BlockLimit = 1 << HomeAddress.BlockBits;

    /// <summary>The most units that a block can have; the last number stands for the coordinator.</summary>
    public const int UnitLimit = HomeAddress.Coordinator;

    public ulong EventKey => Address.EventKey;

    public EventId Event => EventId.FromKey(EventKey);

    /// <summary>The block of the home unit. Without meaning for a coordinated hold.</summary>
    public int Block => Address.Block;

    /// <summary>The home unit within the block. Without meaning for a coordinated hold.</summary>
    public int Unit => Address.Unit;

    public ulong Nonce => Address.Nonce;

    /// <summary>True when a hold grain is the home, because the hold spans several units or must be found by its key.</summary>
    public bool IsCoordinated => Address.Unit == HomeAddress.Coordinator;

    private HomeAddress Address => HomeAddress.TryFrom(Value, out var address) ? address : default;

    /// <summary>A hold whose home is one unit.</summary>
    public static HoldId InUnit(ulong eventKey, int block, int unit, ulong nonce)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)BlockLimit, nameof(block));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)unit, (uint)UnitLimit, nameof(unit));
        return new HoldId(new HomeAddress(IdKind.Hold, eventKey, block, unit, nonce).ToGuid());
    }

    /// <summary>A hold whose home is a hold grain; 69 bits of <paramref name="nonce"/> are used.</summary>
    public static HoldId Coordinated(ulong eventKey, UInt128 nonce) =>
        new(new HomeAddress(
            IdKind.Hold,
            eventKey,
            (int)(uint)((nonce >> HomeAddress.NonceBits) & (BlockLimit - 1)),
            HomeAddress.Coordinator,
            (ulong)nonce & HomeAddress.NonceMask).ToGuid());

    public static bool TryFrom(Guid value, out HoldId id)
    {
        id = new HoldId(value);
        return HomeAddress.TryFrom(value, out var address) && address.Kind == IdKind.Hold;
    }

    /// <summary>The key of the hold grain of a coordinated hold. It leaves out the event, so that the same nonce for another event meets the same grain.</summary>
    public string CoordinatorKey()
    {
        var address = Address;
        return string.Create(CultureInfo.InvariantCulture, $"{address.Block:x5}{address.Nonce:x13}");
    }

    public static bool TryParse(string? text, out HoldId id) => TryFrom(Guid.TryParseExact(text, "D", out var value) ? value : default, out id);

    public override string ToString() => Value.ToString();
}
