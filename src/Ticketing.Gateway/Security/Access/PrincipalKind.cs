namespace Ticketing.Security;

/// <summary>Who stands behind a request.</summary>
public enum PrincipalKind
{
    /// <summary>Nobody known: there was no token.</summary>
    Guest,

    /// <summary>The subject of a valid token.</summary>
    User,
}
