using Microsoft.CodeAnalysis;

namespace Ticketing.CodeGeneration;

/// <summary>The names that generator and runtime agree on.</summary>
internal static class Names
{
    public const string PersistedState = "Ticketing.Persistence.PersistedStateAttribute";
    public const string NotPersisted = "Ticketing.Persistence.NotPersistedAttribute";
    public const string Id = "Orleans.IdAttribute";
    public const string Namespace = "global::Ticketing.Persistence";

    /// <summary>With global:: and with the ? of nullable references, as a local's type is written.</summary>
    public static readonly SymbolDisplayFormat Annotated = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static bool Has(this ISymbol symbol, string attribute) => symbol.Find(attribute) is not null;

    public static AttributeData? Find(this ISymbol symbol, string attribute) =>
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == attribute);

    public static uint? IdOf(this ISymbol symbol) =>
        symbol.Find(Id) is { ConstructorArguments.Length: 1 } attribute ? attribute.ConstructorArguments[0].Value as uint? : null;

    /// <summary>Fully qualified without nullable marks.</summary>
    public static string Plain(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>Outer_Inner for a nested type.</summary>
    public static string Flat(this INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? $"{outer.Flat()}_{type.Name}" : type.Name;

    /// <summary>Beside the type, under a name that code in another assembly can derive.</summary>
    public static string CodecOf(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString() + ".";
        return $"global::{space}{type.Flat()}StateCodec";
    }
}
