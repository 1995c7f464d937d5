namespace Ticketing.Inventory;

/// <summary>What a block asks a pool at the same moment travels in one call: holds of a hot event are all of the same one.</summary>
public sealed partial class SectionGrain
{
    private PoolLanes?[] _pools = [];

    /// <summary>Null: a seat, which few ask for at the same moment.</summary>
    private PoolLanes? Lanes(int unit)
    {
        if (Unit(unit) is not IPoolGrain pool)
        {
            return null;
        }

        if (unit >= _pools.Length)
        {
            Array.Resize(ref _pools, _units.Length);
        }

        return _pools[unit] ??= new PoolLanes(pool);
    }

    /// <summary>The ways to one pool.</summary>
    private sealed class PoolLanes(IPoolGrain pool)
    {
        public Lane<ClaimUnit, UnitAnswer> Claims { get; } = new(async commands => commands is [var command] ? [await pool.Claim(command)] : await pool.ClaimAll(commands));

        public Lane<ConfirmUnit, UnitAnswer> Confirmations { get; } = new(async commands => commands is [var command] ? [await pool.Confirm(command)] : await pool.ConfirmAll(commands));
    }
}
