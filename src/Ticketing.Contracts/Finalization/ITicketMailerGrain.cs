using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Finalization;

/// <summary>Draws and mails tickets, one booking at a time. Keyed by a small number, so that there are a few of them.</summary>
[Alias("ticketing.ticket-mailer")]
public interface ITicketMailerGrain : IGrainWithStringKey
{
    /// <summary>Sends a booking its tickets, unless it has them, is over, or nobody knows where to.</summary>
    [Alias("send")]
    Task<LetterResult> Send(BookingId booking);
}
