using System.Collections.Immutable;

namespace Ticketing.Mail;

/// <summary>A file that goes with a letter.</summary>
public sealed record MailAttachment(string FileName, string MediaType, ReadOnlyMemory<byte> Content);

/// <summary>A letter to one address.</summary>
public sealed record MailLetter
{
    /// <summary>Names the letter for good: one that is sent twice can be told by it. Letters, digits, dots and dashes.</summary>
    public required string Id { get; init; }

    /// <summary>The address alone, without a name.</summary>
    public required string To { get; init; }

    public string? ToName { get; init; }

    /// <summary>Where answers go. Null: to whoever it is from.</summary>
    public string? ReplyTo { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    /// <summary>The same as HTML, with names already escaped.</summary>
    public required string Html { get; init; }

    public ImmutableArray<MailAttachment> Attachments { get; init; } = [];
}

/// <summary>What became of a letter.</summary>
/// <param name="Result">Whether it was taken.</param>
/// <param name="Reason">Why not, for operators. It may hold what the server said.</param>
/// <param name="Trouble">The same in a word, to be counted.</param>
public sealed record MailOutcome(MailResult Result, string? Reason = null, MailTrouble Trouble = MailTrouble.None)
{
    public static MailOutcome Sent { get; } = new(MailResult.Sent);

    public static MailOutcome Kept { get; } = new(MailResult.Kept);
}

/// <summary>Whether a letter was taken.</summary>
public enum MailResult
{
    /// <summary>The server has it.</summary>
    Sent,

    /// <summary>There is no server: the folder has it.</summary>
    Kept,

    /// <summary>The server does not take it for this address, and will not.</summary>
    Refused,

    /// <summary>Not now. It may have been taken all the same, when the answer was lost.</summary>
    Unavailable,

    /// <summary>There is no server, and never was a folder that can be written: trying again helps as little as giving up hurts.</summary>
    Off,
}

/// <summary>What a letter failed at.</summary>
public enum MailTrouble
{
    None,

    /// <summary>It is no address, or one that the server can't write to.</summary>
    Address,

    /// <summary>The server can't be reached, or broke off.</summary>
    Connection,

    /// <summary>The server offers no encryption, or can't prove its name.</summary>
    Encryption,

    /// <summary>The server knows no way to log in that is known here.</summary>
    Mechanism,

    /// <summary>The server does not take the credentials, or wants some.</summary>
    Login,

    /// <summary>The server said no.</summary>
    Answer,

    Timeout,

    /// <summary>The server is left alone for a while.</summary>
    Rest,

    /// <summary>The folder can't be written.</summary>
    Folder,
}
