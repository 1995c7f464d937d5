using System.Diagnostics;
using Ticketing.Diagnostics;

namespace Ticketing.Tests.Operations;

/// <summary>Listens to the spans of requests, grain calls and storage, as an exporter does.</summary>
internal sealed class Spans : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Activity> _ended = [];
    private readonly List<(Func<Activity, bool> Is, TaskCompletionSource Ended)> _waiting = [];
    private readonly ActivityListener _listener;

    public Spans(ActivitySamplingResult root = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is Tracing.SourceName or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent == default ? root
                : (options.Parent.TraceFlags & ActivityTraceFlags.Recorded) != 0 ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.PropagationData,
            ActivityStopped = Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The spans of one trace that have ended, in the order of their beginning. Tests run side by side, so others are there too.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace)
    {
        lock (_gate)
        {
            return [.. _ended.Where(span => span.TraceId == trace).OrderBy(span => span.StartTimeUtc)];
        }
    }

    /// <summary>Waits for the end of a span; a request's own ends after its answer was sent.</summary>
    public Task EndedAsync(ActivityTraceId trace, string name)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_ended.Exists(IsMeant))
            {
                return Task.CompletedTask;
            }

            _waiting.Add((IsMeant, ended));
        }

        return ended.Task.WaitAsync(TimeSpan.FromSeconds(10));

        bool IsMeant(Activity span) => span.TraceId == trace && span.DisplayName == name;
    }

    /// <summary>An indented tree with the time from the trace's beginning and how long each took, in milliseconds.</summary>
    public static string Tree(IReadOnlyList<Activity> spans)
    {
        var lines = new List<string>();
        foreach (var root in spans.Where(span => spans.All(other => other.SpanId != span.ParentSpanId)))
        {
            Add(root, 0, root.StartTimeUtc);
        }

        return string.Join('\n', lines);

        void Add(Activity span, int depth, DateTime began)
        {
            lines.Add(FormattableString.Invariant(
                $"{(span.StartTimeUtc - began).TotalMilliseconds,8:0.00} {span.Duration.TotalMilliseconds,8:0.00}  {new string(' ', depth * 2)}{span.DisplayName}"));
            foreach (var child in spans.Where(other => other.ParentSpanId == span.SpanId))
            {
                Add(child, depth + 1, began);
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Activity span)
    {
        lock (_gate)
        {
            _ended.Add(span);
            foreach (var (_, ended) in _waiting.Where(waiting => waiting.Is(span)))
            {
                ended.TrySetResult();
            }
        }
    }
}
