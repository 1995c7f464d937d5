using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Embedded;

/// <summary>Which request runs when; how an activation begins and ends.</summary>
internal sealed partial class Activation
{
    private bool _ending;

    private Action ActivateTurn => () => _ = ActivateAsync();

    private Action EndIfIdleTurn => EndIfIdle;

    /// <summary>Runs the request now, or lets it wait for its turn.</summary>
    private void Begin(IGrainCall call)
    {
        if (_stage != Stage.Active || !MayBegin(call) || Overtakes(call))
        {
            lock (_gate)
            {
                if (_stage != Stage.Ended)
                {
                    _waiting.Enqueue(call);
                    return;
                }
            }

            Silo.Receive(Id, call);
            return;
        }

        Start(call);
    }

    private bool MayBegin(IGrainCall call)
    {
        if (Class.IsReentrant || _running.Count == 0 || (call.Options & CallOptions.AlwaysInterleave) != 0)
        {
            return true;
        }

        // Exclusive requests are those that neither interleave nor only read.
        return _exclusive == 0 && (call.Options & CallOptions.ReadOnly) != 0;
    }

    /// <summary>Others wait already: only what may always interleave goes before them.</summary>
    private bool Overtakes(IGrainCall call) =>
        !Class.IsReentrant && _waiting.Count > 0 && (call.Options & CallOptions.AlwaysInterleave) == 0;

    private static bool IsExclusive(IGrainCall call) => (call.Options & (CallOptions.AlwaysInterleave | CallOptions.ReadOnly)) == 0;

    private void Start(IGrainCall call)
    {
        if (call.IsAnswered)
        {
            // Its caller gave up while it waited.
            Pump();
            return;
        }

        lock (_gate)
        {
            _running.Add(call);
        }

        _exclusive += IsExclusive(call) ? 1 : 0;
        LastUsed = Silo.Time.GetTimestamp();
        if (call.Context is not null)
        {
            _ = StartWithContext(call);
            return;
        }

        var running = call.RunAsync(_grain!, Silo.Filters);
        if (running.IsCompleted)
        {
            End(call);
        }
        else
        {
            _ = EndLater(call, running);
        }
    }

    private async Task StartWithContext(IGrainCall call)
    {
        // An async method, so that the context ends with the request.
        RequestContext.Restore(call.Context);
        await call.RunAsync(_grain!, Silo.Filters);
        End(call);
    }

    private async Task EndLater(IGrainCall call, Task running)
    {
        await running;
        End(call);
    }

    private void End(IGrainCall call)
    {
        lock (_gate)
        {
            _running.Remove(call);
        }

        _exclusive -= IsExclusive(call) ? 1 : 0;
        LastUsed = Silo.Time.GetTimestamp();
        if (call.Failure is InconsistentStateException)
        {
            Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, "Its state was written by another activation."));
        }

        Pump();
    }

    /// <summary>Starts what waits and may run now.</summary>
    private void Pump()
    {
        if (_stage == Stage.Deactivating)
        {
            EndIfIdle();
            return;
        }

        while (_stage == Stage.Active)
        {
            IGrainCall next;
            lock (_gate)
            {
                if (!_waiting.TryPeek(out next!) || !MayBegin(next))
                {
                    return;
                }

                _waiting.Dequeue();
            }

            Start(next);
        }
    }

    private async Task ActivateAsync()
    {
        try
        {
            _grain = Class.Create(this);
            foreach (var state in _states)
            {
                await state.ReadStateAsync();
            }

            if (_grain is IGrainBase grain)
            {
                await OnActivate(grain);
            }
        }
        catch (Exception e)
        {
            FailActivation(e);
            return;
        }

        lock (_gate)
        {
            _stage = _reason.ReasonCode == DeactivationReasonCode.None ? Stage.Active : Stage.Deactivating;

            // Each is looked at again as if it came now, so that one which may interleave does not wait behind one which may not.
            while (_stage == Stage.Active && _waiting.TryDequeue(out var call))
            {
                Enqueue(call);
            }
        }

        Pump();
    }

    private Task OnActivate(IGrainBase grain) => grain is Grain known ? known.OnActivateAsync(CancellationToken.None) : grain.OnActivateAsync(CancellationToken.None);

    private void FailActivation(Exception exception)
    {
        Silo.Log.ActivationFailed(exception, Id);
        IGrainCall[] waiting;
        lock (_gate)
        {
            _stage = Stage.Ended;
            waiting = [.. _waiting];
            _waiting.Clear();
            _timers.ForEach(timer => timer.Stop());
        }

        Silo.Remove(this);
        foreach (var call in waiting)
        {
            call.TryFail(exception);
        }
    }

    private void EndIfIdle()
    {
        if (_stage == Stage.Deactivating && _running.Count == 0 && !_ending)
        {
            _ending = true;
            _ = EndAsync();
        }
    }

    private async Task EndAsync()
    {
        try
        {
            if (_grain is Grain grain)
            {
                await grain.OnDeactivateAsync(_reason, CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            Silo.Log.DeactivationFailed(e, Id);
        }

        IGrainCall[] waiting;
        lock (_gate)
        {
            _stage = Stage.Ended;
            waiting = [.. _waiting];
            _waiting.Clear();
            _timers.ForEach(timer => timer.Stop());
            _timers.Clear();
        }

        Silo.Remove(this);
        foreach (var call in waiting)
        {
            // The next activation answers.
            Silo.Receive(Id, call);
        }
    }
}
