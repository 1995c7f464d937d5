using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ticketing.Tests.HouseRules;

/// <summary>A C# file of the repository.</summary>
/// <param name="Name">Its path from the root.</param>
internal sealed record SourceFile(string Name, string Text)
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    /// <summary>The text without comments and without what strings say, so that words in prose break no rule.</summary>
    public string Code => string.Join(' ', Root.DescendantTokens()
        .Where(static token => !token.IsKind(SyntaxKind.StringLiteralToken) && !token.IsKind(SyntaxKind.InterpolatedStringTextToken))
        .Select(static token => token.Text));

    /// <param name="tokens">Tokens with a space between them.</param>
    public bool Uses(string tokens) => $" {Code} ".Contains($" {tokens} ", StringComparison.Ordinal);

    private SyntaxNode Root => CSharpSyntaxTree.ParseText(Text, Parsing).GetRoot();
}
