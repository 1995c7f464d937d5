using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Ticketing.CodeGeneration;

/// <summary>A diagnostic without the syntax tree that a Location would keep alive.</summary>
internal sealed record Finding(DiagnosticDescriptor Rule, string Path, TextSpan Span, LinePositionSpan Lines, EquatableArray<string> Arguments)
{
    public static Finding At(ISymbol symbol, DiagnosticDescriptor rule, params string[] arguments)
    {
        var location = symbol.Locations.FirstOrDefault(static l => l.IsInSource);
        return new Finding(
            rule,
            location?.SourceTree?.FilePath ?? "",
            location?.SourceSpan ?? default,
            location?.GetLineSpan().Span ?? default,
            new EquatableArray<string>(arguments.ToImmutableArray()));
    }

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Rule, Path.Length == 0 ? Location.None : Location.Create(Path, Span, Lines), [.. Arguments]);
}
