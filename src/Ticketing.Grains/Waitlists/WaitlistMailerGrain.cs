using Orleans;
using Ticketing.Customers;
using Ticketing.Events;
using Ticketing.Finalization;
using Ticketing.Mail;
using Ticketing.Security;
using Ticketing.SignIn;
using Ticketing.Tickets;

namespace Ticketing.Waitlists;

/// <summary>Keeps nothing: the page knows who is still to be written to.</summary>
[GrainType("ticketing.waitlist-mailer")]
public sealed class WaitlistMailerGrain(IMailSender mail, ITicketDocuments documents, LetterLimit limit, WaitlistRules rules, TicketOptions options, TimeProvider time) : Grain, IWaitlistMailerGrain
{
    private const string Letters = "waitlist";

    public async Task<LetterResult> Send(WaitlistEntry entry)
    {
        if (TicketHolder.IsGuest(entry.Customer)
            || await GrainFactory.GetGrain<ICustomerGrain>(entry.Customer).Get() is not { Email: { } address } profile
            || await GrainFactory.GetGrain<IEventGrain>(this.GetPrimaryKeyString()).Get() is not { } view)
        {
            return LetterResult.NotWanted;
        }

        if (!limit.Take(Letters, address))
        {
            // It waits while its offer lasts.
            return LetterResult.Unavailable;
        }

        var result = await Post.Send(mail, documents.Offer(new WaitlistOffer(entry, view, profile.Name, await PageOf(entry) ?? rules.BookUrl, profile.Locale), address), time);
        if (result is not (LetterResult.Sent or LetterResult.Kept))
        {
            limit.Return(Letters, address);
        }

        return result;
    }

    /// <summary>Where somebody books who joined by mail. Null: they joined elsewhere.</summary>
    private async Task<string?> PageOf(WaitlistEntry entry) => options.PagesUrl is { } pages && MailAccount.Is(entry.Customer)
        ? pages + WaitlistLink.PathOf(await GrainFactory.GetGrain<ISecretGrain>(WaitlistLink.SecretPurpose).Get(), entry.Id)
        : null;
}
