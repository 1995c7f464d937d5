using System.Globalization;
using System.Text.Json.Nodes;
using Ticketing.Tests.HouseRules;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ticketing.Tests.Deployment;

/// <summary>YAML as the JSON that it stands for. A key that is there twice is an error.</summary>
internal static class Yaml
{
    /// <summary>The documents of a file of the repository.</summary>
    public static IReadOnlyList<JsonObject> File(string path) => Read(System.IO.File.ReadAllText(Path.Combine(Source.Root, path)));

    public static IReadOnlyList<JsonObject> Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(static document => Convert(document.RootNode)).OfType<JsonObject>()];
    }

    /// <summary>What a path of member names and list positions leads to, such as <c>spec/ports/0</c>.</summary>
    public static JsonNode At(this JsonNode node, string path) => path.Split('/').Aggregate(node, (JsonNode at, string step) =>
        (at is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)] : at[step])
        ?? throw new InvalidOperationException($"There is no {step} of {path} in {at.ToJsonString()}."));

    public static string Text(this JsonNode node, string path) => node.At(path).GetValue<string>();

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(static pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value!),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException($"{node.NodeType} is not expected."),
    };

    private static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),

        // Readers differ about these: some take them for truth values.
        "yes" or "no" or "on" or "off" or "y" or "n" => throw new InvalidOperationException($"'{text}' needs quotes."),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
