using System.Text.RegularExpressions;
using Ticketing.Tests.HouseRules;

namespace Ticketing.Tests.Deployment;

/// <summary>The instructions of the Dockerfile, in order; lines that go on are one.</summary>
internal sealed partial class Dockerfile
{
    public IReadOnlyList<(string Name, string Value)> Instructions { get; } =
    [
        .. from line in Continuation().Replace(File.ReadAllText(Path.Combine(Source.Root, "Dockerfile")), " ").Split('\n')
           where line.Length > 0 && line[0] != '#'
           let parts = line.Split(' ', 2)
           select (parts[0], parts[1].Trim()),
    ];

    /// <summary>The instructions from the last FROM on: the image that runs.</summary>
    public IReadOnlyList<(string Name, string Value)> Image =>
        [.. Instructions.Skip(Instructions.Select(static (line, i) => line.Name == "FROM" ? i : 0).Max())];

    /// <summary>What an instruction that copies from the repository names, without where it goes.</summary>
    public static IEnumerable<string> Sources((string Name, string Value) line) =>
        line.Name == "COPY" && !line.Value.Contains("--from=", StringComparison.Ordinal) ? line.Value.Split(' ')[..^1] : [];

    public string Only(string name) => Image.Single(line => line.Name == name).Value;

    [GeneratedRegex("\\s*\\\\\\n\\s*")]
    private static partial Regex Continuation();
}
