using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Simulation;

/// <summary>Where the proxies that Orleans generated for a silo send their calls.</summary>
internal sealed class ProxyRuntime(SimulatedSilo silo) : IGrainReferenceRuntime
{
    // Plain completion sources: those of Orleans continue on the thread pool.
    public ValueTask<T?> InvokeMethodAsync<T>(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        var answer = new TaskCompletionSource<T?>();
        silo.Send(reference, request, options, response =>
        {
            if (response.Exception is { } exception)
            {
                answer.TrySetException(exception);
            }
            else
            {
                answer.TrySetResult(response.GetResult<T>());
            }
        });
        return new ValueTask<T?>(answer.Task);
    }

    public ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        var answer = new TaskCompletionSource();
        silo.Send(reference, request, options, response =>
        {
            if (response.Exception is { } exception)
            {
                answer.TrySetException(exception);
            }
            else
            {
                answer.TrySetResult();
            }
        });
        return new ValueTask(answer.Task);
    }

    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) => silo.Send(reference, request, options, null);

    public object Cast(IAddressable grain, Type interfaceType) => grain is GrainReference && interfaceType.IsInstanceOfType(grain)
        ? grain
        : silo.References.CreateReference(grain.GetGrainId(), OrleansServices.Interfaces.GetGrainInterfaceType(interfaceType));
}
