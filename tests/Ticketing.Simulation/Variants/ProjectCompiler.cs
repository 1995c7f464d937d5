using System.Text.Json;

namespace Ticketing.Simulation;

/// <summary>Compiles one project as its last build did, with one source file in another form. Nothing of the clone is written.</summary>
internal sealed class ProjectCompiler
{
    private readonly string _folder;
    private readonly string _compiler;
    private readonly string[] _arguments;

    private ProjectCompiler(string folder, string compiler, string[] arguments)
    {
        _folder = folder;
        _compiler = compiler;
        _arguments = arguments;
    }

    /// <summary>The name of the assembly that the project builds.</summary>
    public string Assembly => $"{Path.GetFileName(_folder)}.dll";

    /// <summary>Asks the build how it would call the compiler.</summary>
    public static ProjectCompiler Of(string folder, string configuration)
    {
        var (exit, output) = Command.Run(
            "dotnet",
            [
                "msbuild", Path.Combine(folder, $"{Path.GetFileName(folder)}.csproj"), "-t:Compile", $"-p:Configuration={configuration}", "-p:DesignTimeBuild=true",
                "-p:BuildProjectReferences=false", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-getItem:CscCommandLineArgs", "-getProperty:RoslynTargetsPath",
            ],
            folder);
        if (exit != 0)
        {
            throw new InvalidOperationException($"{folder} can't be asked for its compiler's arguments:\n{output}");
        }

        using var answer = JsonDocument.Parse(output);
        var compiler = Path.Combine(answer.RootElement.GetProperty("Properties").GetProperty("RoslynTargetsPath").GetString()!, "bincore", "csc.dll");
        var arguments = answer.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray().Select(static item => item.GetProperty("Identity").GetString()!);
        return new ProjectCompiler(folder, compiler, [.. arguments.Where(IsWanted)]);
    }

    /// <summary>Null: it compiled, into <paramref name="output"/>. Else what the compiler said.</summary>
    public string? Compile(string file, string content, string output)
    {
        var scratch = Directory.CreateTempSubdirectory("ticketing-variant-").FullName;
        try
        {
            var replaced = Path.Combine(scratch, Path.GetFileName(file));
            File.WriteAllText(replaced, content);
            var relative = Path.GetRelativePath(_folder, file).Replace('\\', '/');
            if (!_arguments.Contains(relative))
            {
                return $"{relative} is not compiled.";
            }

            var response = Path.Combine(scratch, "arguments.rsp");
            File.WriteAllLines(response, _arguments.Select(argument => argument == relative ? replaced : argument).Append($"/out:{output}").Select(Quoted));

            // The compiler's server stays, as after any build; it has Orleans' generator at hand.
            var (exit, said) = Command.Run("dotnet", [_compiler, "-noconfig", "-shared", $"@{response}"], _folder);
            return exit == 0 ? null : said;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>Broken code may leave something unused; that is not what is looked for.</summary>
    private static bool IsWanted(string argument) =>
        argument != "/noconfig" && !argument.StartsWith("/out:", StringComparison.Ordinal) && !argument.StartsWith("/refout:", StringComparison.Ordinal)
        && !argument.StartsWith("/warnaserror", StringComparison.Ordinal);

    private static string Quoted(string argument) => argument.Contains(' ', StringComparison.Ordinal) && !argument.Contains('"', StringComparison.Ordinal) ? $"\"{argument}\"" : argument;
}
