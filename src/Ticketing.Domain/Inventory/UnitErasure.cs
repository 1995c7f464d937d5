using Ticketing.Holds;

namespace Ticketing.Inventory;

/// <summary>What erasing a customer does to a unit: another name, the same places.</summary>
public static class UnitErasure
{
    public static UnitDecision Rename(UnitState unit, RenameHolder command, DateTimeOffset now)
    {
        var index = unit.IndexOf(command.HoldId);
        return index >= 0 && unit.Claims[index] is var claim && claim.Customer == command.Customer
            ? UnitDecision.Put(index, claim with { Customer = command.Pseudonym, Email = null }, now.ToUnixTimeMilliseconds())
            : new UnitDecision { Repeated = true };
    }
}
