using Orleans;
using Orleans.Runtime;
using Ticketing.Identifiers;

namespace Ticketing.Security;

/// <summary>Draws a secret when it is first asked for, and keeps it before it tells.</summary>
[GrainType("ticketing.secret")]
public sealed class SecretGrain : Grain, ISecretGrain
{
    private const int Length = 32;

    private readonly Durable<SecretState> _secret;
    private readonly IIdSource _ids;

    public SecretGrain([PersistentState("secret")] IPersistentState<SecretState> state, IIdSource ids)
    {
        _secret = new Durable<SecretState>(state, this);
        _ids = ids;
    }

    public async Task<byte[]> Get()
    {
        if (_secret.Value.Secret.Length == 0)
        {
            var secret = new byte[Length];
            _ids.Fill(secret);
            _secret.Value.Secret = secret;
            await _secret.Changed();
        }

        return [.. _secret.Value.Secret];
    }
}
