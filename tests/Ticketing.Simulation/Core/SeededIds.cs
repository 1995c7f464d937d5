using Ticketing.Identifiers;

using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>Identifiers and secrets from the seed.</summary>
public sealed class SeededIds(SimulationLoop loop, Chance chance) : IIdSource
{
    public void Fill(Span<byte> bytes)
    {
        loop.Guard("an identifier");
        chance.NextBytes(bytes);
    }
}
