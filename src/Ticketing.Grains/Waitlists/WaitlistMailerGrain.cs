using Orleans;
using Ticketing.Customers;
using Ticketing.Events;
using Ticketing.Finalization;
using Ticketing.Mail;
using Ticketing.Tickets;

namespace Ticketing.Waitlists;

/// <summary>Keeps nothing: the page knows who is still to be written to.</summary>
[GrainType("ticketing.waitlist-mailer")]
public sealed class WaitlistMailerGrain(IMailSender mail, WaitlistRules rules, TimeProvider time) : Grain, IWaitlistMailerGrain
{
    public async Task<LetterResult> Send(WaitlistEntry entry) =>
        !TicketHolder.IsGuest(entry.Customer)
        && await GrainFactory.GetGrain<ICustomerGrain>(entry.Customer).Get() is { Email: { } address } profile
        && await GrainFactory.GetGrain<IEventGrain>(this.GetPrimaryKeyString()).Get() is { } view
            ? await Post.Send(mail, WaitlistLetter.Of(entry, view, address, profile.Name, rules.BookUrl), time)
            : LetterResult.NotWanted;
}
