using Microsoft.CodeAnalysis;

namespace Ticketing.CodeGeneration;

/// <summary>How a type looks on the wire.</summary>
internal abstract record Shape(ITypeSymbol Type)
{
    /// <summary>The constant's name in WireType.</summary>
    public abstract string Wire { get; }

    public string WireConstant => $"{Names.Namespace}.WireType.{Wire}";

    /// <summary>Part of a helper method's name.</summary>
    public abstract string Label { get; }
}

/// <summary>One method pair of StateWriter and StateReader. An enum goes through its underlying type.</summary>
internal sealed record Scalar(ITypeSymbol Type, string Method, string WireName, string NotDefault, string? Cast = null) : Shape(Type)
{
    public override string Wire => WireName;

    public override string Label => Type.Name;
}

/// <summary>A string, or bytes as an array or ImmutableArray.</summary>
internal sealed record Block(ITypeSymbol Type, BlockKind Kind) : Shape(Type)
{
    public override string Wire => "Bytes";

    public override string Label => Kind.ToString();
}

internal enum BlockKind
{
    String,
    Bytes,
    ImmutableBytes,
}

internal sealed record Nested(INamedTypeSymbol State) : Shape(State)
{
    public override string Wire => "Group";

    public override string Label => State.Flat();

    public string Codec => Names.CodecOf(State);
}

internal enum SequenceKind
{
    List,
    Array,
    ImmutableArray,
}

internal sealed record Sequence(ITypeSymbol Type, SequenceKind Kind, Shape Element) : Shape(Type)
{
    public override string Wire => "Sequence";

    public override string Label => $"{Kind}Of{Element.Label}";
}

/// <summary>A sequence of groups, each with the key as member 1 and the value as member 2.</summary>
internal sealed record Map(ITypeSymbol Type, Shape Key, Shape Value) : Shape(Type)
{
    public override string Wire => "Sequence";

    public override string Label => $"DictionaryOf{Key.Label}To{Value.Label}";
}

internal sealed record Optional(ITypeSymbol Type, Shape Inner) : Shape(Type)
{
    public override string Wire => Inner.Wire;

    public override string Label => $"Optional{Inner.Label}";
}
