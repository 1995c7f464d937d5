namespace Orleans.Embedded;

/// <summary>Code that runs around every request: tracing. Without any, nothing is paid.</summary>
public sealed class CallFilters
{
    private readonly IIncomingGrainCallFilter[] _filters;

    internal CallFilters(IEnumerable<IIncomingGrainCallFilter> filters) => _filters = [.. filters];

    internal bool IsEmpty => _filters.Length == 0;

    internal Task InvokeAsync(IGrainCall call, object grain, Func<Task> method) => new Context(_filters, call, grain, method).Invoke();

    private sealed class Context(IIncomingGrainCallFilter[] filters, IGrainCall call, object grain, Func<Task> method) : IIncomingGrainCallContext
    {
        private int _stage;

        public object Grain => grain;

        public string InterfaceName => call.InterfaceName;

        public string MethodName => call.MethodName;

        public async Task Invoke()
        {
            if (_stage == filters.Length)
            {
                await method();
                return;
            }

            try
            {
                await filters[_stage++].Invoke(this);
            }
            finally
            {
                // A filter may go on once more, to try again.
                _stage--;
            }
        }
    }
}
