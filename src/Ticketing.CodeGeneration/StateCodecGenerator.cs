using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Ticketing.CodeGeneration;

/// <summary>Writes a codec beside each [PersistedState] type, and the module initializer that registers them.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class StateCodecGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var codecs = context.SyntaxProvider.ForAttributeWithMetadataName(
            Names.PersistedState,
            static (_, _) => true,
            static (target, cancellation) => CodecFactory.Create((INamedTypeSymbol)target.TargetSymbol, cancellation));

        context.RegisterSourceOutput(codecs, static (output, codec) =>
        {
            foreach (var finding in codec.Findings)
            {
                output.ReportDiagnostic(finding.ToDiagnostic());
            }

            if (codec.Findings.IsEmpty)
            {
                output.AddSource(codec.HintName, SourceText.From(codec.Source, Encoding.UTF8));
            }
        });

        var registrations = codecs
            .Where(static codec => codec.Findings.IsEmpty)
            .Select(static (codec, _) => (codec.TypeName, codec.CodecName))
            .Collect();
        context.RegisterSourceOutput(registrations, static (output, found) =>
        {
            if (!found.IsEmpty)
            {
                output.AddSource("StateCodecs.g.cs", SourceText.From(Registration(found), Encoding.UTF8));
            }
        });
    }

    private static string Registration(ImmutableArray<(string TypeName, string CodecName)> codecs)
    {
        var code = new CodeWriter();
        code.Header();
        code.Block("file static class StateCodecs", () =>
        {
            code.Line("// A library may not normally use a module initializer; this one only fills static holders.");
            code.Line("#pragma warning disable CA2255");
            code.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
            code.Block("internal static void Register()", () =>
            {
                foreach (var (typeName, codecName) in codecs.OrderBy(static c => c.TypeName, StringComparer.Ordinal))
                {
                    code.Line($"{Names.Namespace}.StateCodec<{typeName}>.Register(new {codecName}());");
                }
            });
        });
        return code.ToString();
    }
}
