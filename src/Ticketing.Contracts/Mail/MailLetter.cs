using System.Collections.Immutable;

namespace Ticketing.Mail;

/// <summary>A letter to one address.</summary>
public sealed record MailLetter
{
    /// <summary>Names the letter for good: one that is sent twice can be told by it. Letters, digits, dots and dashes.</summary>
    public required string Id { get; init; }

    /// <summary>The address alone, without a name.</summary>
    public required string To { get; init; }

    public string? ToName { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    /// <summary>The same as HTML, with names already escaped.</summary>
    public required string Html { get; init; }

    public ImmutableArray<MailAttachment> Attachments { get; init; } = [];
}
