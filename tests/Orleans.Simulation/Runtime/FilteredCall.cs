using System.Reflection;
using System.Runtime.ExceptionServices;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Simulation;

/// <summary>A call to a grain that filters its own calls, by the rules of Orleans' GrainMethodInvoker: the filter first, and then the method.</summary>
internal sealed class FilteredCall(GrainCall call, IGrainContext target) : IIncomingGrainCallContext
{
    private bool _isFiltered;

    public IInvokable Request => call.Body;

    public object Grain => target.GrainInstance!;

    public GrainId? SourceId => throw new NotSupportedException("Who called is not simulated.");

    public GrainId TargetId => target.GrainId;

    public IGrainContext TargetContext => target;

    public GrainInterfaceType InterfaceType => throw new NotSupportedException("The interface is named by InterfaceName.");

    public string InterfaceName => call.Body.GetInterfaceName();

    public string MethodName => call.Body.GetMethodName();

    public MethodInfo InterfaceMethod => call.Body.GetMethod();

    public MethodInfo ImplementationMethod => throw new NotSupportedException("The method is named by MethodName.");

    public Response? Response { get; set; }

    public object? Result
    {
        get => Response?.Result;
        set => Response = Response.FromResult(value);
    }

    public async Task Invoke()
    {
        if (!_isFiltered)
        {
            _isFiltered = true;
            await ((IIncomingGrainCallFilter)Grain).Invoke(this);
            return;
        }

        Response = OrleansServices.CopyLocally(await call.Body.Invoke());
        if (Response.Exception is { } exception)
        {
            // So that the filter sees it.
            ExceptionDispatchInfo.Throw(exception);
        }
    }
}
