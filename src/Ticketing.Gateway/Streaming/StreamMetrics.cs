using System.Diagnostics.Metrics;

namespace Ticketing.Streaming;

/// <summary>What is measured of streams. There from the start, so that nothing seems to be missing while nobody listens.</summary>
internal sealed class StreamMetrics
{
    private readonly Counter<long> _messages;
    private readonly Counter<long> _dropped;

    public StreamMetrics(IMeterFactory meters, Func<long> listeners, Func<int> events)
    {
        var meter = meters.Create("Ticketing.Streaming");
        _messages = meter.CreateCounter<long>("ticketing.stream.messages", "{message}", "Messages sent to listeners");
        _dropped = meter.CreateCounter<long>("ticketing.stream.dropped", "{listener}", "Listeners closed because they did not keep up");
        _messages.Add(0);
        _dropped.Add(0);
        meter.CreateObservableUpDownCounter("ticketing.stream.listeners", listeners, "{listener}", "Connections that follow an event");
        meter.CreateObservableUpDownCounter("ticketing.stream.events", events, "{event}", "Events that are followed");
    }

    public void Sent(int messages) => _messages.Add(messages);

    public void Dropped() => _dropped.Add(1);
}
