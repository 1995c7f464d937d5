using System.Reflection;
using Orleans.Embedded;
using Ticketing.Tests.Conformance.Reading;

namespace Ticketing.Tests.Conformance;

/// <summary>
/// Grain code compiles unchanged against Orleans because <c>Orleans.Embedded</c> declares what it declares as Orleans
/// 10.4.2 does. The abstractions are compared with the real assembly, the rest with what its source says.
/// </summary>
public sealed class ConformanceTests
{
    private static readonly string RealPath = Metadata("OrleansAbstractions");

    private static readonly IReadOnlyDictionary<string, ApiType> Real = ApiReader.Read(RealPath);

    private static readonly IReadOnlyDictionary<string, ApiType> WrittenDown = Compiled.Read(
        Elsewhere.All.Select(static declaration => declaration.Code), RealPath, "global using Orleans.Runtime;");

    private static readonly ApiType[] Declared =
    [
        .. ApiReader.Read(typeof(EmbeddedSilo).Assembly.Location).Values.Where(static type => IsOrleans(type.Namespace)),
    ];

    private static readonly HashSet<string> Omitted = [.. Omission.All.Select(static omission => omission.ToString())];

    [Fact]
    public void What_the_abstractions_own_is_declared_as_they_declare_it() =>
        Report(Declared.Where(static type => !WrittenDown.ContainsKey(type.Name)), Real);

    [Fact]
    public void What_lives_elsewhere_is_declared_as_its_source_declares_it() =>
        Report(Declared.Where(static type => WrittenDown.ContainsKey(type.Name)), WrittenDown);

    [Fact]
    public void Nothing_is_written_down_that_the_abstractions_show() =>
        Assert.DoesNotContain(WrittenDown.Keys, Real.ContainsKey);

    [Fact]
    public void Nothing_is_written_down_or_excused_that_is_not_declared()
    {
        var declared = Declared.Select(static type => type.Name).ToHashSet();

        // A base that is written down so that a declaration compiles is excused by its omission.
        var excused = Omission.All.Select(static omission => omission.Missing).ToHashSet();
        Assert.DoesNotContain(WrittenDown.Keys, name => !declared.Contains(name) && !excused.Contains(name));
        foreach (var omission in Omission.All)
        {
            var real = Real.GetValueOrDefault(omission.Type) ?? WrittenDown[omission.Type];
            var own = Assert.Single(Declared, type => type.Name == omission.Type);
            Assert.True(real.Base == omission.Missing || real.Interfaces.Contains(omission.Missing), $"{omission} is not in Orleans.");
            Assert.False(own.Base == omission.Missing || own.Interfaces.Contains(omission.Missing), $"{omission} is there by now.");
        }
    }

    [Fact]
    public void The_real_assembly_is_of_the_version_that_the_cluster_edition_uses()
    {
        var version = System.Diagnostics.FileVersionInfo.GetVersionInfo(RealPath).ProductVersion!;
        Assert.StartsWith(Metadata("OrleansVersion"), version, StringComparison.Ordinal);
        Assert.True(Real.Count > 200, $"{Real.Count} types were read.");
        Assert.True(Declared.Length > 20, $"{Declared.Length} types are declared.");
    }

    private static string Metadata(string key) => typeof(ConformanceTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;

    private static bool IsOrleans(string space) =>
        (space == "Orleans" || space.StartsWith("Orleans.", StringComparison.Ordinal))
        && space != "Orleans.Embedded" && !space.StartsWith("Orleans.Embedded.", StringComparison.Ordinal);

    private static void Report(IEnumerable<ApiType> declared, IReadOnlyDictionary<string, ApiType> real)
    {
        var differences = declared.SelectMany(type => ApiComparer.Differences(type, real, Omitted)).ToArray();
        Assert.True(differences.Length == 0, $"{differences.Length} differences from Orleans:\n{string.Join('\n', differences)}");
    }
}
