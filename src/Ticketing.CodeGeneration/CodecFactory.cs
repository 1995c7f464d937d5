using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ticketing.CodeGeneration;

/// <summary>From a type to its codec's source, or to what is wrong with it.</summary>
internal static class CodecFactory
{
    public static Codec Create(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        CheckForm(type, findings);
        cancellation.ThrowIfCancellationRequested();
        var source = findings.Count == 0 ? Generate(type, findings) : "";
        var hint = type.ToDisplayString().Replace('<', '_').Replace('>', '_') + ".StateCodec.g.cs";
        return new Codec(hint, type.Plain(), Names.CodecOf(type), source, new EquatableArray<Finding>(findings.ToImmutableArray()));
    }

    private static string Generate(INamedTypeSymbol type, List<Finding> findings)
    {
        var members = MemberFinder.Find(type, findings);
        if (findings.Count > 0)
        {
            return "";
        }

        var constructor = ConstructorChoice.Choose(type, members, findings);
        return constructor is null || findings.Count > 0 ? "" : new CodecEmitter(type, members, constructor).Emit();
    }

    private static void CheckForm(INamedTypeSymbol type, List<Finding> findings)
    {
        void Refuse(string form, string remedy) => findings.Add(Finding.At(type, Rules.UnsupportedType, type.Name, form, remedy));

        if (type.IsAbstract || type.IsStatic || type.IsRefLikeType)
        {
            Refuse("abstract, static or a ref struct", "mark the concrete type");
        }
        else if (type.IsGenericType)
        {
            Refuse("generic", "write out the types that are stored");
        }
        else if (type is { IsReferenceType: true, BaseType.SpecialType: not SpecialType.System_Object })
        {
            Refuse("derived from another type", "hold the other type as a member");
        }
        else if (!IsReachable(type))
        {
            Refuse("not visible to generated code", "make it and the types around it public or internal");
        }
    }

    private static bool IsReachable(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (!IsAccessible(current) || IsFileLocal(current))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsAccessible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;

    private static bool IsFileLocal(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(
        static r => r.GetSyntax() is BaseTypeDeclarationSyntax declaration && declaration.Modifiers.Any(static m => m.ValueText == "file"));
}
