using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Simulation;

/// <summary>A call under way: from the generated proxy to the activation, and its answer back.</summary>
public sealed class GrainCall
{
    private readonly InvokeMethodOptions _options;
    private Dictionary<string, object>? _requestContext;
    private Action<Response>? _answer;

    internal GrainCall(SimulatedSilo from, GrainId target, IInvokable body, InvokeMethodOptions options, Dictionary<string, object>? requestContext, Action<Response>? answer)
    {
        From = from;
        Target = target;
        Body = body;
        IsAlwaysInterleave = (options & InvokeMethodOptions.AlwaysInterleave) != 0;
        _options = options;
        _requestContext = requestContext;
        _answer = answer;
    }

    /// <summary>The silo whose grain or gateway made the call.</summary>
    public SimulatedSilo From { get; }

    public GrainId Target { get; }

    /// <summary>Which method is called, and with which arguments.</summary>
    public IInvokable Body { get; private set; }

    public string Name => $"{Body.GetInterfaceType().Name}.{Body.GetMethodName()}";

    public bool IsOneWay => (_options & InvokeMethodOptions.OneWay) != 0;

    internal bool IsReadOnly => (_options & InvokeMethodOptions.ReadOnly) != 0;

    internal bool IsAlwaysInterleave { get; init; }

    /// <summary>The tick of a timer: it stays in its activation.</summary>
    internal bool IsTick { get; init; }

    /// <summary>Counts as use of the activation.</summary>
    internal bool IsKeepAlive { get; init; } = true;

    /// <summary>Whoever waited for the answer has one, if only that it takes too long.</summary>
    internal bool IsAnswered => _answer is null && !IsOneWay && !IsCopy;

    /// <summary>Where the call has arrived.</summary>
    internal Activation? At { get; set; }

    internal CancellationTokenRegistration Cancellation { get; set; }

    private bool IsCopy { get; init; }

    /// <summary>Fails the call for whoever waits. It may still take effect.</summary>
    public void Fail(Exception exception) => Complete(Response.FromException(exception));

    /// <summary>The same call once more. Nobody hears its answer.</summary>
    internal GrainCall Again() => new(From, Target, OrleansServices.Copy(Body), _options, _requestContext, null) { IsCopy = true };

    /// <summary>The call crosses from one silo to another as bytes.</summary>
    internal void Cross()
    {
        Body = OrleansServices.Copy(Body);
        _requestContext = _requestContext is null ? null : OrleansServices.Copy(_requestContext);
    }

    internal void ImportContext()
    {
        if (_requestContext is not null)
        {
            RequestContextExtensions.Import(_requestContext);
        }
    }

    internal void Complete(Response response)
    {
        if (_answer is not { } answer || From.Life.IsOver)
        {
            return;
        }

        _answer = null;
        Cancellation.Dispose();
        answer(response);
    }
}
