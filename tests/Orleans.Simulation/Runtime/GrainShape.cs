using System.Reflection;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Orleans.Simulation;

/// <summary>What is known of a grain class by itself. It is the same for every activation of every run.</summary>
internal sealed class GrainShape
{
    public GrainShape(Type grainClass, IGrainActivator activator)
    {
        if (grainClass.IsDefined(typeof(MayInterleaveAttribute), inherit: true) || grainClass.IsDefined(typeof(StatelessWorkerAttribute), inherit: true))
        {
            throw new NotSupportedException($"{grainClass} is a stateless worker, or decides about interleaving: neither is simulated.");
        }

        Activator = activator;
        IsReentrant = grainClass.IsDefined(typeof(ReentrantAttribute), inherit: true);
    }

    public IGrainActivator Activator { get; }

    public bool IsReentrant { get; }
}
