using System.Diagnostics;

namespace Ticketing.Simulation;

/// <summary>
/// Shows that the simulation can fail: copies the sources aside, breaks them in one place, builds them, and runs seeds
/// until the broken promise is seen. The sources themselves are never touched.
/// </summary>
public static class VariantHunt
{
    private static readonly string[] Copied =
    [
        "src", "tests/Ticketing.Simulation", "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig",
    ];

    /// <summary>True when every variant was found within its number of seeds.</summary>
    public static bool Run(TextWriter output)
    {
        var root = FindRoot();
        var copy = Directory.CreateTempSubdirectory("ticketing-variants-").FullName;
        try
        {
            foreach (var part in Copied)
            {
                Copy(Path.Combine(root, part), Path.Combine(copy, part));
            }

            var all = true;
            foreach (var variant in Variant.All)
            {
                var watch = Stopwatch.StartNew();
                var (found, what) = Hunt(variant, copy);
                all &= found;
                output.WriteLine($"{(found ? "found" : "MISSED"),-7}{variant.Name}: {what} ({watch.Elapsed.TotalSeconds:n0} s)");
            }

            return all;
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static (bool Found, string What) Hunt(Variant variant, string copy)
    {
        var file = Path.Combine(copy, variant.File);
        var source = File.ReadAllText(file);
        if (source.Split(variant.Find).Length != 2)
        {
            return (false, $"{variant.File} does not have the piece that is to be broken exactly once: {variant.Find}");
        }

        File.WriteAllText(file, source.Replace(variant.Find, variant.Replace, StringComparison.Ordinal));
        try
        {
            // Broken code may leave something unused; that is not what is looked for.
            var build = Start("dotnet", "build tests/Ticketing.Simulation -c Release -v quiet -nologo -p:TreatWarningsAsErrors=false", copy);
            if (build.Exit != 0)
            {
                return (false, $"the variant does not build:\n{build.Output}");
            }

            var program = Path.Combine(copy, "tests/Ticketing.Simulation/bin/Embedded/Release/net10.0/Ticketing.Simulation.dll");
            var run = Start("dotnet", $"{program} --seeds {variant.Within} --stop", copy);
            var seeds = run.Output.Split('\n').FirstOrDefault(line => line.StartsWith("  seeds ", StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            var violation = run.Output.Split('\n').SkipWhile(line => !line.StartsWith("Seed ", StringComparison.Ordinal)).Skip(1).FirstOrDefault()?.Trim();
            return (run.Exit == 1 && violation is not null, $"{seeds} of at most {variant.Within:n0} seeds; {violation ?? "nothing was seen"}");
        }
        finally
        {
            File.WriteAllText(file, source);
        }
    }

    private static (int Exit, string Output) Start(string program, string arguments, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
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

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
            return;
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(from))
        {
            var name = Path.GetFileName(entry);
            if (name is not ("bin" or "obj"))
            {
                Copy(entry, Path.Combine(to, name));
            }
        }
    }
}
