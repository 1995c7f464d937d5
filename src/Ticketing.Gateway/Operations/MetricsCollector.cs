using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Ticketing.Operations;

/// <summary>Adds up what the service's instruments measure, and writes it in the Prometheus text format.</summary>
public sealed class MetricsCollector : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);

    public MetricsCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (IsShown(instrument.Meter.Name))
            {
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument.Name, static (_, i) => new MetricFamily(i), instrument));
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Add(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Add(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Add(value, tags));
        _listener.Start();
    }

    /// <summary>The sum of every counter, by name.</summary>
    public IEnumerable<(string Name, double Value)> Totals()
    {
        _listener.RecordObservableInstruments();
        return _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal).Select(family => (family.Name, family.Total));
    }

    public string ToPrometheus()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
        {
            family.Write(text);
        }

        return text.ToString();
    }

    /// <summary>The service's own, and .NET's of processor, memory and threads.</summary>
    private static bool IsShown(string meter) => meter == "System.Runtime" || meter.StartsWith("Ticketing.", StringComparison.Ordinal);

    public void Dispose() => _listener.Dispose();
}
