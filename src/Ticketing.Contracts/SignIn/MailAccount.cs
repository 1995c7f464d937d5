using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Ticketing.SignIn;

/// <summary>
/// Who somebody is that is known by their e-mail address alone. Derived with a secret of the service, so that nothing is stored, and neither
/// keys nor logs have the address. Another address is somebody else.
/// </summary>
public static class MailAccount
{
    /// <summary>Of the service's secret that it is derived from.</summary>
    public const string SecretPurpose = "mail-accounts";

    private const string Prefix = "mail-";
    private const int AccountLength = 16;

    /// <summary>Bytes of what a link has beside the account.</summary>
    public const int SecretLength = 16;

    /// <summary>Characters of a link.</summary>
    public const int LinkLength = 43;

    public static string Of(ReadOnlySpan<byte> secret, string email) =>
        Prefix + Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(email.ToLowerInvariant())).AsSpan(..AccountLength));

    /// <summary>They are known by their address alone.</summary>
    public static bool Is(string subject) => subject.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What is mailed: who it is for, and a secret of 128 bits.</summary>
    public static string Link(string account, ReadOnlySpan<byte> secret) =>
        Base64Url.EncodeToString([.. Base64Url.DecodeFromChars(account.AsSpan(Prefix.Length)), .. secret[..SecretLength]]);

    /// <summary>Whose link it is, and the hash by which it is kept. Null: it is none.</summary>
    public static (string Account, byte[] Hash)? Read(string? link)
    {
        Span<byte> bytes = stackalloc byte[AccountLength + SecretLength];
        return link?.Length == LinkLength && Base64Url.IsValid(link) && Base64Url.TryDecodeFromChars(link, bytes, out var length) && length == bytes.Length
            ? (Prefix + Base64Url.EncodeToString(bytes[..AccountLength]), SHA256.HashData(bytes))
            : null;
    }
}
