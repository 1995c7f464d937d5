using System.Text.Json;
using Ticketing.Tests.Deployment;
using Ticketing.Tests.Harness;
using Ticketing.Tests.HouseRules;

namespace Ticketing.Tests.Clients;

/// <summary>Clients that others generate from the OpenAPI document are complete: each sells seats, and compiles without an untyped member.</summary>
public sealed class GeneratedClientTests(RunningService service) : IClassFixture<RunningService>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-client-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NodeFact]
    public async Task The_document_has_no_fault_that_redocly_knows()
    {
        await RunAsync("node", Module("@redocly/cli/bin/cli.js"), "lint", await DocumentAsync(), "--extends", "recommended");
    }

    [NodeFact]
    public async Task A_TypeScript_client_sells_seats()
    {
        var document = await DocumentAsync();
        Directory.CreateSymbolicLink(Path.Combine(_folder, "node_modules"), Tool.Modules!);
        File.Copy(Path.Combine(Source.Root, "tests/Ticketing.Clients/walk.ts"), At("walk.ts"));
        await RunAsync("node", Module("openapi-typescript/bin/cli.js"), document, "-o", At("schema.d.ts"));
        await RunAsync(
            "node", Module("typescript/bin/tsc"), "--strict", "--skipLibCheck", "--target", "es2022", "--lib", "es2022,dom", "--module", "node16", "--moduleResolution", "node16",
            At("walk.ts"));
        Check(await RunAsync("node", At("walk.js"), service.Client.BaseAddress!.ToString().TrimEnd('/')), "stalls-A-1", "stalls-A-2");
    }

    [KiotaFact]
    public async Task A_CSharp_client_sells_seats()
    {
        File.Copy(Path.Combine(Source.Root, "tests/Ticketing.Clients/Walk.cs"), At("Walk.cs"));
        await File.WriteAllTextAsync(At("Walk.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Microsoft.Kiota.Http.HttpClientLibrary" Version="2.1.6" />
                <PackageReference Include="Microsoft.Kiota.Serialization.Form" Version="2.1.6" />
                <PackageReference Include="Microsoft.Kiota.Serialization.Json" Version="2.1.6" />
                <PackageReference Include="Microsoft.Kiota.Serialization.Multipart" Version="2.1.6" />
                <PackageReference Include="Microsoft.Kiota.Serialization.Text" Version="2.1.6" />
              </ItemGroup>
            </Project>
            """);
        await RunAsync(
            "kiota", "generate", "--language", "CSharp", "--class-name", "TicketingClient", "--namespace-name", "Ticketing.Client", "--openapi", await DocumentAsync(), "--output", At("Client"));
        Check(await RunAsync("dotnet", "run", "--project", At("Walk.csproj"), service.Client.BaseAddress!.ToString().TrimEnd('/')), "stalls-A-3", "stalls-A-4");
    }

    private static void Check(string printed, string first, string second)
    {
        using var walk = JsonDocument.Parse(printed.Trim().Split('\n')[^1]);
        Assert.True(walk.RootElement.GetProperty("over").GetBoolean());
        Assert.Equal("confirmed", walk.RootElement.GetProperty("status").GetString());
        Assert.Equal("50.00", walk.RootElement.GetProperty("amount").GetString());
        Assert.Equal([first, second], walk.RootElement.GetProperty("seats").EnumerateArray().Select(static seat => seat.GetString()));
        Assert.Equal(2, walk.RootElement.GetProperty("tickets").GetInt32());
    }

    private static string Module(string path) => Path.Combine(Tool.Modules!, path);

    private string At(string name) => Path.Combine(_folder, name);

    private async Task<string> DocumentAsync()
    {
        await File.WriteAllTextAsync(At("openapi.json"), await service.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));
        return At("openapi.json");
    }

    private static async Task<string> RunAsync(string name, params string[] arguments)
    {
        var (exitCode, printed, error) = await Tool.RunAsync(name, arguments);
        Assert.True(exitCode == 0, $"{name} {string.Join(' ', arguments)}:\n{printed}\n{error}");
        return printed;
    }

    /// <summary>A test that needs node and npm packages.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class NodeFactAttribute : FactAttribute
    {
        public NodeFactAttribute() => Skip = Tool.Without("node")
            ?? (Tool.Modules is null ? $"{Tool.ModulesVariable} does not name a folder with the npm packages that .ci/run installs." : null);
    }

    /// <summary>A test that needs Microsoft's client generator.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class KiotaFactAttribute : FactAttribute
    {
        public KiotaFactAttribute() => Skip = Tool.Without("kiota");
    }
}
