namespace Ticketing.Security;

/// <summary>What a token comes to.</summary>
/// <param name="Caller">Whose it is. Null: it is refused.</param>
/// <param name="Fault">Why it is refused.</param>
/// <param name="EndsAt">When it ceases to be good, the allowance for clocks included, in seconds of Unix time.</param>
public readonly record struct TokenVerdict(Caller? Caller, TokenFault Fault, double EndsAt)
{
    public static TokenVerdict Refused(TokenFault fault) => new(null, fault, 0);
}

/// <summary>Why a token is refused.</summary>
public enum TokenFault
{
    None,
    Malformed,
    TooLarge,
    AlgorithmRefused,
    CriticalHeader,
    WrongType,
    UnknownKey,
    BadSignature,
    Expired,
    NotYetValid,
    WrongIssuer,
    WrongAudience,
    BadClaims,
    BadApiKey,

    /// <summary>It was a session and no token: it has ended.</summary>
    SessionOver,
}

/// <summary>What the caller is told of a refused token. Nothing of the token itself is repeated.</summary>
internal static class TokenFaults
{
    public static string Describe(TokenFault fault) => fault switch
    {
        TokenFault.Malformed => "The token can't be read.",
        TokenFault.TooLarge => "The token is too large.",
        TokenFault.AlgorithmRefused => "The token's algorithm is not accepted.",
        TokenFault.CriticalHeader => "The token has critical headers that are not understood.",
        TokenFault.WrongType => "The token's type is not accepted.",
        TokenFault.UnknownKey => "The token's key is not known.",
        TokenFault.BadSignature => "The token's signature is wrong.",
        TokenFault.Expired => "The token has expired.",
        TokenFault.NotYetValid => "The token is not valid yet.",
        TokenFault.WrongIssuer => "The token is from another issuer.",
        TokenFault.WrongAudience => "The token is for another audience.",
        TokenFault.BadApiKey => "The API key is wrong, has expired, or was revoked.",
        TokenFault.SessionOver => "The session is over: sign in again.",
        _ => "The token's claims are not acceptable.",
    };
}
