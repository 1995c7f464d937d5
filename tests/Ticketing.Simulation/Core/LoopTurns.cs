using Orleans.Embedded;

namespace Ticketing.Simulation;

/// <summary>Brings the turns of a silo to the loop.</summary>
public sealed class LoopTurns(SimulationLoop loop, Life life) : TurnQueue
{
    public override void Queue(IThreadPoolWorkItem work) => loop.Post(life, work);
}
