using System.Text.RegularExpressions;

namespace Ticketing.Tests.HouseRules;

/// <summary>Links of the documents lead to files that are there, and to headings in them.</summary>
public sealed partial class DocumentLinkTests
{
    [Fact]
    public void Every_link_leads_to_a_file_and_a_heading_that_are_there()
    {
        string[] documents = [.. Directory.EnumerateFiles(Source.Root, "*.md"), .. new[] { "docs", "requests" }.SelectMany(static folder =>
            Directory.EnumerateFiles(Path.Combine(Source.Root, folder), "*.md", SearchOption.AllDirectories))];
        List<string> broken = [];
        foreach (var document in documents)
        {
            foreach (Match link in Link().Matches(File.ReadAllText(document)))
            {
                var (path, heading) = (link.Groups["path"].Value, link.Groups["heading"].Value);
                var target = path.Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, path);
                if (!Path.Exists(target) || (heading.Length > 0 && !Headings(target).Contains(heading)))
                {
                    broken.Add($"{Path.GetRelativePath(Source.Root, document)}: {link.Value}");
                }
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    /// <summary>Headings as links name them.</summary>
    private static IEnumerable<string> Headings(string document) => Heading().Matches(File.ReadAllText(document))
        .Select(static heading => NoLetter().Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?!https?:)(?<path>[^)#\s]*)#?(?<heading>[^)\s]*)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}_ -]")]
    private static partial Regex NoLetter();
}
