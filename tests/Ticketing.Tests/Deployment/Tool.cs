using System.Diagnostics;
using Ticketing.Tests.HouseRules;

namespace Ticketing.Tests.Deployment;

/// <summary>A program that some machines have. Tests that need one say so, and are skipped, where it is missing.</summary>
internal static class Tool
{
    public const string ModulesVariable = "TICKETING_NODE_MODULES";

    public static string? WithoutKubectl { get; } = IsOnPath("kubectl") ? null : "kubectl is not on the PATH.";

    public static string? WithoutSchemas { get; } =
        WithoutKubectl
        ?? (IsOnPath("node") ? null : "node is not on the PATH.")
        ?? (Modules is null ? $"{ModulesVariable} does not name a folder with the npm packages that .ci/run installs." : null);

    /// <summary>Null where all of them are there.</summary>
    public static string? Without(params string[] names) => names.FirstOrDefault(static name => !IsOnPath(name)) is { } missing ? $"{missing} is not on the PATH." : null;

    public static string? Modules =>
        Environment.GetEnvironmentVariable(ModulesVariable) is { Length: > 0 } folder && Directory.Exists(Path.Combine(folder, "kubernetes-models")) ? folder : null;

    /// <summary>Runs a program in the repository's root: how it ended, and what it wrote.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string name, IEnumerable<string> arguments, string? input = null)
    {
        using var process = Process.Start(new ProcessStartInfo(name, arguments)
        {
            WorkingDirectory = Source.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            // One that hangs would outlive the test.
            process.Kill();
        }
    }

    private static bool IsOnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, name)) || File.Exists(Path.Combine(folder, name + ".exe")));
}
