using Orleans;
using Ticketing.Bookings;

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

/// <summary>Signing in with a link, mostly one that was mailed.</summary>
public interface ISignInService
{
    /// <summary>Letters can be sent, and have somewhere to lead to.</summary>
    bool IsOn { get; }

    /// <summary>Who has the address, as tokens say it.</summary>
    Task<string> AccountOfAsync(string email);

    /// <summary>The same, for somebody who is to get letters: the address goes into their profile, unless they told another.</summary>
    /// <param name="email">The address.</param>
    /// <param name="locale">What they are taken to read, unless they said so (BCP 47).</param>
    Task<string> ReachAsync(string email, string? locale);

    /// <summary>The booking is this person's: booked by them, or by a guest who gave the address with which they sign in.</summary>
    Task<bool> IsOfAsync(BookingView booking, string subject);

    /// <summary>Mails a link. None: a letter is on its way, or one that was sent can still be used. Whether anybody is known there is not told.</summary>
    /// <param name="email">Where to.</param>
    /// <param name="locale">The letter's language.</param>
    /// <param name="to">Where its reader wants to go, as <see cref="SignInAddress.To"/> has it. Null: where they work, or to what is theirs.</param>
    Task<RefusalCode> SendLinkAsync(string email, string? locale, string? to = null);

    /// <summary>The path of a page that signs in as an admin, once. Null: there are as many of them as there may be.</summary>
    Task<string?> AdminLinkAsync(string subject);

    /// <summary>Who it signs in. Null: it can't be used any more, or never could.</summary>
    Task<SignedIn?> UseLinkAsync(string link);
}

/// <summary>Who a link signed in.</summary>
/// <param name="Subject">As tokens say it.</param>
/// <param name="IsAdmin">As one of the platform's admins.</param>
public sealed record SignedIn(string Subject, bool IsAdmin);

/// <summary>Addresses of the page that signs in.</summary>
public static class SignInAddress
{
    public const string Path = "/sign-in";

    /// <summary>The parameter that has the link.</summary>
    public const string Parameter = "link";

    /// <summary>The parameter that says where to go then: <c>my</c>, <c>organize</c> or <c>door</c>.</summary>
    public const string To = "to";

    public static string PathOf(string link, string? to = null) => $"{Path}?{Parameter}={link}{(to is null ? "" : $"&{To}={to}")}";
}
