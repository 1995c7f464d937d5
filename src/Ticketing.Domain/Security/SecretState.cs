using Orleans;

namespace Ticketing.Security;

/// <summary>A secret; empty until it is first asked for.</summary>
[GenerateSerializer, Alias("ticketing.secret-state")]
public sealed class SecretState
{
    [Id(0)]
    public byte[] Secret { get; set; } = [];
}
