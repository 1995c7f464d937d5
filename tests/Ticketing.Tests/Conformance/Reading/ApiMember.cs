namespace Ticketing.Tests.Conformance.Reading;

/// <summary>
/// A member that other assemblies can use. <see cref="Signature"/> says everything about it but the annotations for
/// null, which are apart because a declaration without any agrees with all.
/// </summary>
internal sealed record ApiMember(string Name, string Signature, IReadOnlyList<string> Annotations)
{
    /// <summary>The annotation of something that was compiled without them.</summary>
    public const string Oblivious = "0";

    public bool AgreesOnNull(ApiMember other) =>
        Annotations.Count == other.Annotations.Count
        && Annotations.Zip(other.Annotations).All(static pair => pair.First == pair.Second || pair.Second == Oblivious);
}
