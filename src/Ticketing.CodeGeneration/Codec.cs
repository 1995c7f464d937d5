namespace Ticketing.CodeGeneration;

/// <summary>What one persisted type came to. <paramref name="Source"/> is empty where there are findings.</summary>
internal sealed record Codec(string HintName, string TypeName, string CodecName, string Source, EquatableArray<Finding> Findings);
