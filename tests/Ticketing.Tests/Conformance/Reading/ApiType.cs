namespace Ticketing.Tests.Conformance.Reading;

/// <summary>A type that other assemblies can use.</summary>
/// <param name="Name">"Orleans.Runtime.IPersistentState`1".</param>
/// <param name="Kind">What it is, with its modifiers, attributes and type parameters.</param>
/// <param name="Base">Its base class; empty when it has none.</param>
internal sealed record ApiType(
    string Name, string Namespace, string Kind, string Base, IReadOnlySet<string> Interfaces, IReadOnlyList<ApiMember> Members);
