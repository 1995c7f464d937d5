using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

/// <summary>What opens an entry's page for whoever joined by mail: 128 bits that are derived from a secret of the service, so that nothing of them is kept.</summary>
public static class WaitlistLink
{
    /// <summary>Of the service's secret that it is derived from.</summary>
    public const string SecretPurpose = "waitlist-links";

    /// <summary>The parameter of a page's address that has it.</summary>
    public const string Parameter = "t";

    private const int Length = 16;

    public static string TokenOf(ReadOnlySpan<byte> secret, WaitlistEntryId entry) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(entry.ToString())).AsSpan(..Length));

    /// <summary>How long it takes tells nothing of it.</summary>
    public static bool Opens(ReadOnlySpan<byte> secret, WaitlistEntryId entry, string shown) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(TokenOf(secret, entry)), Encoding.UTF8.GetBytes(shown));

    /// <summary>The page's path with it.</summary>
    public static string PathOf(ReadOnlySpan<byte> secret, WaitlistEntryId entry) => $"/waitlist/{entry}?{Parameter}={TokenOf(secret, entry)}";
}
