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
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(25);

    public async Task<LetterResult> Send(WaitlistEntry entry)
    {
        if (TicketHolder.IsGuest(entry.Customer)
            || await GrainFactory.GetGrain<ICustomerGrain>(entry.Customer).Get() is not { Email: { } address } profile
            || await GrainFactory.GetGrain<IEventGrain>(this.GetPrimaryKeyString()).Get() is not { } view)
        {
            return LetterResult.NotWanted;
        }

        using var deadline = new CancellationTokenSource(LongestTime, time);
        try
        {
            return (await mail.SendAsync(WaitlistLetter.Of(entry, view, address, profile.Name, rules.BookUrl), deadline.Token)).Result switch
            {
                MailResult.Sent => LetterResult.Sent,
                MailResult.Refused => LetterResult.Refused,
                _ => LetterResult.Unavailable,
            };
        }
        catch (OperationCanceledException)
        {
            return LetterResult.Unavailable;
        }
    }
}
