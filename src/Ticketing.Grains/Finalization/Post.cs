using Ticketing.Mail;

namespace Ticketing.Finalization;

/// <summary>A letter on behalf of a grain, which must answer before its caller has given up.</summary>
internal static class Post
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(25);

    public static async Task<LetterResult> Send(IMailSender mail, MailLetter letter, TimeProvider time)
    {
        using var deadline = new CancellationTokenSource(LongestTime, time);
        try
        {
            return (await mail.SendAsync(letter, deadline.Token)).Result switch
            {
                MailResult.Sent => LetterResult.Sent,
                MailResult.Kept => LetterResult.Kept,
                MailResult.Refused => LetterResult.Refused,
                MailResult.Off => LetterResult.NotWanted,
                _ => LetterResult.Unavailable,
            };
        }
        catch (OperationCanceledException)
        {
            return LetterResult.Unavailable;
        }
    }
}
