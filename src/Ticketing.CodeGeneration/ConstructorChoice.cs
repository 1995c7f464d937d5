using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ticketing.CodeGeneration;

/// <summary>How an instance is made again: which constructor, and by what way each other member is set.</summary>
internal static class ConstructorChoice
{
    public static IMethodSymbol? Choose(INamedTypeSymbol type, List<Member> members, List<Finding> findings)
    {
        var constructors = type.InstanceConstructors
            .Where(c => CodecFactory.IsAccessible(c) && !IsCopy(c, type))
            .ToList();
        var usable = constructors.Where(c => c.Parameters.All(p => IsFed(p, type))).ToList();
        var primary = MemberFinder.PrimaryConstructor(type);
        var chosen = usable.FirstOrDefault(c => SymbolEqualityComparer.Default.Equals(c, primary))
            ?? usable.OrderBy(c => members.Count(m => !IsBound(c, m) && !IsSettable(m.Symbol))).ThenBy(c => c.Parameters.Length).FirstOrDefault();
        if (chosen is null)
        {
            var unfed = constructors.SelectMany(c => c.Parameters).Where(p => !IsFed(p, type)).Select(p => p.Name).Distinct();
            var reason = constructors.Count == 0 ? "all are private" : "no such member: " + string.Join(", ", unfed);
            findings.Add(Finding.At(type, Rules.NoConstructor, type.Name, reason));
            return null;
        }

        foreach (var member in members)
        {
            Decide(member, chosen, isPrimary: SymbolEqualityComparer.Default.Equals(chosen, primary), findings);
        }

        return chosen;
    }

    private static void Decide(Member member, IMethodSymbol constructor, bool isPrimary, List<Finding> findings)
    {
        var syntax = member.Symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        member.IsRequired = IsRequired(syntax);
        var parameter = constructor.Parameters.FirstOrDefault(p => MemberFinder.Binds(p, member.Symbol));
        if (parameter is not null)
        {
            member.SetBy = SetBy.Constructor;
            member.InitialValue = InitialValue(parameter, member);
            return;
        }

        var bodyMaySet = !isPrimary && !constructor.IsImplicitlyDeclared;
        member.KeepsInitialValue = !member.IsRequired && (bodyMaySet || InitializerOf(syntax) is { } value && !IsEmpty(value, member));
        if (IsSettable(member.Symbol))
        {
            var initOnly = member.Symbol is IPropertySymbol { SetMethod.IsInitOnly: true };
            member.SetBy = !member.KeepsInitialValue ? SetBy.ObjectInitializer : initOnly ? SetBy.SetterAccessor : SetBy.Assignment;
        }
        else if (member.Symbol is IFieldSymbol || HasBackingField(member.Symbol))
        {
            member.SetBy = SetBy.FieldAccessor;
        }
        else if (member.Symbol is IPropertySymbol { SetMethod: not null })
        {
            member.SetBy = SetBy.SetterAccessor;
        }
        else
        {
            findings.Add(Finding.At(member.Symbol, Rules.UnreachableMember, member.Symbol.ContainingType.Name, member.Name, "is computed; remove [Id]"));
        }
    }

    private static bool IsCopy(IMethodSymbol constructor, INamedTypeSymbol type) =>
        constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type);

    private static bool IsFed(IParameterSymbol parameter, INamedTypeSymbol type) =>
        parameter.RefKind is RefKind.None or RefKind.In
        && type.GetMembers().Any(m => MemberFinder.IsCandidate(m) && MemberFinder.Binds(parameter, m));

    private static bool IsBound(IMethodSymbol constructor, Member member) => constructor.Parameters.Any(p => MemberFinder.Binds(p, member.Symbol));

    private static bool IsSettable(ISymbol symbol) => symbol switch
    {
        IPropertySymbol property => property.SetMethod is { } setter && CodecFactory.IsAccessible(setter),
        IFieldSymbol field => !field.IsReadOnly,
        _ => false,
    };

    private static bool HasBackingField(ISymbol property) => property.ContainingType.GetMembers().OfType<IFieldSymbol>()
        .Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));

    private static bool IsRequired(SyntaxNode? syntax)
    {
        var modifiers = syntax switch
        {
            PropertyDeclarationSyntax property => property.Modifiers,
            VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax field } => field.Modifiers,
            _ => default,
        };
        return modifiers.Any(static m => m.ValueText == "required");
    }

    private static ExpressionSyntax? InitializerOf(SyntaxNode? syntax) => syntax switch
    {
        PropertyDeclarationSyntax property => property.Initializer?.Value,
        VariableDeclaratorSyntax variable => variable.Initializer?.Value,
        _ => null,
    };

    /// <summary>An initializer that gives what a missing member gives anyway.</summary>
    private static bool IsEmpty(ExpressionSyntax value, Member member)
    {
        var text = value.ToString().TrimEnd('!');
        if (text is "null" or "default")
        {
            return true;
        }

        if (!member.EmptyIsDefault)
        {
            return false;
        }

        var isNew = value is BaseObjectCreationExpressionSyntax { Initializer: null } creation && creation.ArgumentList is null or { Arguments.Count: 0 };
        return text is "[]" or "\"\"" or "string.Empty" || (isNew && member.Shape is Map or Sequence { Kind: SequenceKind.List })
            || text.EndsWith(">.Empty", StringComparison.Ordinal) || text.StartsWith("Array.Empty<", StringComparison.Ordinal);
    }

    private static string? InitialValue(IParameterSymbol parameter, Member member)
    {
        if (!parameter.HasExplicitDefaultValue || parameter.ExplicitDefaultValue is not { } value)
        {
            return null;
        }

        var isZero = value switch
        {
            string text => text.Length == 0 && member.EmptyIsDefault,
            bool flag => !flag && member.Shape is not Optional,
            _ => Convert.ToDouble(value, CultureInfo.InvariantCulture) == 0 && member.Shape is not Optional,
        };
        var literal = SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false) + (value is decimal ? "m" : "");
        return isZero ? null : value is string ? literal : $"({member.Type.Plain()})({literal})";
    }
}
