using Orleans;

namespace Ticketing.Tests.Simulation.Probes;

/// <summary>The probes of one script.</summary>
public sealed class ProbeSet(IGrainFactory grains, string script)
{
    public IProbeGrain Of(string name) => grains.GetGrain<IProbeGrain>($"{script}/{name}");

    public IProbeGrain Reentrant(string name) => grains.GetGrain<IReentrantProbeGrain>($"{script}/{name}");
}
