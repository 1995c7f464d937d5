namespace Orleans.Simulation;

/// <summary>How often what went wrong.</summary>
public sealed class FaultCounts
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> All => _counts;

    public long Of(string fault) => _counts.GetValueOrDefault(fault);

    public void Add(string fault, long times = 1) => _counts[fault] = Of(fault) + times;

    public void Add(FaultCounts other)
    {
        foreach (var (fault, times) in other._counts)
        {
            Add(fault, times);
        }
    }
}
