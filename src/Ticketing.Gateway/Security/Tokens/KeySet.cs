using System.Collections.Immutable;

namespace Ticketing.Security;

/// <summary>The keys of one moment. A rotation makes another set, so what was decided with this one can be told apart.</summary>
public sealed class KeySet(ImmutableArray<TokenKey> keys)
{
    public static KeySet Empty { get; } = new([]);

    public ImmutableArray<TokenKey> Keys { get; } = keys;

    /// <summary>
    /// Whether a key of that algorithm, and of that id where the token names one, has made the signature. A named key is
    /// the only one that is tried.
    /// </summary>
    public TokenFault Check(TokenAlgorithm algorithm, string? id, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        var fault = TokenFault.UnknownKey;
        foreach (var key in Keys)
        {
            if (key.Algorithm != algorithm || (id is not null && !string.Equals(key.Id, id, StringComparison.Ordinal)))
            {
                continue;
            }

            if (key.Verifies(signed, signature))
            {
                return TokenFault.None;
            }

            fault = TokenFault.BadSignature;
        }

        return fault;
    }
}
