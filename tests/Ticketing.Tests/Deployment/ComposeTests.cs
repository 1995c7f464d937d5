using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ticketing.Tests.HouseRules;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Deployment;

/// <summary>The compose files, and what they mount, compared with what the service reads.</summary>
public sealed partial class ComposeTests
{
    private readonly JsonObject _base = Yaml.File("docker-compose.yml").Single();
    private readonly JsonObject _production = Yaml.File("docker-compose.prod.yml").Single();

    [Fact]
    public void Both_give_settings_that_the_service_takes()
    {
        var local = Environment(_base);
        KnownSettings.Accept(local);
        var secrets = Names(_production, "services/silo/secrets");
        KnownSettings.Accept([.. local.Concat(Environment(_production)).GroupBy(static pair => pair.Key, static (_, pairs) => pairs.Last()), .. KnownSettings.Secrets(secrets)]);
    }

    [Fact]
    public void Production_has_its_secrets_as_files()
    {
        var secrets = _production.At("secrets").AsObject().Select(static pair => pair.Key).ToArray();
        Assert.Equal(["Auth__SigningKey", "Redis__Password"], secrets.Order());
        Assert.Equal(secrets.Order(), Names(_production, "services/silo/secrets").Order());
        Assert.All(secrets, name => Assert.Equal($"./secrets/{name}", _production.Text($"secrets/{name}/file")));
        Assert.Equal("/run/secrets", Environment(_production)["Secrets__Path"]);
        Assert.Contains("secrets/", File.ReadAllLines(Path.Combine(Source.Root, ".gitignore")));

        // What the file itself says to make.
        var text = Text("docker-compose.prod.yml");
        Assert.All(secrets, name => Assert.Contains($"> secrets/{name}", text, StringComparison.Ordinal));
        Assert.Contains("/run/secrets/Redis__Password", _production.Text("services/redis/command/2"), StringComparison.Ordinal);
    }

    [Fact]
    public void Production_restarts_limits_and_does_not_publish_Redis()
    {
        Assert.All(_production.At("services").AsObject(), static service =>
        {
            Assert.Equal("unless-stopped", service.Value!.Text("restart"));
            Assert.NotNull(service.Value!.At("deploy/resources/limits/memory"));
            Assert.NotNull(service.Value!.At("deploy/resources/limits/cpus"));
        });
        Assert.Empty(_production.At("services/redis/ports").AsArray());
        Assert.Contains("ports: !reset []", Text("docker-compose.prod.yml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker-compose.yml")]
    [InlineData("docker-compose.prod.yml")]
    public void Redis_keeps_every_write_and_evicts_nothing(string file)
    {
        var command = string.Join(' ', Yaml.File(file).Single().At("services/redis/command").AsArray().Select(static word => word!.GetValue<string>()));
        Assert.Contains("--appendonly yes --appendfsync always", command, StringComparison.Ordinal);
        Assert.Matches("--maxmemory \\d+mb --maxmemory-policy noeviction", command);
    }

    [Fact]
    public void A_stop_is_given_longer_than_it_may_take()
    {
        var drain = TimeSpan.Parse(Environment(_base)["Cluster__DrainTime"], CultureInfo.InvariantCulture);
        Assert.True(int.Parse(_base.Text("services/silo/stop_grace_period").TrimEnd('s'), CultureInfo.InvariantCulture) > drain.TotalSeconds);
    }

    [Fact]
    public void Silos_can_be_many_and_are_reached_where_they_listen()
    {
        var silo = _base.At("services/silo").AsObject();
        Assert.False(silo.ContainsKey("ports") || silo.ContainsKey("container_name"), "One address for many silos.");
        Assert.Equal(2, silo.At("scale").GetValue<long>());
        Assert.Equal(["8080", "11111"], Names(silo, "expose"));
        Assert.Equal("auto", Environment(_base)["Cluster__Address"]);
        var nginx = Text("deploy/nginx.conf");
        Assert.Contains("server silo:8080 resolve", nginx, StringComparison.Ordinal);
        Assert.Matches("listen 8080;", nginx);
        Assert.Matches(@"map \$http_x_forwarded_proto \$client_scheme \{\s+default \$scheme;\s+https   https;", nginx);
        Assert.Matches(@"events/\[\^/\]\+/stream/\?\$ \{\s+proxy_pass http://silos;\s+proxy_buffering off;", nginx);
        Assert.Equal("127.0.0.1:8080:8080", _base.Text("services/proxy/ports/0"));
        var scrape = Yaml.File("deploy/prometheus.yml").Single().At("scrape_configs/0/dns_sd_configs/0");
        Assert.Equal(("silo", 8080), (scrape.Text("names/0"), (int)scrape.At("port").GetValue<long>()));
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/metrics/")]
    [InlineData("/Metrics")]
    [InlineData("/METRICS/")]
    [InlineData("/api/v1/metrics")]
    [InlineData("/API/v1/Metrics/")]
    public async Task Whatever_a_silo_takes_for_its_metrics_the_load_balancer_keeps_from_callers(string path)
    {
        await using var service = await SecuredService.StartAsync();
        Assert.Equal(200, (await service.SendAsync("GET", path)).Status);
        var location = Assert.Single(Regex.Matches(Text("deploy/nginx.conf"), @"location ~\* (\S+) \{\s+return 404;"));
        Assert.Matches("(?i)" + location.Groups[1].Value, path);
        Assert.DoesNotMatch("(?i)" + location.Groups[1].Value, "/api/v1/metrics-of-others");
    }

    [Fact]
    public void What_is_mounted_is_there() =>
        Assert.All(_base.At("services").AsObject().SelectMany(static service => service.Value!["volumes"]?.AsArray() ?? []), static volume =>
        {
            var source = Path.Combine(Source.Root, volume!.GetValue<string>().Split(':')[0]);
            Assert.True(IsNamedVolume(volume) || Path.Exists(source), $"{source} is not there.");
        });

    [Fact]
    public void Metrics_and_dashboards_are_a_profile_of_their_own() => Assert.Equal(
        ["grafana", "prometheus"],
        _base.At("services").AsObject().Where(static service => service.Value!["profiles"] is not null).Select(static service => service.Key).Order());

    [Theory]
    [InlineData("redis")]
    [InlineData("silo")]
    [InlineData("proxy")]
    public void Nothing_runs_with_more_rights_than_it_needs(string service)
    {
        var of = (service == "redis" ? _production : _base).At($"services/{service}");
        Assert.True(of.At("read_only").GetValue<bool>());
        Assert.Equal("ALL", of.Text("cap_drop/0"));
        Assert.Equal("no-new-privileges:true", of.Text("security_opt/0"));
    }

    [Fact]
    public void Images_have_versions() =>
        Assert.All(Image().Matches(Text("docker-compose.yml")).Select(static match => match.Groups[1].Value).Where(static image => image != "ticketing-orleans"),
            static image => Assert.Matches(":v?\\d+\\.\\d+", image));

    private static bool IsNamedVolume(JsonNode volume) => !volume.GetValue<string>().StartsWith('.');

    private static Dictionary<string, string> Environment(JsonObject file) =>
        file.At("services/silo/environment").AsObject().ToDictionary(static pair => pair.Key, static pair => pair.Value!.GetValue<string>());

    private static string[] Names(JsonNode node, string path) => [.. node.At(path).AsArray().Select(static name => name!.GetValue<string>())];

    private static string Text(string path) => File.ReadAllText(Path.Combine(Source.Root, path));

    [GeneratedRegex("image: (\\S+)")]
    private static partial Regex Image();
}
