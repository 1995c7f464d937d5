using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Ticketing.Operations;

/// <summary>Adds up what the service's instruments measure, by OpenTelemetry, and reads it in the Prometheus text format.</summary>
public sealed class MetricsReader : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>OpenTelemetry makes room for all series of an instrument at once: of its own 2,000, 180 KB for each instrument.</summary>
    private static readonly MetricStreamConfiguration FewSeries = new() { CardinalityLimit = 256 };

    private readonly IMeterFactory _own;
    private readonly MeterProvider _provider;
    private readonly RequestDelegate _scrape;

    public MetricsReader(IServiceProvider services, IMeterFactory own)
    {
        _own = own;
        _provider = Sdk.CreateMeterProviderBuilder()
            // What is set for traces (OTEL_SDK_DISABLED and the like) takes no metrics away.
            .ConfigureServices(static services => services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()))
            .AddMeter("System.Runtime", "Ticketing.*")
            .AddView(instrument => !IsShown(instrument) ? MetricStreamConfiguration.Drop : GatewayMetrics.HasManySeries(instrument) ? null : FewSeries)
            .AddPrometheusExporter(static options =>
                (options.ScopeInfoEnabled, options.TargetInfoEnabled, options.ScrapeResponseCacheDurationMilliseconds) = (false, false, 0))
            .Build();
        _scrape = new ApplicationBuilder(services).UseOpenTelemetryPrometheusScrapingEndpoint(_provider, static _ => true, null, null, null).Build();
    }

    /// <summary>Asked for as by a request without headers, so that the format and its names are the same for everyone.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync()
    {
        using MemoryStream text = new();
        DefaultHttpContext http = new();
        http.Response.Body = text;
        await _scrape(http);
        return http.Response is { StatusCode: StatusCodes.Status200OK, ContentType: ContentType }
            ? text.ToArray()
            : throw new InvalidOperationException($"The metrics could not be read ({http.Response.StatusCode}, {http.Response.ContentType}).");
    }

    /// <summary>The sum of every metric, by name; of a histogram, how often it was measured.</summary>
    public async Task<Dictionary<string, double>> TotalsAsync()
    {
        Dictionary<string, double> totals = [];
        var (name, sample) = ("", "");
        foreach (var line in Encoding.UTF8.GetString((await ReadAsync()).Span).Split('\n'))
        {
            if (line.Split(' ') is ["#", "TYPE", var family, var kind])
            {
                (name, sample) = (family, kind == "histogram" ? family + "_count{" : family + "{");
                totals[name] = 0;
            }
            else if (line.StartsWith(sample, StringComparison.Ordinal) && sample.Length > 0)
            {
                totals[name] += double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
            }
        }

        return totals;
    }

    public void Dispose() => _provider.Dispose();

    /// <summary>Of meters that belong to one service, those of this one: a process may have several.</summary>
    private bool IsShown(Instrument instrument) => instrument.Meter.Name == "System.Runtime"
        ? !GatewayMetrics.Falling.Contains(instrument.Name)
        : instrument.Meter.Scope is null || instrument.Meter.Scope == _own;
}
