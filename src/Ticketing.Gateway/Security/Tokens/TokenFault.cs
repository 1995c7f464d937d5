namespace Ticketing.Security;

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
}
