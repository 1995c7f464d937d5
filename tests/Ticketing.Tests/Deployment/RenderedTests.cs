using System.Text.Json.Nodes;
using Ticketing.Tests.HouseRules;

namespace Ticketing.Tests.Deployment;

/// <summary>What kubectl makes of the overlays, compared with the Kubernetes schemas.</summary>
public sealed class RenderedTests
{
    private const string Plain = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"bad"},
         "spec":{"selector":{},"template":{"spec":{"containers":[{"name":"silo"}]}}}}
        """;

    [KubectlFact]
    public async Task The_overlays_render_whole()
    {
        CheckWhole(await RenderAsync("local"));
        CheckWhole(await RenderAsync("production"));
    }

    [KubectlFact]
    public async Task The_local_overlay_brings_its_own_Redis_and_secrets()
    {
        var objects = await RenderAsync("local");
        var secret = One(objects, "Secret").Text("metadata/name");
        Assert.Equal(secret, One(objects, "Deployment").Text("spec/template/spec/volumes/0/secret/secretName"));
        Assert.Equal(secret, One(objects, "StatefulSet").Text("spec/template/spec/volumes/0/secret/secretName"));
        Assert.Equal("Development", Settings(objects)["ASPNETCORE_ENVIRONMENT"]);
    }

    [KubectlFact]
    public async Task The_production_overlay_has_TLS_an_external_Redis_and_no_secret_of_its_own()
    {
        var objects = await RenderAsync("production");
        Assert.DoesNotContain(objects, static item => item.Text("kind") is "Secret" or "StatefulSet" || item.Text("metadata/name") == "redis");
        var settings = Settings(objects);
        Assert.Equal("Production", settings["ASPNETCORE_ENVIRONMENT"]);
        var redis = new Uri(settings["Redis__Url"]);
        Assert.Equal("rediss", redis.Scheme);
        var egress = objects.Single(static item => item.Text("kind") == "NetworkPolicy" && item.Text("metadata/name") == "silo").At("spec/egress").ToJsonString();
        Assert.Contains($$"""{"port":{{redis.Port}}}""", egress, StringComparison.Ordinal);
        Assert.DoesNotContain("\"redis\"", egress, StringComparison.Ordinal);
        var ingress = One(objects, "Ingress");
        Assert.Equal(ingress.Text("spec/rules/0/host"), ingress.Text("spec/tls/0/hosts/0"));
        Assert.True(One(objects, "HorizontalPodAutoscaler").At("spec/minReplicas").GetValue<long>() > 2);
    }

    [SchemaFact]
    public async Task Every_object_is_as_Kubernetes_has_it() =>
        Assert.Equal("", await FaultsAsync([.. await RenderAsync("local"), .. await RenderAsync("production"), .. Yaml.File("k8s/restore.yaml")]));

    [SchemaFact]
    public async Task The_schemas_see_what_breaks_them()
    {
        var faults = await FaultsAsync([Bad("livenesProbe", "{}"), Bad("ports", """[{"containerPort":"http"}]"""), Bad("imagePullPolicy", "\"Sometimes\"")]);
        Assert.Contains("'\"livenesProbe\"' does not exist", faults, StringComparison.Ordinal);
        Assert.Contains("containerPort must be integer", faults, StringComparison.Ordinal);
        Assert.Contains("imagePullPolicy must be equal to one of the allowed values", faults, StringComparison.Ordinal);
    }

    private static void CheckWhole(IReadOnlyList<JsonObject> objects)
    {
        Assert.All(objects, static item => Assert.Equal("ticketing", item.Text(item.Text("kind") == "Namespace" ? "metadata/name" : "metadata/namespace")));
        Assert.Equal(objects.Count, objects.Select(static item => item.Text("kind") + " " + item.Text("metadata/name")).Distinct().Count());

        var pod = One(objects, "Deployment").At("spec/template/spec");
        Assert.Contains(objects, item => item.Text("kind") == "ConfigMap" && item.Text("metadata/name") == pod.Text("containers/0/envFrom/0/configMapRef/name"));
        KnownSettings.Accept([.. Settings(objects), .. KnownSettings.Secrets("Auth__SigningKey", "Redis__Password")]);
    }

    private static JsonObject Bad(string member, string value)
    {
        var bad = JsonNode.Parse(Plain)!.AsObject();
        bad.At("spec/template/spec/containers/0")[member] = JsonNode.Parse(value);
        return bad;
    }

    private static async Task<IReadOnlyList<JsonObject>> RenderAsync(string overlay)
    {
        var (exitCode, output, error) = await Tool.RunAsync("kubectl", ["kustomize", $"k8s/overlays/{overlay}"]);
        Assert.True(exitCode == 0, error);
        return Yaml.Read(output);
    }

    private static async Task<string> FaultsAsync(IEnumerable<JsonObject> objects)
    {
        var script = Path.Combine(Source.Root, "tests/Ticketing.Tests/Deployment/validate.mjs");
        var input = new JsonArray([.. objects.Select(static item => item.DeepClone())]).ToJsonString();
        var (exitCode, output, error) = await Tool.RunAsync("node", [script, Tool.Modules!], input);
        Assert.True(exitCode == (output.Length == 0 ? 0 : 1), error);
        return output;
    }

    private static JsonObject One(IReadOnlyList<JsonObject> objects, string kind) => objects.Single(item => item.Text("kind") == kind);

    private static Dictionary<string, string> Settings(IReadOnlyList<JsonObject> objects) =>
        One(objects, "ConfigMap").At("data").AsObject().ToDictionary(static pair => pair.Key, static pair => pair.Value!.GetValue<string>());
}
