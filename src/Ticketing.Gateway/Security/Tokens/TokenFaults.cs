namespace Ticketing.Security;

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
        _ => "The token's claims are not acceptable.",
    };
}
