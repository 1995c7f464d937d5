namespace Ticketing.Simulation;

/// <summary>A request of a client. <see cref="Route"/> is the route's template, <see cref="Values"/> what stands for its parameters.</summary>
public sealed record Ask(string Method, string Route, string? Body = null)
{
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Who asks. Null: a guest.</summary>
    public Ticketing.Security.Caller? Caller { get; init; }

    public override string ToString() =>
        $"{Method} {Values.Aggregate(Route, (path, value) => path.Replace($"{{{value.Key}}}", value.Value, StringComparison.Ordinal))} {Body}";
}
