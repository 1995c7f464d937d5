namespace Ticketing.Security;

/// <summary>The signatures that are understood (RFC 7518). There is no <c>none</c>.</summary>
public enum TokenAlgorithm
{
    HS256,
    RS256,
    ES256,
}
