using System.Xml.Linq;
using Ticketing.Tests.HouseRules;

namespace Ticketing.Tests.Deployment;

/// <summary>The Dockerfile, compared with the repository that it builds from.</summary>
public sealed class ImageTests
{
    private readonly Dockerfile _file = new();

    [Fact]
    public void What_is_copied_is_there_and_is_sent_to_the_builder()
    {
        var sent = File.ReadAllLines(Path.Combine(Source.Root, ".dockerignore")).Where(static line => line.StartsWith('!')).Select(static line => line[1..]).ToArray();
        var copied = _file.Instructions.SelectMany(Dockerfile.Sources).ToArray();
        Assert.NotEmpty(copied);
        Assert.All(copied, path => Assert.True(Path.Exists(Path.Combine(Source.Root, path)), $"{path} is not there."));
        Assert.All(copied, path => Assert.Contains(path.Split('/')[0], sent));
        Assert.All(sent, path => Assert.Contains(copied, copy => copy.Split('/')[0] == path));
    }

    [Fact]
    public void The_restore_layer_has_every_project_that_the_service_is_built_of()
    {
        var restore = Index("RUN", "dotnet restore");
        var before = _file.Instructions.Take(restore).SelectMany(Dockerfile.Sources).Where(static path => path.EndsWith(".csproj", StringComparison.Ordinal));
        Assert.Equal(Projects("src/Ticketing.Silo/Ticketing.Silo.csproj").Distinct().Order(), before.Order());
        Assert.True(Index("COPY", "src/ src/") > restore, "The code comes after what decides the packages.");
    }

    [Fact]
    public void The_service_is_published_for_the_images_platform_without_symbols_and_untrimmed()
    {
        Assert.Contains("--use-current-runtime", _file.Instructions[Index("RUN", "dotnet restore")].Value, StringComparison.Ordinal);
        var publish = _file.Instructions[Index("RUN", "dotnet publish")].Value;
        Assert.Contains("--use-current-runtime --no-restore", publish, StringComparison.Ordinal);
        Assert.Contains("-p:DebugType=none", publish, StringComparison.Ordinal);
        Assert.DoesNotContain("--self-contained", publish, StringComparison.Ordinal);
        Assert.DoesNotContain(_file.Instructions, static line => line.Value.Contains("Trimmed", StringComparison.Ordinal));
    }

    [Fact]
    public void The_image_runs_the_service_without_root_and_checks_its_health()
    {
        Assert.Equal("1654:1654", _file.Only("USER"));
        Assert.Equal("""["dotnet", "ticketing.dll"]""", _file.Only("ENTRYPOINT"));
        Assert.EndsWith("""CMD ["dotnet", "ticketing.dll", "health"]""", _file.Only("HEALTHCHECK"), StringComparison.Ordinal);

        // Rows of killed silos may cost a start a minute.
        Assert.Contains("--interval=10s --timeout=5s --start-period=90s --retries=3", _file.Only("HEALTHCHECK"), StringComparison.Ordinal);
        Assert.Equal("ticketing", typeof(RandomIdSource).Assembly.GetName().Name);
    }

    [Fact]
    public void The_image_sets_what_the_service_reads()
    {
        var variables = _file.Only("ENV").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=', 2))
            .ToDictionary(static pair => pair[0], static pair => pair[1].Trim('"'));
        KnownSettings.Accept([.. variables, .. KnownSettings.Secrets("Auth__SigningKey")]);
        Assert.Equal("http://+:8080", variables["ASPNETCORE_URLS"]);
        Assert.Equal("8080 11111", _file.Only("EXPOSE"));
        Assert.Contains(_file.Image, line => line.Name == "COPY" && line.Value.EndsWith(" " + variables["Storage__Path"], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("title")]
    [InlineData("description")]
    [InlineData("licenses")]
    [InlineData("version")]
    [InlineData("revision")]
    public void The_image_says_what_it_is(string label) =>
        Assert.Contains($"org.opencontainers.image.{label}=", _file.Only("LABEL"), StringComparison.Ordinal);

    /// <summary>A project and what it references.</summary>
    private static IEnumerable<string> Projects(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        var document = XDocument.Load(Path.Combine(Source.Root, project));
        var references = document.Descendants("ProjectReference")
            .Select(static reference => reference.Attribute("Include")?.Value)
            .OfType<string>()
            .Select(path => Path.GetRelativePath(Source.Root, Path.GetFullPath(Path.Combine(Source.Root, folder, path))))
            .Select(static path => path.Replace('\\', '/'));
        return references.Where(reference => reference != project).SelectMany(Projects).Prepend(project);
    }

    private int Index(string name, string start) =>
        _file.Instructions.Select(static (line, i) => (line, i)).Single(pair => pair.line.Name == name && pair.line.Value.StartsWith(start, StringComparison.Ordinal)).i;
}
