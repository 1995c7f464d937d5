using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Ticketing.SignIn;

/// <summary>A link that signs in as one of the platform's admins: an operator has it printed by the service. It says under which name, and nobody else can write one.</summary>
public static class AdminLink
{
    /// <summary>Of the grain that keeps the hashes of all of them.</summary>
    public const string Key = "admin";

    public const int LongestSubject = 40;

    /// <summary>Characters of the longest.</summary>
    public const int MaxLength = 8 + LongestSubject + 22;

    private const string Prefix = "admin.";

    /// <summary>Letters and digits of ASCII, dash, underscore.</summary>
    public static bool IsSubject(string subject) =>
        subject.Length is > 0 and <= LongestSubject && subject.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && !MailAccount.Is(subject);

    public static string Of(string subject, ReadOnlySpan<byte> secret) => $"{Prefix}{subject}.{Base64Url.EncodeToString(secret[..MailAccount.SecretLength])}";

    /// <summary>Who it signs in as, and the hash by which it is kept. Null: it is none.</summary>
    public static (string Subject, byte[] Hash)? Read(string? link) =>
        link is { Length: <= MaxLength } && link.StartsWith(Prefix, StringComparison.Ordinal) && link.Split('.') is [_, var subject, { Length: 22 }] && IsSubject(subject)
            ? (subject, SHA256.HashData(Encoding.UTF8.GetBytes(link)))
            : null;
}
