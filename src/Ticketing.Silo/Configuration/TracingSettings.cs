using System.Globalization;

namespace Ticketing.Configuration;

/// <summary>
/// Whether and where traces are sent: OpenTelemetry's own settings, by the names that every OpenTelemetry SDK has. All are
/// read by the SDK; those that it would ignore when they are wrong are checked here.
/// </summary>
internal sealed record TracingSettings
{
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TracesEndpointKey = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private static readonly string[] Protocols = ["grpc", "http/protobuf"];
    private static readonly string[] Samplers =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    /// <summary>True when an endpoint is given. Default: false, and nothing is paid.</summary>
    public required bool IsOn { get; init; }

    public static TracingSettings From(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        Endpoint(EndpointKey);
        Endpoint(TracesEndpointKey);
        reader.Choice("OTEL_EXPORTER_OTLP_PROTOCOL", null, Protocols);
        reader.Choice("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", null, Protocols);
        reader.Choice("OTEL_TRACES_SAMPLER", null, Samplers);
        if (configuration["OTEL_TRACES_SAMPLER_ARG"] is { Length: > 0 } ratio)
        {
            reader.Check(
                double.TryParse(ratio, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1,
                $"OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, not '{ratio}'.");
        }

        var settings = new TracingSettings { IsOn = reader.Text(EndpointKey, reader.Text(TracesEndpointKey, "")).Length > 0 };
        return reader.Errors.Count == 0 ? settings : throw new SettingsException(reader.Errors);

        void Endpoint(string key)
        {
            var text = reader.Text(key, "");
            reader.Check(
                text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"),
                $"{key} must be an address such as http://127.0.0.1:4317, not '{text}'.");
        }
    }
}
