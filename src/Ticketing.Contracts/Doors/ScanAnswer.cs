using Orleans;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>What the door says to a scan.</summary>
/// <param name="Refusal"><see cref="RefusalCode.None"/>: admitted.</param>
/// <param name="Claims">What the code says. Null: it can't be believed.</param>
/// <param name="Admission">The scan that counts as the ticket's admission. Null: there is none.</param>
/// <param name="Other">A scan beside it that has let somebody in, too.</param>
/// <param name="IsConflict">This scan has let somebody in, and it or another one should not have.</param>
[GenerateSerializer, Immutable, Alias("ticketing.scan-answer")]
public sealed record ScanAnswer(
    [property: Id(0)] RefusalCode Refusal,
    [property: Id(1)] TicketClaims? Claims = null,
    [property: Id(2)] Scan? Admission = null,
    [property: Id(3)] Scan? Other = null,
    [property: Id(4)] bool IsConflict = false);
