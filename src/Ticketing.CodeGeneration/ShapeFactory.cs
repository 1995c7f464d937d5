using Microsoft.CodeAnalysis;

namespace Ticketing.CodeGeneration;

/// <summary>Finds a type's wire form, or says why it has none.</summary>
internal static class ShapeFactory
{
    public static Shape? Create(ITypeSymbol type, out string problem)
    {
        problem = "";
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return OfNullable(nullable, out problem);
        }

        return OfScalar(type) ?? OfBlock(type) ?? OfComposite(type, out problem);
    }

    private static Shape? OfNullable(INamedTypeSymbol nullable, out string problem)
    {
        var inner = Create(nullable.TypeArguments[0], out problem);
        if (inner is null or Scalar or Nested)
        {
            return inner is null ? null : new Optional(nullable, inner);
        }

        problem = $"a nullable {nullable.TypeArguments[0].Name} can't be told from an empty one";
        return null;
    }

    private static Shape? OfComposite(ITypeSymbol type, out string problem)
    {
        problem = $"{type.ToDisplayString()} has no wire form";
        if (type is IArrayTypeSymbol { IsSZArray: true } array)
        {
            return OfSequence(type, SequenceKind.Array, array.ElementType, out problem);
        }

        if (type is not INamedTypeSymbol named)
        {
            return null;
        }

        if (named.Has(Names.PersistedState))
        {
            return new Nested(named);
        }

        return named.OriginalDefinition.ToDisplayString() switch
        {
            "System.Collections.Generic.List<T>" => OfSequence(type, SequenceKind.List, named.TypeArguments[0], out problem),
            "System.Collections.Immutable.ImmutableArray<T>" => OfSequence(type, SequenceKind.ImmutableArray, named.TypeArguments[0], out problem),
            "System.Collections.Generic.Dictionary<TKey, TValue>" => OfMap(named, out problem),
            _ => null,
        };
    }

    private static Shape? OfSequence(ITypeSymbol type, SequenceKind kind, ITypeSymbol element, out string problem) =>
        OfElement(element, out problem) is { } shape ? new Sequence(type, kind, shape) : null;

    private static Shape? OfMap(INamedTypeSymbol type, out string problem) =>
        OfElement(type.TypeArguments[0], out problem) is { } key && OfElement(type.TypeArguments[1], out problem) is { } value
            ? new Map(type, key, value)
            : null;

    private static Shape? OfElement(ITypeSymbol element, out string problem)
    {
        var shape = Create(element, out problem);
        if (shape is not null && (shape is Optional || element.NullableAnnotation == NullableAnnotation.Annotated))
        {
            problem = $"an element of a collection can't be null ({element.ToDisplayString()}); wrap it in a [PersistedState] type";
            return null;
        }

        return shape;
    }

    private static Shape? OfBlock(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_String } => new Block(type, BlockKind.String),
        IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_Byte } => new Block(type, BlockKind.Bytes),
        INamedTypeSymbol { TypeArguments.Length: 1 } named when named.TypeArguments[0].SpecialType == SpecialType.System_Byte
            && named.OriginalDefinition.ToDisplayString() == "System.Collections.Immutable.ImmutableArray<T>"
            => new Block(type, BlockKind.ImmutableBytes),
        _ => null,
    };

    private static Shape? OfScalar(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying })
        {
            return new Scalar(type, underlying.Name, "Varint", "{0} != default", underlying.Plain());
        }

        const string writer = $"!{Names.Namespace}.StateWriter";
        return type.SpecialType switch
        {
            SpecialType.System_Boolean => new Scalar(type, "Boolean", "Varint", "{0}"),
            SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16
                or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64
                => new Scalar(type, type.Name, "Varint", "{0} != 0"),
            SpecialType.System_Single => new Scalar(type, "Single", "Fixed32", writer + ".IsDefault({0})"),
            SpecialType.System_Double => new Scalar(type, "Double", "Fixed64", writer + ".IsDefault({0})"),
            SpecialType.System_Decimal => new Scalar(type, "Decimal", "Fixed128", writer + ".IsDefault({0})"),
            _ => type.ToDisplayString() switch
            {
                "System.Guid" => new Scalar(type, "Guid", "Fixed128", "{0} != default"),
                "System.UInt128" => new Scalar(type, "UInt128", "Fixed128", "{0} != default"),
                "System.DateTimeOffset" => new Scalar(type, "DateTimeOffset", "Fixed64", "{0}.UtcTicks != 0"),
                "System.TimeSpan" => new Scalar(type, "TimeSpan", "Varint", "{0}.Ticks != 0"),
                "System.DateOnly" => new Scalar(type, "DateOnly", "Varint", "{0}.DayNumber != 0"),
                _ => null,
            },
        };
    }
}
