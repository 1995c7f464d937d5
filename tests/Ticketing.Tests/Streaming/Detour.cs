using System.Reflection;
using Orleans;
using Ticketing.Events;

namespace Ticketing.Tests.Streaming;

/// <summary>Grains as they are, but for what an event says of its counts: the test may change it, or have asking fail.</summary>
public class Detour : DispatchProxy
{
    private object _real = null!;
    private Func<Task<EventCounts?>, Task<EventCounts?>> _change = null!;

    public static IGrainFactory Of(IGrainFactory grains, Func<Task<EventCounts?>, Task<EventCounts?>> change) => Wrap(grains, change);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        object? answer;
        try
        {
            answer = targetMethod!.Invoke(_real, args);
        }
        catch (TargetInvocationException e)
        {
            throw e.InnerException!;
        }

        return answer switch
        {
            IEventGrain grain => Wrap(grain, _change),
            Task<EventCounts?> counts when targetMethod.Name == nameof(IEventGrain.Counts) => _change(counts),
            _ => answer,
        };
    }

    private static T Wrap<T>(T real, Func<Task<EventCounts?>, Task<EventCounts?>> change)
        where T : class
    {
        var wrapped = Create<T, Detour>();
        var detour = (Detour)(object)wrapped;
        (detour._real, detour._change) = (real, change);
        return wrapped;
    }
}
