namespace Ticketing.Tests.Conformance;

/// <summary>A base type or an interface of a real type that the embedded edition leaves out.</summary>
internal sealed record Omission(string Type, string Missing, string Reason)
{
    public static IReadOnlyList<Omission> All { get; } =
    [
    ];

    public override string ToString() => $"{Type}: {Missing}";
}
