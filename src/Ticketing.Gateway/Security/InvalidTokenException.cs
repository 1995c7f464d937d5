using Microsoft.AspNetCore.Authentication;

namespace Ticketing.Security;

/// <summary>A token was sent and is refused.</summary>
public sealed class InvalidTokenException(TokenFault fault) : AuthenticationFailureException(TokenFaults.Describe(fault))
{
    public TokenFault Fault { get; } = fault;
}
