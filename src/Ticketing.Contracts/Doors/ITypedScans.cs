namespace Ticketing.Doors;

/// <summary>Scans of tickets whose code nobody can read: somebody types which ticket it is. The door decides as for a code.</summary>
public interface ITypedScans
{
    /// <summary>
    /// Its <see cref="ScanTicket.Code"/> is what was typed, for an event that is served; a whole code counts as that. A booking of several
    /// tickets without a number is refused, with the numbers that there are.
    /// </summary>
    Task<TypedScanAnswer> ScanAsync(ScanTicket command);
}

/// <summary>What the door says to a ticket that was typed.</summary>
/// <param name="Answer">As to a code.</param>
/// <param name="Holder">Whose name is on it. Null: nobody's that is known.</param>
/// <param name="Numbers">The tickets that may be meant, where no number was typed. Null: one was.</param>
public sealed record TypedScanAnswer(ScanAnswer Answer, string? Holder = null, IReadOnlyList<int>? Numbers = null);
