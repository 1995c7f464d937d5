namespace Ticketing.Security;

/// <summary>Who may do what without a token.</summary>
public enum AuthMode
{
    /// <summary>Everybody creates events and buys; the payment token is the guest's proof.</summary>
    Guest,

    /// <summary>Events need an organizer; guests buy only where guest checkout is on.</summary>
    Strict,
}
