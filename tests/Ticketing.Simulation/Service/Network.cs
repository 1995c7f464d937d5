using Orleans.Embedded;

namespace Ticketing.Simulation;

/// <summary>Every call to a grain passes here: delayed, overtaken, lost before or after its effect, doubled.</summary>
public sealed class Network(World world) : ICallDispatcher
{
    private static readonly TimeSpan VeryLate = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan DoubledLate = TimeSpan.FromSeconds(40);

    private readonly Dictionary<EmbeddedSilo, Life> _silos = [];

    /// <summary>Which silo a call goes to. Null: the one it came from.</summary>
    public Func<EmbeddedSilo, GrainId, EmbeddedSilo?>? Route { get; set; }

    /// <summary>Calls that were sent.</summary>
    public long Calls { get; private set; }

    public void Join(EmbeddedSilo silo, Life life) => _silos[silo] = life;

    public void Leave(EmbeddedSilo silo) => _silos.Remove(silo);

    public void Dispatch(EmbeddedSilo from, GrainId target, IGrainCall call)
    {
        Calls++;
        var life = _silos[from];
        var faults = world.Faults;
        if (call.Name == "IRemindable.ReceiveReminder" && Remind(from, target, call))
        {
            return;
        }

        if (world.Occurs("call lost", faults.CallLost))
        {
            TimeOut(life, from, target, call);
            return;
        }

        if (world.Occurs("answer lost", faults.AnswerLost))
        {
            // What takes effect is a copy, whose answer nobody hears.
            TimeOut(life, from, target, call);
            call = call.Again();
        }

        if (world.Occurs("call doubled", faults.CallDoubled))
        {
            Later(life, world.FaultChance.Delay(DoubledLate), from, target, call.Again());
        }

        if (world.Occurs("call very late", faults.CallVeryLate))
        {
            TimeOut(life, from, target, call);
            Later(life, world.FaultChance.Delay(VeryLate), from, target, call.Again());
        }
        else if (faults.SlowestCallMicroseconds > 0)
        {
            Later(life, world.FaultChance.Delay(TimeSpan.FromMicroseconds(faults.SlowestCallMicroseconds)), from, target, call);
        }
        else
        {
            Deliver(from, target, call);
        }
    }

    /// <summary>True: the tick does not come.</summary>
    private bool Remind(EmbeddedSilo from, GrainId target, IGrainCall call)
    {
        if (world.Occurs("reminder missed", world.Faults.ReminderMissed))
        {
            return true;
        }

        if (world.Occurs("reminder doubled", world.Faults.ReminderDoubled))
        {
            Deliver(from, target, call.Again());
        }

        return false;
    }

    private void Later(Life life, TimeSpan delay, EmbeddedSilo from, GrainId target, IGrainCall call) =>
        world.Loop.After(delay, life, () => Deliver(from, target, call));

    private void Deliver(EmbeddedSilo from, GrainId target, IGrainCall call)
    {
        var to = Route?.Invoke(from, target) ?? from;
        if (_silos.TryGetValue(to, out var life) && !life.IsOver)
        {
            to.Deliver(target, call);
        }
    }

    private void TimeOut(Life life, EmbeddedSilo from, GrainId target, IGrainCall call) =>
        world.Loop.After(from.Options.ResponseTimeout, life, () => call.TryFail(new TimeoutException($"{call.Name} on {target} was not answered in time.")));
}
