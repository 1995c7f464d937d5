using Orleans;
using Ticketing.Finalization;

namespace Ticketing.Waitlists;

/// <summary>Writes to those whose turn has come. Keyed by the event; one letter at a time.</summary>
[Alias("ticketing.waitlist-mailer")]
public interface IWaitlistMailerGrain : IGrainWithStringKey
{
    /// <summary>Tells a customer what is kept for them, unless nobody knows where to.</summary>
    [Alias("send")]
    Task<LetterResult> Send(WaitlistEntry entry);
}
