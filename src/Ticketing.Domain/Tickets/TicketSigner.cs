using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Utilities;

namespace Ticketing.Tickets;

/// <summary>
/// ECDSA on P-256 with SHA-256 as RFC 6979 has it: what is signed again has the same signature, so that a ticket has one code
/// wherever and whenever it is shown. .NET's own draws chance for each.
/// </summary>
internal sealed class TicketSigner(byte[] scalar)
{
    private const int HalfLength = TicketCode.SignatureLength / 2;
    private static readonly ECDomainParameters Curve = new(CustomNamedCurves.GetByOid(X9ObjectIdentifiers.Prime256v1));

    private readonly ECPrivateKeyParameters _key = new(new BigInteger(1, scalar), Curve);

    /// <summary>r and s, each of 32 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> content)
    {
        ECDsaSigner signer = new(new HMacDsaKCalculator(new Sha256Digest()));
        signer.Init(forSigning: true, _key);
        var halves = signer.GenerateSignature(SHA256.HashData(content));
        return [.. halves.SelectMany(static half => BigIntegers.AsUnsignedByteArray(HalfLength, half))];
    }
}
