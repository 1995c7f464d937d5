using Orleans;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Security;
using Ticketing.Tickets;

namespace Ticketing.SignIn;

public sealed class SignInService(IGrainFactory grains, IIdSource ids, IMailSender mail, ITicketDocuments documents, TicketOptions options, TimeProvider time) : ISignInService
{
    private byte[]? _secret;

    public bool IsOn => options.PagesUrl is not null;

    public async Task<string> AccountOfAsync(string email) => MailAccount.Of(_secret ??= await grains.GetGrain<ISecretGrain>(MailAccount.SecretPurpose).Get(), email);

    public async Task<string> ReachAsync(string email, string? locale)
    {
        var account = await AccountOfAsync(email);
        var profile = grains.GetGrain<ICustomerGrain>(account);
        if (await profile.Get() is { Email: null } nameless)
        {
            await profile.Put(nameless with { Email = email, Locale = nameless.Locale ?? locale }, nameless.Version);
        }

        return account;
    }

    public async Task<bool> IsOfAsync(BookingView booking, string subject) => booking.Customer == subject
        || (MailAccount.Is(subject) && TicketHolder.IsNobodys(booking.Customer) && booking.Email is { } email && await AccountOfAsync(email) == subject);

    public async Task<RefusalCode> SendLinkAsync(string email, string? locale, string? to = null)
    {
        var link = MailAccount.Link(await AccountOfAsync(email), NewSecret());
        var (account, hash) = MailAccount.Read(link)!.Value;
        if (!await grains.GetGrain<ISignInGrain>(account).Offer(hash))
        {
            // Who asks again and again has letters enough, and who asks in a stranger's name is not told.
            return RefusalCode.None;
        }

        var letter = new SignInLetter($"sign-in.{Convert.ToHexString(hash.AsSpan(..8))}", $"{options.PagesUrl}{SignInAddress.PathOf(link, to)}", time.GetUtcNow() + ISignInGrain.GoodFor, locale);
        var result = (await mail.SendAsync(documents.SignIn(letter, email))).Result;
        if (result is MailResult.Sent or MailResult.Kept)
        {
            return RefusalCode.None;
        }

        // Nobody has it, so it is none of those that one address may have.
        await grains.GetGrain<ISignInGrain>(account).Take(hash);
        return result == MailResult.Refused ? RefusalCode.MailRefused : RefusalCode.MailUnavailable;
    }

    public async Task<string?> AdminLinkAsync(string subject)
    {
        var link = AdminLink.Of(subject, NewSecret());
        return await grains.GetGrain<ISignInGrain>(AdminLink.Key).Offer(AdminLink.Read(link)!.Value.Hash) ? SignInAddress.PathOf(link) : null;
    }

    public async Task<SignedIn?> UseLinkAsync(string link) =>
        AdminLink.Read(link) is var (subject, hashed) ? await TakeAsync(AdminLink.Key, hashed, new SignedIn(subject, IsAdmin: true))
        : MailAccount.Read(link) is var (account, hash) ? await TakeAsync(account, hash, new SignedIn(account, IsAdmin: false))
        : null;

    private async Task<SignedIn?> TakeAsync(string key, byte[] hash, SignedIn who) => await grains.GetGrain<ISignInGrain>(key).Take(hash) ? who : null;

    private byte[] NewSecret()
    {
        var secret = new byte[MailAccount.SecretLength];
        ids.Fill(secret);
        return secret;
    }
}
