using Ticketing.Http;

namespace Ticketing.Security;

/// <summary>The answers to callers that may not do what they ask for (RFC 6750, 3).</summary>
internal static class Refusals
{
    public const string UnauthenticatedTitle = "Say who you are: this needs a bearer token.";
    public const string InvalidTokenTitle = "The bearer token is refused.";
    public const string ForbiddenTitle = "You may not do this.";
    public const string BlockedTitle = "You are blocked. Ask the organizer.";
    public const string RateLimitedTitle = "Too many requests.";

    public static Problem NotKnown(InvalidTokenException? failure) => failure is null
        ? Problems.Write(401, "unauthenticated", UnauthenticatedTitle) with { Challenge = "Bearer realm=\"ticketing\"" }
        : failure.Fault == TokenFault.SessionOver ? Problems.Write(401, "invalid_token", "You are signed in no more.", failure.Message) with { Challenge = "Bearer realm=\"ticketing\"" }
        : Problems.Write(401, "invalid_token", InvalidTokenTitle, failure.Message) with
        {
            Challenge = $"Bearer realm=\"ticketing\", error=\"invalid_token\", error_description=\"{failure.Message}\"",
        };

    public static Problem NotAllowed(string detail) => Problems.Write(403, "forbidden", ForbiddenTitle, detail) with
    {
        Challenge = "Bearer realm=\"ticketing\", error=\"insufficient_scope\"",
    };

    /// <summary>The token is good, and its subject is not wanted. Who blocks themselves by mistake needs another admin.</summary>
    public static Problem Blocked() => Problems.Write(403, "customer_blocked", BlockedTitle);

    public static Problem TooManyPlaces(int afterSeconds) => Problems.Write(
        429, "rate_limited", RateLimitedTitle, "You hold as many places as one caller may. Book them, or wait for the time that Retry-After says.") with
    { RetryAfterSeconds = afterSeconds };

    public static Problem TooMany(int afterSeconds) => Problems.Write(
        429, "rate_limited", RateLimitedTitle, "Wait for the time that Retry-After says.") with
    { RetryAfterSeconds = afterSeconds };
}
