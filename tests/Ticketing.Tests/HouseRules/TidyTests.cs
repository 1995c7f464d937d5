using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ticketing.Tests.HouseRules;

/// <summary>What every file of the repository keeps to.</summary>
public sealed class TidyTests
{
    private const int MaxLines = 300;

    /// <summary>Types that share a file with another are tiny: a message, a marker, an enum.</summary>
    private const int MaxLinesOfSharedType = 16;

    private static readonly string[] BothEditions = ["src/Ticketing.Contracts", "src/Ticketing.Domain", "src/Ticketing.Grains", "src/Ticketing.Gateway"];

    [Fact]
    public void A_file_can_be_read_in_one_go() =>
        Holds(Source.Of("src", "tests"), static file => file.Lines > MaxLines, $"has more than {MaxLines} lines");

    [Fact]
    public void Nothing_is_left_for_later() =>
        Holds(Source.Of("src", "tests"), static file => Leftovers.Any(word => file.Text.Contains(word, StringComparison.Ordinal)), "leaves something undone");

    [Fact]
    public void A_public_type_has_a_file_of_its_own() =>
        Holds(Source.Of("src"), static file => file.PublicTypes.Select(LinesOf).Order().SkipLast(1).Any(static lines => lines > MaxLinesOfSharedType), "declares several public types");

    [Fact]
    public void The_same_source_is_compiled_for_both_editions()
    {
        Holds(Source.Of(BothEditions), static file => file.HasConditions, "is compiled in parts");
        Holds(Source.Of(BothEditions), static file => file.Uses("Orleans . Embedded") || file.Uses("GrainId"), "uses what one edition has alone");
    }

    [Theory]
    [InlineData("DateTime . UtcNow")]
    [InlineData("DateTime . Now")]
    [InlineData("DateTimeOffset . UtcNow")]
    [InlineData("Guid . NewGuid")]
    [InlineData("Random . Shared")]
    [InlineData("Task . Run")]
    [InlineData("Task . Delay")]
    [InlineData("Task . Factory")]
    [InlineData("ConfigureAwait ( false )")]
    [InlineData("ThreadStatic")]
    [InlineData("Thread . Sleep")]
    public void Grains_and_decisions_take_time_and_chance_as_given(string banned) =>
        Holds(Source.Of("src/Ticketing.Domain", "src/Ticketing.Grains"), file => file.Uses(banned), $"uses {banned}");

    [Fact]
    public void The_rules_see_what_breaks_them()
    {
        var bad = new SourceFile("bad.cs", """
            #if EMBEDDED
            using Orleans.Embedded;
            #endif
            public class A { object M() => System.DateTime.UtcNow; }
            public class B { }
            internal class C { void M() => N().ConfigureAwait(false); string S() => "Task.Run"; /* Task.Run */ }
            """);
        Assert.True(bad.HasConditions);
        Assert.True(bad.Uses("DateTime . UtcNow"));
        Assert.True(bad.Uses("ConfigureAwait ( false )"));
        Assert.False(bad.Uses("Task . Run"));
        Assert.Equal(2, bad.PublicTypes.Count);
        Assert.Equal(6, bad.Lines);
    }

    // Put together here, so that this file does not break its own rule.
    private static string[] Leftovers { get; } = ["TO" + "DO", "FIX" + "ME", "HA" + "CK:", "NotImplemented" + "Exception"];

    private static int LinesOf(BaseTypeDeclarationSyntax type)
    {
        var lines = type.GetLocation().GetLineSpan();
        return lines.EndLinePosition.Line - lines.StartLinePosition.Line + 1;
    }

    private static void Holds(IReadOnlyList<SourceFile> files, Func<SourceFile, bool> isBroken, string complaint)
    {
        var broken = files.Where(isBroken).Select(static file => file.Name).ToArray();
        Assert.True(broken.Length == 0, $"{string.Join(", ", broken)}: {complaint}.");
    }
}
