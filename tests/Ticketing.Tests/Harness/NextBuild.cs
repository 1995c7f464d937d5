using System.Diagnostics;
using Ticketing.Bookings;
using Ticketing.Tests.HouseRules;

namespace Ticketing.Tests.Harness;

/// <summary>
/// A copy of this build, as the next release could be: bookings are asked for by a method that this one lacks, and their view
/// has a member more. Only the contracts are compiled anew; everything else is this build's.
/// </summary>
internal sealed class NextBuild : IDisposable
{
    private static readonly string[] BuildFiles = ["global.json", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", ".editorconfig", "src/BannedSymbols.txt"];

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-next-").FullName;

    private NextBuild()
    {
    }

    public string Program => Path.Combine(_folder, "app", Path.GetFileName(typeof(RandomIdSource).Assembly.Location));

    public static async Task<NextBuild> MakeAsync()
    {
        NextBuild build = new();
        try
        {
            build.CopySources();

            // The earlier name goes on answering, as in any build that runs beside an earlier one.
            build.Replace("Bookings/BookingGrains.cs", "[Alias(\"get\")]\n    Task<BookingView?> Get();", """
                [Alias("get")]
                Task<BookingView?> GetAsEarlierBuildsDo() => Get();

                [Alias("get-2")]
                Task<BookingView?> Get();
                """);
            build.Replace("Bookings/BookingViews.cs", "record BookingView\n{\n", """
                record BookingView
                {
                    [Id(1_000)]
                    public string Younger { get; init; } = "not known to earlier builds";


                """);
            await build.CompileAsync();
            return build;
        }
        catch
        {
            build.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string ContractsName => typeof(BookingView).Assembly.GetName().Name!;

    private string Contracts => Path.Combine(_folder, "src", ContractsName);

    private void CopySources()
    {
        var contracts = Path.Combine(Source.Root, "src", ContractsName);
        var sources = Directory.EnumerateFiles(contracts, "*.cs*", SearchOption.AllDirectories)
            .Select(static path => Path.GetRelativePath(Source.Root, path))
            .Where(static path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));
        foreach (var path in sources.Concat(BuildFiles))
        {
            var copy = Path.Combine(_folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Source.Root, path), copy);
        }
    }

    private void Replace(string path, string text, string replacement)
    {
        path = Path.Combine(Contracts, path);
        var before = File.ReadAllText(path);
        Assert.Equal(2, before.Split(text).Length);
        File.WriteAllText(path, before.Replace(text, replacement, StringComparison.Ordinal));
    }

    private async Task CompileAsync()
    {
        using var compiler = Process.Start(new ProcessStartInfo("dotnet", ["build", Contracts, "-c", "Release", "-o", Path.Combine(_folder, "contracts"), "-v", "quiet", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
        })!;
        var said = await compiler.StandardOutput.ReadToEndAsync();
        await compiler.WaitForExitAsync();
        Assert.True(compiler.ExitCode == 0, said);

        Directory.CreateDirectory(Path.GetDirectoryName(Program)!);
        var app = Path.GetDirectoryName(typeof(RandomIdSource).Assembly.Location)!;
        foreach (var path in Directory.EnumerateFiles(app, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder, "app", Path.GetRelativePath(app, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }

        File.Copy(Path.Combine(_folder, "contracts", $"{ContractsName}.dll"), Path.Combine(_folder, "app", $"{ContractsName}.dll"), overwrite: true);
    }
}
