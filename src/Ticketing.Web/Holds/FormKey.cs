using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ticketing.Holds;
using Ticketing.Web.Http;

namespace Ticketing.Web.Holds;

/// <summary>
/// The random key in a form, and what it stands for together with what the form says: sent twice, the form meets what it made; sent anew
/// with another choice, it is another request. Nobody but the browser that got the form knows the key.
/// </summary>
internal static class FormKey
{
    /// <summary>Null: the form has no key of ours.</summary>
    public static KeySecrets? Secrets(PageRequest request, string said) => request.Field(PageRequest.KeyField) is { } key && Guid.TryParseExact(key, "N", out _)
        ? new KeySecrets(Derive("nonce", key, said), PaymentToken.Encode(Derive("token", key, said)), (ulong)Derive("body", "", said))
        : null;

    private static UInt128 Derive(string label, string key, string said) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{label}\n{key}\n{said}")));
}
