using Ticketing.Tests.HouseRules;
using YamlDotNet.Core;

namespace Ticketing.Tests.Deployment;

/// <summary>Every file that an operator's tools read can be read.</summary>
public sealed class YamlTests
{
    public static TheoryData<string> Files =>
    [
        .. Directory.EnumerateFiles(Source.Root, "docker-compose*.yml")
            .Concat(Directory.EnumerateFiles(Path.Combine(Source.Root, "deploy"), "*.yml", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(Source.Root, "k8s"), "*.yaml", SearchOption.AllDirectories))
            .Select(static path => Path.GetRelativePath(Source.Root, path)),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_is_YAML(string path) => Assert.NotEmpty(Yaml.File(path));

    [Theory]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: [1")]
    public void What_is_no_YAML_is_refused(string text) => Assert.ThrowsAny<YamlException>(() => Yaml.Read(text));

    [Fact]
    public void A_value_has_the_type_that_Kubernetes_reads() => Assert.Equal(
        """{"a":1,"b":"1","c":true,"d":"true","e":null,"f":["500m"]}""",
        Yaml.Read("a: 1\nb: \"1\"\nc: true\nd: 'true'\ne:\nf: [500m]").Single().ToJsonString());
}
