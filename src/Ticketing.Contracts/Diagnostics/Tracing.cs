using System.Diagnostics;
using Orleans.Runtime;

namespace Ticketing.Diagnostics;

/// <summary>
/// The one source of the service's spans, and how a trace goes with a grain call: in the request context, under the names
/// and in the form of W3C Trace Context. Nothing is read or allocated while nobody listens.
/// </summary>
public static class Tracing
{
    public const string SourceName = "Ticketing";
    private const string ParentKey = "traceparent";
    private const string StateKey = "tracestate";

    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>The span under which this code runs, when somebody listens and it is sampled.</summary>
    public static Activity? Current => Source.HasListeners() && Activity.Current is { Recorded: true } span ? span : null;

    /// <summary>What the running method calls from here on belongs under the span.</summary>
    public static void Carry(Activity span)
    {
        ArgumentNullException.ThrowIfNull(span);
        RequestContext.Set(ParentKey, span.Id!);
        if (span.TraceStateString is { Length: > 0 } state)
        {
            RequestContext.Set(StateKey, state);
        }
    }

    /// <summary>The span that the caller carried along. What belongs to no sampled trace begins none: a timer, a reminder.</summary>
    public static bool TryContinue(out ActivityContext parent)
    {
        if (Source.HasListeners() && RequestContext.Get(ParentKey) is string id
            && ActivityContext.TryParse(id, RequestContext.Get(StateKey) as string, isRemote: true, out parent))
        {
            return (parent.TraceFlags & ActivityTraceFlags.Recorded) != 0;
        }

        parent = default;
        return false;
    }
}
