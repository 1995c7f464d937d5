using System.Buffers.Text;

namespace Ticketing.Security;

/// <summary>Decides of one token: pure, given the keys and the time.</summary>
public sealed class TokenValidator(AuthOptions options)
{
    /// <summary>The largest token that is looked at, in bytes.</summary>
    public const int MaxBytes = 8 << 10;

    /// <param name="token">The compact form, in ASCII.</param>
    /// <param name="keys">The keys of the moment.</param>
    /// <param name="now">The moment.</param>
    public TokenVerdict Validate(ReadOnlySpan<byte> token, KeySet keys, DateTimeOffset now)
    {
        if (token.Length > MaxBytes)
        {
            return TokenVerdict.Refused(TokenFault.TooLarge);
        }

        var first = token.IndexOf((byte)'.');
        var last = token.LastIndexOf((byte)'.');
        if (first < 0 || last <= first || token[(first + 1)..last].Contains((byte)'.'))
        {
            return TokenVerdict.Refused(TokenFault.Malformed);
        }

        // One buffer, since header and payload are parsed where they were decoded.
        var decoded = new byte[Base64Url.GetMaxDecodedLength(token.Length) + 8];
        if (!StrictBase64Url.TryDecode(token[..first], decoded, out var headerLength)
            || !StrictBase64Url.TryDecode(token[(first + 1)..last], decoded.AsSpan(headerLength), out var payloadLength)
            || !StrictBase64Url.TryDecode(token[(last + 1)..], decoded.AsSpan(headerLength + payloadLength), out var signatureLength))
        {
            return TokenVerdict.Refused(TokenFault.Malformed);
        }

        var fault = TokenHeader.Read(decoded.AsMemory(0, headerLength), options.Algorithms, out var header);
        if (fault == TokenFault.None)
        {
            var signature = decoded.AsSpan(headerLength + payloadLength, signatureLength);
            fault = keys.Check(header.Algorithm, header.KeyId, token[..last], signature);
        }

        if (fault != TokenFault.None)
        {
            return TokenVerdict.Refused(fault);
        }

        // The payload is not looked at before its signature is known to be right.
        if (StrictJson.Parse(decoded.AsMemory(headerLength, payloadLength)) is not { } payload)
        {
            return TokenVerdict.Refused(TokenFault.Malformed);
        }

        using (payload)
        {
            return TokenClaims.Check(payload.RootElement, options, now);
        }
    }
}
