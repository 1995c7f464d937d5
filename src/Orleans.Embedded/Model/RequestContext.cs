namespace Orleans.Runtime;

/// <summary>Values that travel with a request to whatever it calls in turn.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<IReadOnlyDictionary<string, object>?> Values = new();

    internal static IReadOnlyDictionary<string, object>? Snapshot => Values.Value;

    public static object? Get(string key) => Values.Value is { } values && values.TryGetValue(key, out var value) ? value : null;

    public static void Set(string key, object value)
    {
        // Copied on write, so that what an earlier request carries stays as it was.
        Dictionary<string, object> values = Values.Value is { } known ? new(known) : [];
        values[key] = value;
        Values.Value = values;
    }

    public static void Clear() => Values.Value = null;

    internal static void Restore(IReadOnlyDictionary<string, object>? values) => Values.Value = values;
}
