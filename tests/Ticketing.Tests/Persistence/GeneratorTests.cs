using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Orleans;
using Ticketing.CodeGeneration;
using Ticketing.Persistence;

namespace Ticketing.Tests.Persistence;

/// <summary>What can't be persisted stops the build, and says what to do.</summary>
public sealed class GeneratorTests
{
    [Theory]
    [InlineData("public class S { [Id(0)] public object? Thing { get; set; } }", "STATE001", "'S.Thing'")]
    [InlineData("public class S { [Id(0)] public System.DateTime At { get; set; } }", "STATE001", "System.DateTime has no wire form")]
    [InlineData("public class S { [Id(0)] public int[,] Grid { get; set; } = new int[0, 0]; }", "STATE001", "'S.Grid'")]
    [InlineData("public class S { [Id(0)] public System.Collections.Generic.List<string?> Names { get; set; } = new(); }", "STATE001", "can't be null")]
    [InlineData("public class S { [Id(0)] public System.Collections.Generic.List<int?> Numbers { get; set; } = new(); }", "STATE001", "can't be null")]
    [InlineData("public class S { [Id(0)] public System.Collections.Immutable.ImmutableArray<int>? Numbers { get; set; } }", "STATE001", "can't be told from an empty one")]
    [InlineData("public class S { [Id(3)] public int A { get; set; } [Id(3)] public int B { get; set; } }", "STATE002", "'A' has too")]
    [InlineData("public class S { [Id(536870912)] public int A { get; set; } }", "STATE002", "is above 536870911")]
    [InlineData("public class S { [Id(0)] public int A { get; set; } public int B { get; set; } }", "STATE003", "'S.B' would be lost")]
    [InlineData("public class S { public int B; }", "STATE003", "'S.B' would be lost")]
    [InlineData("public record S([property: Id(0)] int A, int B);", "STATE003", "'S.B' would be lost")]
    [InlineData("public class S { public S(int other) { } [Id(0)] public int A { get; } }", "STATE004", "no such member: other")]
    [InlineData("public class S { private S() { } [Id(0)] public int A { get; set; } }", "STATE004", "all are private")]
    [InlineData("public abstract class S { }", "STATE005", "abstract")]
    [InlineData("public class S<T> { }", "STATE005", "generic")]
    [InlineData("public class S : System.Exception { }", "STATE005", "derived")]
    [InlineData("public class Outer { [PersistedState] private class S { } } public class T { }", "STATE005", "not visible")]
    [InlineData("public class S { [Id(0)] private int _a; }", "STATE006", "can't read it")]
    [InlineData("public class S { [Id(0)] public int A => 1; }", "STATE006", "computed")]
    public void A_state_that_cannot_be_stored_is_a_build_error(string declaration, string rule, string message)
    {
        var (diagnostics, _) = Run(declaration);
        var found = Assert.Single(diagnostics);
        Assert.Equal(rule, found.Id);
        Assert.Equal(DiagnosticSeverity.Error, found.Severity);
        Assert.Contains(message, found.GetMessage(null), StringComparison.Ordinal);
        Assert.True(found.Location.GetLineSpan().IsValid);
    }

    [Theory]
    [InlineData("public class S { [Id(0)] public int A { get; set; } [NotPersisted] public object? B { get; set; } public int C => 1; }")]
    [InlineData("public record struct S([Id(0)] int A, [property: Id(1)] string? B);")]
    [InlineData("public class S { [Id(0)] public Ticketing.Tests.Persistence.SeatId Seat { get; set; } }")]
    public void A_state_that_can_be_stored_gets_its_codec(string declaration)
    {
        var (diagnostics, sources) = Run(declaration);
        Assert.Empty(diagnostics);
        Assert.Equal(["S.StateCodec.g.cs", "StateCodecs.g.cs"], sources.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_type_of_another_assembly_is_written_by_its_own_codec()
    {
        var (_, sources) = Run("public class S { [Id(0)] public Ticketing.Tests.Persistence.SeatId Seat { get; set; } }");
        var source = sources["S.StateCodec.g.cs"];
        Assert.Contains("global::Ticketing.Tests.Persistence.SeatIdStateCodec.Write(ref writer, value.Seat)", source, StringComparison.Ordinal);
        Assert.Contains("writer.DropEmptyGroup(0, startOfSeat)", source, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_source_gives_the_same_code()
    {
        const string declaration = "public class S { [Id(1)] public int B { get; set; } [Id(0)] public int A { get; set; } }";
        Assert.Equal(Run(declaration).Sources, Run(declaration).Sources);
    }

    private static (IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyDictionary<string, string> Sources) Run(string declaration)
    {
        var marked = declaration.Contains("[PersistedState]", StringComparison.Ordinal) ? declaration : "[PersistedState] " + declaration;
        var source = "#nullable enable\nusing Orleans; using Ticketing.Persistence;\n" + marked;
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var own = new[] { typeof(IdAttribute), typeof(PersistedStateAttribute), typeof(SeatId) }.Select(static t => t.Assembly.Location);
        var compilation = CSharpCompilation.Create(
            "States",
            [CSharpSyntaxTree.ParseText(source, path: "S.cs")],
            trusted.Union(own).Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var result = CSharpGeneratorDriver.Create(new StateCodecGenerator()).RunGenerators(compilation).GetRunResult();
        return (result.Diagnostics, result.GeneratedTrees.ToDictionary(static t => Path.GetFileName(t.FilePath), static t => t.ToString()));
    }
}
