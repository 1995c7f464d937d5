using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>
/// A grain timer. Its callback is a request: it waits its turn unless it may interleave. The period runs from the end of
/// one callback to the next.
/// </summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly CancellationTokenSource _ended = new();
    private readonly bool _interleave;
    private readonly bool _keepAlive;
    private ITimer? _timer;
    private TimeSpan _period;
    private int _generation;
    private bool _set;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _interleave = options.Interleave;
        _keepAlive = options.KeepAlive;
    }

    internal bool KeepsAlive => _keepAlive && _set;

    internal void Start(GrainTimerCreationOptions options)
    {
        _activation.Add(this);
        _timer = _activation.Silo.Time.CreateTimer(
            static self => ((GrainTimer)self!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Change(options.DueTime, options.Period);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        _generation++;
        _set = dueTime != Timeout.InfiniteTimeSpan;
        _timer?.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        Stop();
        _activation.Remove(this);
    }

    internal void Stop()
    {
        _set = false;
        _timer?.Dispose();
        _timer = null;
        _ended.Cancel();
    }

    private void OnDue()
    {
        if (_timer is not null)
        {
            _activation.TryReceive(new Tick(this));
        }
    }

    private async Task RunAsync()
    {
        if (_timer is null)
        {
            return;
        }

        var generation = _generation;
        _set = false;
        try
        {
            await _callback(_ended.Token);
        }
        catch (Exception e)
        {
            _activation.Silo.Log.TimerFailed(e, _activation.Id);
        }

        if (generation == _generation && _timer is not null && _period != Timeout.InfiniteTimeSpan)
        {
            Change(_period, _period);
        }
    }

    private sealed class Tick(GrainTimer timer) : GrainCall<NoResult>
    {
        public override string Name => "timer";

        // The names under which Orleans shows a timer's call to filters.
        public override string InterfaceName => "IGrainTimerInvoker";

        public override string MethodName => "InvokeCallbackAsync";

        public override CallOptions Options => CallOptions.OneWay | (timer._interleave ? CallOptions.AlwaysInterleave : CallOptions.None);

        public override IGrainCall Again() => new Tick(timer);

        protected override Task<NoResult> InvokeAsync(object grain) => Plain(timer.RunAsync());
    }
}
