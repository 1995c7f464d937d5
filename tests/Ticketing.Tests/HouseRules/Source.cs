namespace Ticketing.Tests.HouseRules;

/// <summary>The repository's files, for rules that hold over all of them.</summary>
internal static class Source
{
    public static string Root { get; } = FindRoot();

    /// <summary>The C# files under a folder, without what a build makes.</summary>
    public static IReadOnlyList<SourceFile> Of(params IEnumerable<string> folders)
    {
        SourceFile[] files =
        [
            .. from folder in folders
               from path in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
               let name = Path.GetRelativePath(Root, path).Replace('\\', '/')
               where !name.Contains("/obj/", StringComparison.Ordinal) && !name.Contains("/bin/", StringComparison.Ordinal)
               orderby name
               select new SourceFile(name, File.ReadAllText(path)),
        ];
        return files.Length > 0 ? files : throw new InvalidOperationException("There are no files: the rule would hold over nothing.");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ticketing.Orleans.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
