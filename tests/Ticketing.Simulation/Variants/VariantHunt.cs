using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Ticketing.Simulation;

/// <summary>
/// Shows that the simulation can fail: compiles the code once more with one place broken, puts that assembly beside a copy
/// of the built simulation, and runs seeds until the broken promise is seen. The sources themselves are never touched.
/// </summary>
public static class VariantHunt
{
    private static readonly string Built = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
    private static readonly string Configuration = Path.GetFileName(Path.GetDirectoryName(Built))!;
    private static readonly string Root = FindRoot();

    /// <summary>True when every variant was found within its number of seeds.</summary>
    /// <param name="output">Takes a line for each.</param>
    /// <param name="part">Looks for those alone that have it in their names. Empty: all.</param>
    public static bool Run(TextWriter output, string part)
    {
        ConcurrentDictionary<string, Lazy<ProjectCompiler>> compilers = new();
        ConcurrentBag<bool> found = [];
        Parallel.ForEach(
            Partitioner.Create(Variant.All.Where(variant => variant.Name.Contains(part, StringComparison.Ordinal)), EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            variant =>
            {
                var watch = Stopwatch.StartNew();
                var compiler = compilers.GetOrAdd(variant.Project, static project => new(() => ProjectCompiler.Of(Path.Combine(Root, project), Configuration))).Value;
                var (isFound, what) = Hunt(variant, compiler);
                found.Add(isFound);
                lock (output)
                {
                    output.WriteLine($"{(isFound ? "found" : "MISSED"),-7}{variant.Name}: {what} ({watch.Elapsed.TotalSeconds:n0} s)");
                }
            });
        return !found.IsEmpty && found.All(static isFound => isFound);
    }

    private static (bool Found, string What) Hunt(Variant variant, ProjectCompiler compiler)
    {
        var file = Path.Combine(Root, variant.File);
        var source = File.ReadAllText(file);
        if (source.Split(variant.Find).Length != 2)
        {
            return (false, $"{variant.File} does not have the piece that is to be broken exactly once: {variant.Find}");
        }

        var copy = Directory.CreateTempSubdirectory("ticketing-variant-").FullName;
        try
        {
            foreach (var part in Directory.EnumerateFiles(Path.Combine(Root, "tests/Ticketing.Simulation/bin", Configuration, Path.GetFileName(Built))))
            {
                File.Copy(part, Path.Combine(copy, Path.GetFileName(part)));
            }

            if (compiler.Compile(file, source.Replace(variant.Find, variant.Replace, StringComparison.Ordinal), Path.Combine(copy, compiler.Assembly)) is { } problem)
            {
                return (false, $"the variant does not compile:\n{problem}");
            }

            return Look(copy, variant.Seed, 1) is { } seen ? OfItsOwn(seen.Seed, seen.What)
                : Look(copy, 1, variant.Within) is { } later ? OfItsOwn(later.Seed, $"{later.What} (seed {variant.Seed} found nothing any more)")
                : (false, $"nothing was seen in {variant.Within:n0} seeds");
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    /// <summary>What a seed finds in unbroken code too says nothing about the variant.</summary>
    private static (bool Found, string What) OfItsOwn(ulong seed, string what) => Simulation.Run.Of(new RunOptions(seed)).Violations is [var violation, ..]
        ? (false, $"seed {seed} breaks a promise without the variant, too: {violation}")
        : (true, $"seed {seed}; {what}");

    /// <summary>The first seed that finds something, and what. Null: none does.</summary>
    private static (ulong Seed, string What)? Look(string folder, int from, int seeds)
    {
        var (exit, output) = Command.Run(
            "dotnet", [Path.Combine(folder, "Ticketing.Simulation.dll"), "--from", $"{from}", "--seeds", $"{seeds}", "--stop", "--unreduced", "--threads", "1"], folder);
        var lines = output.Split('\n').SkipWhile(static line => !line.StartsWith("Seed ", StringComparison.Ordinal)).Take(2).ToArray();
        return exit == 1 && lines.Length == 2 ? (ulong.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), lines[1].Trim()) : null;
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Ticketing.Orleans.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException(
                "The sources are not above the program; run it from a clone, by 'dotnet run --project tests/Ticketing.Simulation -- variants'.");
        }

        return folder;
    }
}
