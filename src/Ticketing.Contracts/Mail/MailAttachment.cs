namespace Ticketing.Mail;

/// <summary>A file that goes with a letter.</summary>
public sealed record MailAttachment(string FileName, string MediaType, ReadOnlyMemory<byte> Content);
