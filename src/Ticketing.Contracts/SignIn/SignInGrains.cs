using Orleans;

namespace Ticketing.SignIn;

/// <summary>The links that were mailed to one address and may still be used. Keyed by who has that address (<see cref="MailAccount"/>).</summary>
[Alias("ticketing.sign-in")]
public interface ISignInGrain : IGrainWithStringKey
{
    /// <summary>How long a link can be used.</summary>
    static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(15);

    /// <summary>Links of one address that may be used at the same time.</summary>
    const int Most = 5;

    /// <summary>Notes a link before it is mailed. False: there are as many as there may be.</summary>
    [Alias("offer")]
    Task<bool> Offer(byte[] hash);

    /// <summary>Takes a link: it can be used no more. False: there is none, it was used, or is too old.</summary>
    [Alias("take")]
    Task<bool> Take(byte[] hash);
}

/// <summary>Signing in with nothing but an e-mail address.</summary>
public interface ISignInService
{
    /// <summary>Letters can be sent, have somewhere to lead to, and tokens can be made out.</summary>
    bool IsOn { get; }

    /// <summary>Who has the address, as tokens say it.</summary>
    Task<string> AccountOfAsync(string email);

    /// <summary>Mails a link. None: a letter is on its way, or one that was sent can still be used. Whether anybody is known there is not told.</summary>
    Task<RefusalCode> SendLinkAsync(string email, string? locale);

    /// <summary>Who it was mailed to. Null: it can't be used any more, or never could.</summary>
    Task<string?> UseLinkAsync(string link);
}
