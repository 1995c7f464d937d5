namespace Orleans.Embedded;

/// <summary>Code that runs around every request: tracing. Without any, nothing is paid.</summary>
public sealed class CallFilters(IEnumerable<ICallFilter> filters)
{
    private readonly ICallFilter[] _filters = [.. filters];

    public static CallFilters None { get; } = new([]);

    public bool IsEmpty => _filters.Length == 0;

    internal Task InvokeAsync(IGrainCall call, object grain, Func<Task> method)
    {
        var next = method;
        for (var i = _filters.Length - 1; i >= 0; i--)
        {
            var (filter, inner) = (_filters[i], next);
            next = () => filter.InvokeAsync(call, grain, inner);
        }

        return next();
    }
}

/// <summary>Runs around a request, on the grain's turn.</summary>
public interface ICallFilter
{
    Task InvokeAsync(IGrainCall call, object grain, Func<Task> next);
}
