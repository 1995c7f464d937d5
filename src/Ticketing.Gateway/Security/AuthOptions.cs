using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace Ticketing.Security;

/// <summary>How callers are known. Checked at start.</summary>
public sealed record AuthOptions
{
    /// <summary>Auth:Mode. Default: Guest in Development, else Strict.</summary>
    public AuthMode Mode { get; init; } = AuthMode.Guest;

    /// <summary>Auth:GuestCheckout. Whether guests may hold and book in Strict mode. Default: false.</summary>
    public bool GuestCheckout { get; init; }

    /// <summary>Auth:SigningKey. The secret of HS256, at least 32 bytes. Default: none.</summary>
    public SigningSecret? SigningKey { get; init; }

    /// <summary>Nothing is set, in Development: the secret was drawn for this process alone, so that its developer can sign in.</summary>
    public bool IsKeyDrawn { get; init; }

    /// <summary>Auth:Jwks. A file or https address with the public keys of RS256 and ES256. Default: none.</summary>
    public string? Jwks { get; init; }

    /// <summary>Auth:Algorithms. Default: those that there are keys for.</summary>
    public ImmutableArray<TokenAlgorithm> Algorithms { get; init; } = [];

    /// <summary>Auth:Issuer. The <c>iss</c> that tokens must have. Default: not looked at.</summary>
    public string? Issuer { get; init; }

    /// <summary>Auth:Audience. The <c>aud</c> that tokens must have. Default: not looked at.</summary>
    public string? Audience { get; init; }

    /// <summary>Auth:TokenLifetime. How long a token that is issued here is good. Default: 00:30:00.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Auth:SessionLifetime. How long who signs in is signed in. Default: 12:00:00.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Whether a session may be an admin's: not where whoever reads the store could seal one themselves.</summary>
    public bool SessionsMayBeAdmins { get; init; } = true;

    /// <summary>Auth:ClockSkew. How far another clock may be off. Default: 00:00:30.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a guest may hold and book.</summary>
    public bool GuestsBuy => Mode == AuthMode.Guest || GuestCheckout;
}

/// <summary>Who may do what without a token.</summary>
public enum AuthMode
{
    /// <summary>Everybody creates events and buys; the payment token is the guest's proof.</summary>
    Guest,

    /// <summary>Events need an organizer; guests buy only where guest checkout is on.</summary>
    Strict,
}

/// <summary>The caller as the framework knows principals: <c>sub</c> is the name, <c>role</c> the roles.</summary>
public sealed class CallerPrincipal(Caller caller) : ClaimsPrincipal(IdentityOf(caller))
{
    public Caller Caller { get; } = caller;

    private static ClaimsIdentity IdentityOf(Caller caller)
    {
        List<Claim> claims = [new("sub", caller.Subject ?? "")];
        claims.AddRange(RoleNames.NamesOf(caller.Roles).Select(name => new Claim("role", name)));
        return new ClaimsIdentity(claims, BearerHandler.Scheme, "sub", "role");
    }
}

/// <summary>A token was sent and is refused.</summary>
public sealed class InvalidTokenException(TokenFault fault) : AuthenticationFailureException(TokenFaults.Describe(fault))
{
    public TokenFault Fault { get; } = fault;
}
