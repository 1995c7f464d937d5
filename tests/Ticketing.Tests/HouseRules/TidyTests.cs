namespace Ticketing.Tests.HouseRules;

/// <summary>What every file of the repository keeps to.</summary>
public sealed class TidyTests
{
    [Fact]
    public void Nothing_is_left_for_later() =>
        Holds(Source.Of("src", "tests"), static file => Leftovers.Any(word => file.Text.Contains(word, StringComparison.Ordinal)), "leaves something undone");

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
    public void Style_sheets_close_what_they_open()
    {
        var sheets = Directory.EnumerateFiles(Path.Combine(Source.Root, "src/Ticketing.Web/wwwroot"), "*.css", SearchOption.AllDirectories).ToArray();
        Assert.NotEmpty(sheets);
        Assert.All(sheets, static sheet =>
        {
            var text = File.ReadAllText(sheet);
            Assert.Equal(text.Count(static letter => letter == '{'), text.Count(static letter => letter == '}'));

            // What is not nested begins at the margin, so a rule that is left open shows at the next one.
            Assert.DoesNotMatch(@"\n  [^\n{}]*;\n+[^\s}/@][^\n]*\{", text);
        });
    }

    [Fact]
    public void The_rules_see_what_breaks_them()
    {
        var bad = new SourceFile("bad.cs", """
            class A { object M() => System.DateTime.UtcNow; }
            class C { void M() => N().ConfigureAwait(false); string S() => "Task.Run"; /* Task.Run */ }
            """);
        Assert.True(bad.Uses("DateTime . UtcNow"));
        Assert.True(bad.Uses("ConfigureAwait ( false )"));
        Assert.False(bad.Uses("Task . Run"));
    }

    // Put together here, so that this file does not break its own rule.
    private static string[] Leftovers { get; } = ["TO" + "DO", "FIX" + "ME", "HA" + "CK:", "NotImplemented" + "Exception"];

    private static void Holds(IReadOnlyList<SourceFile> files, Func<SourceFile, bool> isBroken, string complaint)
    {
        var broken = files.Where(isBroken).Select(static file => file.Name).ToArray();
        Assert.True(broken.Length == 0, $"{string.Join(", ", broken)}: {complaint}.");
    }
}
