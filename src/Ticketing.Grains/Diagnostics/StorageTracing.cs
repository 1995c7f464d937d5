using System.Diagnostics;

namespace Ticketing.Diagnostics;

/// <summary>
/// Spans for what a request waits for of storage. A write that several requests share has a span in each of their traces:
/// it is where each of them spent its time.
/// </summary>
public static class StorageTracing
{
    /// <summary>The task itself where nothing is traced.</summary>
    /// <param name="operation">What is done: write, clear, wait, remind.</param>
    /// <param name="what">To which state.</param>
    public static Task Traced(this Task work, string operation, string what) =>
        Tracing.Current is null ? work : Watch(work, operation, what);

    private static async Task Watch(Task work, string operation, string what)
    {
        using var span = Tracing.Source.StartActivity($"{operation} {what}", ActivityKind.Client);
        span?.SetTag("db.operation.name", operation);
        span?.SetTag("db.collection.name", what);
        try
        {
            await work;
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            span?.AddException(e);
            throw;
        }
    }
}
