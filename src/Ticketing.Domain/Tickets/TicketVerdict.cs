namespace Ticketing.Tickets;

/// <summary>What a ticket's code says, or why it is refused.</summary>
/// <param name="Claims">Known as soon as the signature is right, also when the code is refused; else null.</param>
/// <param name="Fault"><see cref="TicketFault.None"/>: the code is good.</param>
public sealed record TicketVerdict(TicketClaims? Claims, TicketFault Fault)
{
    public bool IsGood => Fault == TicketFault.None;
}
