using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Ticketing.Tests.Conformance.Reading;

namespace Ticketing.Tests.Conformance;

/// <summary>Compiles declarations in memory and reads them as an assembly would be read.</summary>
internal static class Compiled
{
    private const string Usings = """
        #nullable enable
        global using System;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly MetadataReference[] Framework =
    [
        .. Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System.*.dll")
            .Append(typeof(BinaryData).Assembly.Location)
            .DistinctBy(Path.GetFileName)
            .Where(IsManaged)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    public static IReadOnlyDictionary<string, ApiType> Read(IEnumerable<string> sources, string? reference = null, string usings = "")
    {
        var parsing = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = sources.Prepend($"{Usings}\n{usings}").Select(source => CSharpSyntaxTree.ParseText(source, parsing));
        var compilation = CSharpCompilation.Create(
            "Declarations",
            trees,
            reference is null ? Framework : Framework.Append(MetadataReference.CreateFromFile(reference)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(static found => found.Severity == DiagnosticSeverity.Error)));
        assembly.Position = 0;
        return ApiReader.Read(assembly);
    }

    private static bool IsManaged(string path)
    {
        using var stream = File.OpenRead(path);
        using var file = new System.Reflection.PortableExecutable.PEReader(stream);
        return file.HasMetadata;
    }
}
