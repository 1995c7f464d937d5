using System.Text;

namespace Ticketing.Security;

/// <summary>A secret for HS256. It never shows itself in a text, so that no log or dump of settings has it.</summary>
public sealed class SigningSecret(byte[] bytes)
{
    /// <summary>RFC 7518, 3.2: a key at least as long as the hash.</summary>
    public const int LeastBytes = 32;

    public ReadOnlySpan<byte> Bytes => bytes;

    public static SigningSecret FromText(string text) => new(Encoding.UTF8.GetBytes(text));

    public override string ToString() => "(secret)";
}
