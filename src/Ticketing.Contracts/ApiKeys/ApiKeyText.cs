using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Ticketing.ApiKeys;

/// <summary>
/// Keys as they are sent: <c>tk_</c>, the key's id, <c>_</c>, and 160 random bits, in lower-case hexadecimal. Of a form of their own, so that
/// programs which look for secrets in source and logs know one when they see it.
/// </summary>
public static partial class ApiKeyText
{
    public const string Prefix = "tk_";

    /// <summary>Bytes that are drawn for an id, and for what is secret.</summary>
    public const int IdLength = 8;
    public const int SecretLength = 20;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private const int SecretAt = 3 + (2 * IdLength) + 1;

    /// <summary>Characters of a key.</summary>
    public const int Length = SecretAt + (2 * SecretLength);

    public static string Of(ReadOnlySpan<byte> id, ReadOnlySpan<byte> secret) => $"{Prefix}{Convert.ToHexStringLower(id)}_{Convert.ToHexStringLower(secret)}";

    /// <summary>It is to be read as a key, and not as any other token.</summary>
    public static bool IsOne(ReadOnlySpan<char> token) => token.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The key's id. Null: it is no key.</summary>
    public static string? IdIn(ReadOnlySpan<char> text) =>
        text.Length == Length && IsOne(text) && text[SecretAt - 1] == '_' && IsHex(text[Prefix.Length..(SecretAt - 1)]) && IsHex(text[SecretAt..])
            ? new string(text[Prefix.Length..(SecretAt - 1)])
            : null;

    /// <summary>By which it is kept.</summary>
    public static byte[] HashOf(ReadOnlySpan<char> text)
    {
        Span<byte> ascii = stackalloc byte[Length];
        return SHA256.HashData(ascii[..Encoding.ASCII.GetBytes(text, ascii)]);
    }

    /// <summary>The text without what is secret in keys: for logs, traces and the audit.</summary>
    public static string Redact(string text) => text.Contains(Prefix, StringComparison.Ordinal) ? Secrets().Replace(text, "$1…") : text;

    private static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(HexDigits);

    /// <summary>Longer ones too, and those that were cut off.</summary>
    [GeneratedRegex("(tk_[0-9a-f]{16}_)[0-9a-zA-Z]+")]
    private static partial Regex Secrets();
}
