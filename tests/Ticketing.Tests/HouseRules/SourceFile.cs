using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ticketing.Tests.HouseRules;

/// <summary>A C# file of the repository.</summary>
/// <param name="Name">Its path from the root.</param>
internal sealed record SourceFile(string Name, string Text)
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    public int Lines => Text.AsSpan().Count('\n') + (Text.EndsWith('\n') ? 0 : 1);

    /// <summary>Lines with something on them that is neither a comment nor a brace alone.</summary>
    public int CodeLines => Text.Split('\n').Select(static line => line.Trim())
        .Count(static line => line.Length > 0 && line is not ("{" or "}" or "};" or "});") && !line.StartsWith("//", StringComparison.Ordinal));

    /// <summary>The text without comments and without what strings say, so that words in prose break no rule.</summary>
    public string Code => string.Join(' ', Root.DescendantTokens()
        .Where(static token => !token.IsKind(SyntaxKind.StringLiteralToken) && !token.IsKind(SyntaxKind.InterpolatedStringTextToken))
        .Select(static token => token.Text));

    /// <summary>True when a part of the file is compiled or not, as a symbol says.</summary>
    public bool HasConditions => Root.DescendantTrivia().Any(static trivia => trivia.IsKind(SyntaxKind.IfDirectiveTrivia));

    /// <summary>Types that are declared public, not within another.</summary>
    public IReadOnlyList<BaseTypeDeclarationSyntax> PublicTypes =>
    [
        .. Root.DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<BaseTypeDeclarationSyntax>()
            .Where(static type => type.Modifiers.Any(SyntaxKind.PublicKeyword)),
    ];

    /// <param name="tokens">Tokens with a space between them.</param>
    public bool Uses(string tokens) => $" {Code} ".Contains($" {tokens} ", StringComparison.Ordinal);

    private SyntaxNode Root => CSharpSyntaxTree.ParseText(Text, Parsing).GetRoot();
}
