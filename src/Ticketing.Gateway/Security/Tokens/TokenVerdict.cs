namespace Ticketing.Security;

/// <summary>What a token comes to.</summary>
/// <param name="Caller">Whose it is. Null: it is refused.</param>
/// <param name="Fault">Why it is refused.</param>
/// <param name="EndsAt">When it ceases to be good, the allowance for clocks included, in seconds of Unix time.</param>
public readonly record struct TokenVerdict(Caller? Caller, TokenFault Fault, double EndsAt)
{
    public static TokenVerdict Refused(TokenFault fault) => new(null, fault, 0);
}
