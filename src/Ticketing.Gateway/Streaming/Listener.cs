using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Ticketing.Events;

namespace Ticketing.Streaming;

/// <summary>One who follows an event: what waits for them, which is bounded, and their connection.</summary>
internal sealed class Listener : IDisposable
{
    private const int FlushBytes = 32 << 10;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly Channel<Parcel> _waiting;
    private readonly StreamMetrics _metrics;
    private IReadOnlyList<Parcel> _opening = [];
    private IConnectionLifetimeFeature? _connection;
    private volatile bool _isEnding;
    private bool _isDone;

    public Listener(ImmutableArray<SectionPlan> sections, int backlog, StreamMetrics metrics)
    {
        (Sections, _metrics) = (sections, metrics);
        _waiting = Channel.CreateBounded<Parcel>(new BoundedChannelOptions(backlog) { SingleReader = true });
    }

    /// <summary>The sections whose seats are asked for.</summary>
    public ImmutableArray<SectionPlan> Sections { get; }

    /// <summary>What comes before all that is handed over.</summary>
    public void Begin(IReadOnlyList<Parcel> opening) => _opening = opening;

    /// <summary>False: too much waits already.</summary>
    public bool TryHand(Parcel parcel) => _waiting.Writer.TryWrite(parcel) || _isEnding;

    /// <summary>Ends the stream in order, after what waits.</summary>
    public void End()
    {
        _isEnding = true;
        _waiting.Writer.TryComplete();
    }

    /// <summary>Ends the connection at once. False: it was over before.</summary>
    public bool Cut()
    {
        lock (_gate)
        {
            if (_isDone || _cut.IsCancellationRequested)
            {
                return false;
            }

            // The connection is closed by its own request: here it might be another's already.
            _ = _cut.CancelAsync();
            return true;
        }
    }

    /// <summary>
    /// The process stops: closes the connection, also after the stream has ended, since the server would wait for a client
    /// that does not read its end.
    /// </summary>
    public void HangUp() => _connection?.Abort();

    public async Task SendAsync(HttpContext http)
    {
        _connection = http.Features.Get<IConnectionLifetimeFeature>();
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _cut.Token);
        try
        {
            await SendAsync(http.Response.BodyWriter, over.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            http.Abort();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDone = true;
            _cut.Dispose();
        }
    }

    private async Task SendAsync(PipeWriter body, CancellationToken over)
    {
        var messages = 0;
        foreach (var parcel in _opening)
        {
            messages += await WriteAsync(body, parcel, over);
        }

        _opening = [];
        do
        {
            while (_waiting.Reader.TryRead(out var parcel))
            {
                messages += await WriteAsync(body, parcel, over);
            }

            if ((await body.FlushAsync(over)).IsCompleted)
            {
                return;
            }

            _metrics.Sent(messages);
            messages = 0;
        }
        while (await _waiting.Reader.WaitToReadAsync(over));
    }

    private async ValueTask<int> WriteAsync(PipeWriter body, Parcel parcel, CancellationToken over)
    {
        var (messages, bytes) = (0, 0);
        foreach (var message in parcel.Messages)
        {
            if (message.Section is { } section && !Follows(section))
            {
                continue;
            }

            if (bytes > FlushBytes)
            {
                await body.FlushAsync(over);
                bytes = 0;
            }

            body.Write(message.Text.Span);
            bytes += message.Text.Length;
            messages++;
        }

        body.Write(Sections.IsEmpty ? parcel.End.Span : parcel.EndWithSeats.Span);
        return messages;
    }

    private bool Follows(string section)
    {
        foreach (var plan in Sections)
        {
            if (plan.SectionId == section)
            {
                return true;
            }
        }

        return false;
    }
}
