namespace Ticketing.Tests.Conformance;

/// <summary>A base type or an interface of a real type that the embedded edition leaves out.</summary>
internal sealed record Omission(string Type, string Missing, string Reason)
{
    public static IReadOnlyList<Omission> All { get; } =
    [
        new("Orleans.GrainTypeAttribute", "Orleans.Metadata.IGrainTypeProviderAttribute", ReadByTheRuntime),
        new("Orleans.Concurrency.ReentrantAttribute", "Orleans.Metadata.IGrainPropertiesProviderAttribute", ReadByTheRuntime),
        new("Orleans.Placement.PlacementAttribute", "Orleans.Metadata.IGrainPropertiesProviderAttribute", ReadByTheRuntime),
        new("Orleans.Runtime.PersistentStateAttribute", "Orleans.IFacetMetadata", ReadByTheRuntime),
        new("Orleans.Runtime.PersistentStateAttribute", "Orleans.Runtime.IPersistentStateConfiguration", ReadByTheRuntime),
        new("Orleans.DeactivationReason", "System.IEquatable`1<Orleans.DeactivationReason>", NotCompared),
        new("Orleans.Runtime.GrainTimerCreationOptions", "System.IEquatable`1<Orleans.Runtime.GrainTimerCreationOptions>", NotCompared),
        new("Orleans.Runtime.IGrainContext", "System.IEquatable`1<Orleans.Runtime.IGrainContext>", NotCompared),
        new("Orleans.Runtime.IGrainContext", "Orleans.Serialization.Invocation.ITargetHolder", "Requests get the grain handed to them."),
    ];

    private const string ReadByTheRuntime = "The attribute tells the runtime itself, not through Orleans' providers of properties.";

    private const string NotCompared = "Grains never compare them.";

    public override string ToString() => $"{Type}: {Missing}";
}
