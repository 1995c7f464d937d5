namespace Ticketing.Tests.Conformance.Reading;

/// <summary>A type in a signature: its full name without its assembly, and whether anything in it may be annotated as nullable.</summary>
internal readonly record struct TypeText(string Text, bool MayBeNull)
{
    public override string ToString() => Text;
}
