namespace Ticketing.Hosting;

/// <summary>Ready once started, until the process is told to stop or its storage fails.</summary>
public sealed class Readiness : IReadiness
{
    private volatile string? _reason = "The service is starting.";

    public bool IsReady => _reason is null;

    public string? Reason => _reason;

    public void Started() => Interlocked.CompareExchange(ref _reason, null, "The service is starting.");

    public void Stopping() => _reason = "The service is stopping.";

    public void Failed(string reason) => _reason = reason;
}
