using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ticketing.CodeGeneration;

/// <summary>How a value that was read gets into the instance.</summary>
internal enum SetBy
{
    Constructor,
    ObjectInitializer,
    Assignment,
    SetterAccessor,
    FieldAccessor,
}

/// <summary>One numbered field or property.</summary>
internal sealed class Member(ISymbol symbol, uint id, Shape shape)
{
    public ISymbol Symbol { get; } = symbol;

    public uint Id { get; } = id;

    public Shape Shape { get; } = shape;

    public ITypeSymbol Type => Shape.Type;

    public string Name => Symbol.Name;

    public string Escaped => SyntaxFacts.GetKeywordKind(Name) == SyntaxKind.None ? Name : "@" + Name;

    public string Local => "the" + Name;

    public string Presence => "has" + Name;

    public SetBy SetBy { get; set; }

    public bool IsRequired { get; set; }

    /// <summary>A constructor parameter's own default, where it is not the type's.</summary>
    public string? InitialValue { get; set; }

    /// <summary>A new instance may hold something here already, which a missing member must leave alone.</summary>
    public bool KeepsInitialValue { get; set; }

    /// <summary>A default could not be told from the initial value if it were omitted.</summary>
    public bool AlwaysWritten => InitialValue is not null || KeepsInitialValue;

    /// <summary>A collection or string that may not be null: missing means empty, so state that predates it is valid.</summary>
    public bool EmptyIsDefault => Shape switch
    {
        Block { Kind: BlockKind.ImmutableBytes } or Sequence { Kind: SequenceKind.ImmutableArray } => true,
        Block or Sequence or Map => Type.NullableAnnotation == NullableAnnotation.NotAnnotated,
        _ => false,
    };

    public bool CanBeNull => Shape is Optional || Type.IsReferenceType;
}
