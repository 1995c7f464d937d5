using System.Globalization;
using System.Text.Json.Nodes;
using Ticketing.Tests.HouseRules;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Deployment;

/// <summary>The base's objects, as they are written, compared with the service and with each other.</summary>
public sealed class KubernetesTests
{
    private const string SecretName = "ticketing";

    private static readonly Dictionary<string, string> Settings = File.ReadLines(Path.Combine(Source.Root, "k8s/base/settings.env"))
        .Where(static line => line.Length > 0 && line[0] != '#')
        .Select(static line => line.Split('=', 2))
        .ToDictionary(static pair => pair[0], static pair => pair[1]);

    private readonly JsonObject _silo = Find("Deployment", "silo");
    private readonly JsonObject _redis = Find("StatefulSet", "redis");

    private JsonNode Container => _silo.At("spec/template/spec/containers/0");

    [Fact]
    public void Every_file_of_the_base_is_in_it()
    {
        var named = Yaml.File("k8s/base/kustomization.yaml").Single().At("resources").AsArray().Select(static name => name!.GetValue<string>());
        var there = Directory.EnumerateFiles(Path.Combine(Source.Root, "k8s/base"), "*.yaml").Select(static path => Path.GetFileName(path)).Except(["kustomization.yaml"]);
        Assert.Equal(there.Order(), named.Order());
    }

    [Fact]
    public void The_service_takes_the_settings()
    {
        KnownSettings.Accept([.. Settings, .. KnownSettings.Secrets("Auth__SigningKey", "Redis__Password")]);
        Assert.All(Container.At("env").AsArray(), static variable => Assert.True(KnownSettings.Has(variable!.Text("name")), $"{variable}"));
    }

    [Fact]
    public void Silos_are_told_their_address_and_have_no_rights_in_the_cluster()
    {
        var address = Assert.Single(Container.At("env").AsArray());
        Assert.Equal(("Cluster__Address", "status.podIP"), (address!.Text("name"), address!.Text("valueFrom/fieldRef/fieldPath")));
        Assert.All((JsonObject[])[_silo, _redis], static item => Assert.False(item.At("spec/template/spec/automountServiceAccountToken").GetValue<bool>()));
    }

    [Fact]
    public void Silos_reach_named_places_alone()
    {
        Assert.All(Find("NetworkPolicy", "silo").At("spec/egress").AsArray(), static rule => Assert.NotEmpty(rule!.At("to").AsArray()));
        var outside = Find("NetworkPolicy", "silo").At("spec/egress").AsArray().Single(static rule => rule!.At("ports/0/port").GetValue<long>() == 443)!;
        var except = Names(outside, "to/0/ipBlock/except").Select(System.Net.IPNetwork.Parse).ToArray();
        Assert.All((string[])["10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.20.0.1", "192.168.1.1"], address =>
            Assert.Contains(except, network => network.Contains(System.Net.IPAddress.Parse(address))));
    }

    [Fact]
    public void Ports_are_where_the_service_listens()
    {
        var http = new Uri(Settings["ASPNETCORE_URLS"].Replace("+", "localhost", StringComparison.Ordinal)).Port;
        var silo = int.Parse(Settings["Cluster__SiloPort"], CultureInfo.InvariantCulture);
        Assert.Equal((http, silo), (Port("http", Container), Port("silo", Container)));
        Assert.Equal(http.ToString(CultureInfo.InvariantCulture), Annotation("prometheus.io/port"));
        Assert.Equal("http", Find("Service", "ticketing").Text("spec/ports/0/targetPort"));
        Assert.Equal("http", Find("Ingress", "ticketing").Text("spec/rules/0/http/paths/0/backend/service/port/name"));
        Assert.Equal("ticketing", Find("Ingress", "ticketing").Text("spec/rules/0/http/paths/0/backend/service/name"));

        var (host, redis) = (Settings["Redis__Url"].Split(':')[0], int.Parse(Settings["Redis__Url"].Split(':')[1], CultureInfo.InvariantCulture));
        Assert.Equal((redis, "redis"), (Port("redis", _redis.At("spec/template/spec/containers/0")), host));
        Assert.Equal("redis", Find("Service", host).Text("spec/ports/0/targetPort"));

        var policy = Find("NetworkPolicy", "silo");
        Assert.Equal([silo, redis, 53, 53, 443, 4317, 4318], policy.At("spec/egress").AsArray()
            .SelectMany(static rule => rule!.At("ports").AsArray()).Select(static port => (int)port!.At("port").GetValue<long>()));
        Assert.Equal(["http", "silo"], policy.At("spec/ingress").AsArray().Select(static rule => rule!.Text("ports/0/port")));
        Assert.Equal("redis", Find("NetworkPolicy", "redis").Text("spec/ingress/0/ports/0/port"));
        Assert.Equal(["Ingress", "Egress"], Names(Find("NetworkPolicy", "default-deny"), "spec/policyTypes"));
    }

    [Fact]
    public async Task Probes_and_Prometheus_ask_for_paths_that_are_served()
    {
        await using var service = await SecuredService.StartAsync();
        string[] paths = [.. ((string[])["startupProbe", "livenessProbe", "readinessProbe"]).Select(probe => Container.Text($"{probe}/httpGet/path")), Annotation("prometheus.io/path")];
        Assert.Equal(["/health/startup", "/health/live", "/health/ready", "/metrics"], paths);
        foreach (var path in paths)
        {
            Assert.Equal(200, (await service.SendAsync("GET", path)).Status);
        }
    }

    [Fact]
    public void A_silo_that_starts_is_given_longer_than_the_minute_that_rows_of_killed_ones_may_cost()
    {
        var probe = Container.At("startupProbe");
        Assert.True(probe.At("periodSeconds").GetValue<long>() * probe.At("failureThreshold").GetValue<long>() >= 120);
    }

    [Fact]
    public void A_pod_is_given_longer_to_end_than_its_pause_and_its_drain_take()
    {
        var drain = TimeSpan.Parse(Settings["Cluster__DrainTime"], CultureInfo.InvariantCulture);
        var pause = Container.At("lifecycle/preStop/sleep/seconds").GetValue<long>();
        Assert.True(_silo.At("spec/template/spec/terminationGracePeriodSeconds").GetValue<long>() > pause + drain.TotalSeconds);
    }

    [Fact]
    public void Secrets_are_files_where_the_service_looks_for_them()
    {
        Assert.Equal(Settings["Secrets__Path"], Container.At("volumeMounts").AsArray().Single(static mount => mount!.Text("name") == "secrets")!.Text("mountPath"));
        Assert.Equal(SecretName, _silo.Text("spec/template/spec/volumes/0/secret/secretName"));
        var redis = _redis.At("spec/template/spec/volumes/0/secret");
        Assert.Equal((SecretName, "Redis__Password"), (redis.Text("secretName"), redis.Text("items/0/key")));
        Assert.Contains($"{Settings["Secrets__Path"]}/{redis.Text("items/0/path")}", _redis.Text("spec/template/spec/containers/0/args/0"), StringComparison.Ordinal);

        var local = Yaml.File("k8s/overlays/local/kustomization.yaml").Single().At("secretGenerator/0");
        Assert.Equal(SecretName, local.Text("name"));
        Assert.Equal(["Auth__SigningKey", "Redis__Password"], Names(local, "literals").Select(static pair => pair.Split('=')[0]));
        KnownSettings.Accept(Names(local, "literals").Select(static pair => pair.Split('=', 2)).Select(static pair => KeyValuePair.Create(pair[0], pair[1])));
        Assert.DoesNotContain(Objects(), static item => item.Text("kind") == "Secret");
    }

    [Fact]
    public void The_autoscaler_alone_says_how_many_silos_there_are()
    {
        Assert.False(_silo.At("spec").AsObject().ContainsKey("replicas"));
        var scaler = Find("HorizontalPodAutoscaler", "silo");
        Assert.Equal(("Deployment", "silo"), (scaler.Text("spec/scaleTargetRef/kind"), scaler.Text("spec/scaleTargetRef/name")));
        Assert.True(scaler.At("spec/minReplicas").GetValue<long>() > 1);
    }

    [Fact]
    public void Every_selector_selects_pods_of_the_base()
    {
        string[] pods = [.. ((JsonObject[])[_silo, _redis]).Select(static item => item.At("spec/template/metadata/labels")["app.kubernetes.io/name"]!.GetValue<string>())];
        Assert.Equal(pods, ((JsonObject[])[_silo, _redis]).Select(static item => item.At("spec/selector/matchLabels")["app.kubernetes.io/name"]!.GetValue<string>()));
        Assert.All(((string, string)[])[("Service", "ticketing"), ("Service", "redis")], pair =>
            Assert.Contains(Find(pair.Item1, pair.Item2).At("spec/selector")["app.kubernetes.io/name"]!.GetValue<string>(), pods));
        Assert.Equal("silo", Find("PodDisruptionBudget", "silo").At("spec/selector/matchLabels")["app.kubernetes.io/name"]!.GetValue<string>());
    }

    [Fact]
    public void Pods_keep_to_the_restricted_standard()
    {
        Assert.Equal("restricted", Find("Namespace", "ticketing").At("metadata/labels")["pod-security.kubernetes.io/enforce"]!.GetValue<string>());
        Assert.All((JsonObject[])[_silo, _redis], static item =>
        {
            var pod = item.At("spec/template/spec");
            Assert.True(pod.At("securityContext/runAsNonRoot").GetValue<bool>());
            Assert.Equal("RuntimeDefault", pod.Text("securityContext/seccompProfile/type"));
            Assert.True(pod.At("containers/0/securityContext/readOnlyRootFilesystem").GetValue<bool>());
            Assert.False(pod.At("containers/0/securityContext/allowPrivilegeEscalation").GetValue<bool>());
            Assert.Equal(["ALL"], Names(pod, "containers/0/securityContext/capabilities/drop"));
            Assert.NotNull(pod.At("containers/0/resources/limits/memory"));

            // A pod that fills a folder in the node's memory or on its disk takes the node's other pods along.
            Assert.All(pod.At("volumes").AsArray().Where(static volume => volume!["emptyDir"] is not null), static volume => Assert.NotNull(volume!.At("emptyDir/sizeLimit")));
        });
        Assert.Equal($"{_silo.At("spec/template/spec/securityContext/runAsUser")}:{_silo.At("spec/template/spec/securityContext/runAsGroup")}", new Dockerfile().Only("USER"));
    }

    private static IEnumerable<JsonObject> Objects() => Directory.EnumerateFiles(Path.Combine(Source.Root, "k8s/base"), "*.yaml").SelectMany(Yaml.File)
        .Where(static item => item["kind"]?.GetValue<string>() != "Kustomization");

    private static JsonObject Find(string kind, string name) => Objects().Single(item => item.Text("kind") == kind && item.Text("metadata/name") == name);

    private static int Port(string name, JsonNode container) =>
        (int)container.At("ports").AsArray().Single(port => port!.Text("name") == name)!.At("containerPort").GetValue<long>();

    private static string[] Names(JsonNode node, string path) => [.. node.At(path).AsArray().Select(static name => name!.GetValue<string>())];

    private string Annotation(string name) => _silo.At("spec/template/metadata/annotations")[name]!.GetValue<string>();
}
