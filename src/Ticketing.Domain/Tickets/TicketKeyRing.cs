using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Ticketing.Tickets;

/// <summary>
/// Signs ticket codes with one key and checks them with several. For one caller at a time.
/// </summary>
public sealed class TicketKeyRing : IDisposable
{
    private readonly ImmutableArray<(TicketKey Key, ECDsa Algorithm)> _keys;

    /// <param name="keys">The first signs, if it can. A key that is there twice counts once.</param>
    public TicketKeyRing(params IEnumerable<TicketKey> keys) =>
        _keys = [.. keys.DistinctBy(static key => key.Public.Id).Select(static key => (key, key.Open()))];

    public ImmutableArray<TicketPublicKey> PublicKeys => [.. _keys.Select(static pair => pair.Key.Public)];

    /// <summary>What the options and the service's own secret give: a configured key signs, and the service's own goes on checking.</summary>
    public static TicketKeyRing Of(TicketOptions options, ReadOnlySpan<byte> secret)
    {
        var own = TicketKey.FromSecret(secret);
        return options.SigningKey is { } signing
            ? new TicketKeyRing([signing, .. options.PreviousKeys, own])
            : new TicketKeyRing([own, .. options.PreviousKeys]);
    }

    public string Sign(TicketClaims claims)
    {
        var (key, algorithm) = _keys[0];
        var content = TicketCode.Write(claims, key.Public.Id);
        return Base32.Encode([.. content, .. algorithm.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)]);
    }

    /// <summary>Whether a code lets its bearer into an event now, as far as the code alone tells.</summary>
    /// <param name="code">The code as it was read.</param>
    /// <param name="expected">The event. Null: whichever the code names.</param>
    /// <param name="now">The time.</param>
    public TicketVerdict Check(string code, Identifiers.EventId? expected, DateTimeOffset now)
    {
        if (Base32.Decode(code.AsSpan().Trim()) is not { } bytes)
        {
            return new TicketVerdict(null, TicketFault.Malformed);
        }

        var (claims, keyId, fault) = TicketCode.Read(bytes);
        if (claims is null)
        {
            return new TicketVerdict(null, fault);
        }

        var (_, algorithm) = _keys.FirstOrDefault(pair => pair.Key.Public.Id == keyId);
        if (algorithm is null)
        {
            return new TicketVerdict(null, TicketFault.UnknownKey);
        }

        var signed = bytes.AsSpan(..^TicketCode.SignatureLength);
        return algorithm.VerifyData(signed, bytes.AsSpan(signed.Length), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            ? new TicketVerdict(claims, FaultOf(claims, expected, now))
            : new TicketVerdict(null, TicketFault.Forged);
    }

    public void Dispose()
    {
        foreach (var (_, algorithm) in _keys)
        {
            algorithm.Dispose();
        }
    }

    private static TicketFault FaultOf(TicketClaims claims, Identifiers.EventId? expected, DateTimeOffset now) =>
        expected is { } served && claims.TicketId.Event != served ? TicketFault.WrongEvent
        : now < claims.ValidFrom ? TicketFault.NotYetValid
        : now >= claims.ValidTo ? TicketFault.Expired
        : TicketFault.None;
}
