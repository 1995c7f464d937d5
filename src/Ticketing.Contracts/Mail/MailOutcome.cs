namespace Ticketing.Mail;

/// <summary>What became of a letter.</summary>
/// <param name="Result">Whether it was taken.</param>
/// <param name="Reason">Why not, for operators. It may hold what the server said.</param>
public sealed record MailOutcome(MailResult Result, string? Reason = null)
{
    public static MailOutcome Sent { get; } = new(MailResult.Sent);
}

/// <summary>Whether a letter was taken.</summary>
public enum MailResult
{
    /// <summary>The server, or the folder, has it.</summary>
    Sent,

    /// <summary>The server does not take it for this address, and will not.</summary>
    Refused,

    /// <summary>Not now. It may have been taken all the same, when the answer was lost.</summary>
    Unavailable,
}
