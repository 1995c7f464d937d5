using System.Diagnostics.Metrics;

namespace Ticketing.Streaming;

/// <summary>What is measured of streams. There from the start, so that nothing seems to be missing while nobody listens.</summary>
internal sealed class StreamMetrics : IDisposable
{
    private readonly Meter _meter = new("Ticketing.Streaming");
    private readonly Counter<long> _messages;
    private readonly Counter<long> _dropped;

    public StreamMetrics(Func<long> listeners, Func<int> events)
    {
        _messages = _meter.CreateCounter<long>("ticketing.stream.messages", "{message}", "Messages sent to listeners");
        _dropped = _meter.CreateCounter<long>("ticketing.stream.dropped", "{listener}", "Listeners closed because they did not keep up");
        _meter.CreateObservableUpDownCounter("ticketing.stream.listeners", listeners, "{listener}", "Connections that follow an event");
        _meter.CreateObservableUpDownCounter("ticketing.stream.events", events, "{event}", "Events that are followed");
    }

    public void Sent(int messages) => _messages.Add(messages);

    public void Dropped() => _dropped.Add(1);

    public void Dispose() => _meter.Dispose();
}
