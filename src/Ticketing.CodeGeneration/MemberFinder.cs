using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ticketing.CodeGeneration;

/// <summary>The numbered members of a type, in the order of their numbers.</summary>
internal static class MemberFinder
{
    // Three bits of a 32-bit tag are the wire type.
    private const uint LargestId = (1u << 29) - 1;

    public static List<Member> Find(INamedTypeSymbol type, List<Finding> findings)
    {
        var members = new List<Member>();
        foreach (var symbol in type.GetMembers())
        {
            if (!IsCandidate(symbol) || symbol.Has(Names.NotPersisted))
            {
                continue;
            }

            if (NumberOf(symbol) is { } id)
            {
                Add(symbol, id, members, findings);
            }
            else if (MustBeNumbered(symbol))
            {
                findings.Add(Finding.At(symbol, Rules.MissingId, type.Name, symbol.Name));
            }
        }

        members.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return members;
    }

    /// <summary>A struct that is default exactly if it writes nothing.</summary>
    public static bool IsPlainStruct(INamedTypeSymbol type)
    {
        if (type.IsReferenceType)
        {
            return false;
        }

        var numbered = type.GetMembers().Where(static m => IsCandidate(m) && NumberOf(m) is not null);
        return numbered.All(static m => ShapeFactory.Create(TypeOf(m), out _) switch
        {
            Scalar or Optional { Inner: Scalar } => true,
            Nested nested => IsPlainStruct(nested.State),
            _ => false,
        });
    }

    public static IMethodSymbol? PrimaryConstructor(INamedTypeSymbol type) => type.InstanceConstructors.FirstOrDefault(
        static c => c.DeclaringSyntaxReferences.Any(static r => r.GetSyntax() is TypeDeclarationSyntax));

    public static bool Binds(IParameterSymbol parameter, ISymbol member) =>
        string.Equals(parameter.Name, member.Name, StringComparison.OrdinalIgnoreCase)
        && SymbolEqualityComparer.Default.Equals(parameter.Type, TypeOf(member));

    public static ITypeSymbol TypeOf(ISymbol member) => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;

    public static bool IsCandidate(ISymbol symbol) => symbol switch
    {
        IPropertySymbol property => !property.IsStatic && !property.IsIndexer,
        IFieldSymbol field => !field.IsStatic && !field.IsConst && field.AssociatedSymbol is null && !field.IsImplicitlyDeclared,
        _ => false,
    };

    private static uint? NumberOf(ISymbol symbol) => symbol.IdOf() ?? BoundParameter(symbol)?.IdOf();

    private static IParameterSymbol? BoundParameter(ISymbol symbol) =>
        PrimaryConstructor(symbol.ContainingType)?.Parameters.FirstOrDefault(p => Binds(p, symbol));

    private static bool MustBeNumbered(ISymbol symbol) => CodecFactory.IsAccessible(symbol) && symbol switch
    {
        IPropertySymbol property => property.SetMethod is { } setter && CodecFactory.IsAccessible(setter)
            || BoundParameter(symbol) is not null,
        IFieldSymbol field => !field.IsReadOnly,
        _ => false,
    };

    private static void Add(ISymbol symbol, uint id, List<Member> members, List<Finding> findings)
    {
        var owner = symbol.ContainingType.Name;
        if (id > LargestId || members.Any(m => m.Id == id))
        {
            var problem = id > LargestId ? $"is above {LargestId}" : $"'{members.First(m => m.Id == id).Name}' has too";
            findings.Add(Finding.At(symbol, Rules.BadId, owner, symbol.Name, id.ToString(), problem));
            return;
        }

        if (!CodecFactory.IsAccessible(symbol) || symbol is IPropertySymbol { GetMethod: var getter } && (getter is null || !CodecFactory.IsAccessible(getter)))
        {
            findings.Add(Finding.At(symbol, Rules.UnreachableMember, owner, symbol.Name, "generated code can't read it; make it public or internal"));
            return;
        }

        var shape = ShapeFactory.Create(TypeOf(symbol), out var problemOfType);
        if (shape is null)
        {
            findings.Add(Finding.At(symbol, Rules.UnsupportedMember, owner, symbol.Name, problemOfType));
            return;
        }

        members.Add(new Member(symbol, id, shape));
    }
}
