using Orleans.Runtime;

namespace Ticketing.Hosting;

/// <summary>Ready while the service runs, its store takes writes and the cluster counts this silo in.</summary>
internal sealed class SiloReadiness(Readiness service, ISiloStatusOracle silo) : IReadiness
{
    public bool IsReady => Reason is null;

    public string? Reason => service.Reason
        ?? (silo.CurrentStatus == SiloStatus.Active ? null : $"The silo is {silo.CurrentStatus}.");

    public IReadOnlyList<string> Warnings => service.Mail() is { } mail ? [.. service.Warnings, mail] : service.Warnings;
}
