using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>A reference to a grain: the base of what the generator writes for each grain interface.</summary>
public abstract class GrainProxy(GrainId id, EmbeddedSilo silo) : IAddressable
{
    private Activation? _activation;

    public GrainId Id { get; } = id;

    protected Task<TResult> Send<TResult>(GrainCall<TResult> call)
    {
        Dispatch(call);
        return call.Task;
    }

    protected Task SendOneWay(IGrainCall call)
    {
        Dispatch(call);
        return Task.CompletedTask;
    }

    private void Dispatch(IGrainCall call)
    {
        call.Context = RequestContext.Snapshot;
        if (silo.Dispatcher is { } dispatcher)
        {
            dispatcher.Dispatch(silo, Id, call);
            return;
        }

        // The activation is remembered; when it has ended in the meantime, it refuses and another one is looked up.
        if (_activation is null || !_activation.TryReceive(call))
        {
            _activation = silo.Receive(Id, call);
        }
    }
}
