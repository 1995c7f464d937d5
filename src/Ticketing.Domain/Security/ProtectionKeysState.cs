using Orleans;

namespace Ticketing.Security;

/// <summary>Data protection keys, by the names that the framework gives them. One comes in three months, none goes.</summary>
[GenerateSerializer, Alias("ticketing.protection-keys-state")]
public sealed class ProtectionKeysState
{
    [Id(0)]
    public Dictionary<string, string> Keys { get; set; } = [];
}
