namespace Ticketing.Hosting;

/// <summary>Ready once started, until the process is told to stop, while its store takes writes.</summary>
public sealed class Readiness : IReadiness
{
    private volatile string? _reason = "The service is starting.";
    private volatile string? _fault;

    public bool IsReady => Reason is null;

    public string? Reason => _reason ?? _fault;

    /// <summary>What was found at the start that may lose something.</summary>
    public IReadOnlyList<string> Warnings { get; set; } = [];

    /// <summary>What becomes of letters that are not sent. Null: they are.</summary>
    public Func<string?> Mail { get; set; } = static () => null;

    public void Started() => Interlocked.CompareExchange(ref _reason, null, "The service is starting.");

    public void Stopping() => _reason = "The service is stopping.";

    /// <summary>The store takes no writes, for this reason, or takes them again (null).</summary>
    public void Storage(string? fault) => _fault = fault;
}
