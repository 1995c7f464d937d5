using Orleans;
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

    public async Task<RefusalCode> SendLinkAsync(string email, string? locale)
    {
        var secret = new byte[MailAccount.SecretLength];
        ids.Fill(secret);
        var link = MailAccount.Link(await AccountOfAsync(email), secret);
        var (account, hash) = MailAccount.Read(link)!.Value;
        if (!await grains.GetGrain<ISignInGrain>(account).Offer(hash))
        {
            // Who asks again and again has letters enough, and who asks in a stranger's name is not told.
            return RefusalCode.None;
        }

        var letter = new SignInLetter($"sign-in.{Convert.ToHexString(hash.AsSpan(..8))}", $"{options.PagesUrl}/organize#sign-in={link}", time.GetUtcNow() + ISignInGrain.GoodFor, locale);
        var result = (await mail.SendAsync(documents.SignIn(letter, email))).Result;
        if (result is MailResult.Sent or MailResult.Kept)
        {
            return RefusalCode.None;
        }

        // Nobody has it, so it is none of those that one address may have.
        await grains.GetGrain<ISignInGrain>(account).Take(hash);
        return result == MailResult.Refused ? RefusalCode.MailRefused : RefusalCode.MailUnavailable;
    }

    public async Task<string?> UseLinkAsync(string link) =>
        MailAccount.Read(link) is var (account, hash) && await grains.GetGrain<ISignInGrain>(account).Take(hash) ? account : null;
}
