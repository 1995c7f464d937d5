using Orleans.Embedded;

namespace Ticketing.Simulation;

/// <summary>Every call to a grain passes here: delayed, overtaken, lost before or after its effect, doubled.</summary>
public sealed class Network(World world) : ICallDispatcher
{
    private static readonly TimeSpan VeryLate = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan DoubledLate = TimeSpan.FromSeconds(40);

    /// <summary>
    /// The one command without an identity of its own: the block chooses the unit, and the unit is part of the hold's id. Orleans
    /// delivers a call at most once; a second delivery would place a second hold that nobody knows, until it lapses.
    /// </summary>
    private const string NotRepeatable = "ISectionGrain.Place";

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
        world.Tell(() => $"   {call.Name} to {target}");
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

        if (call.Name != NotRepeatable && world.Occurs("call doubled", faults.CallDoubled))
        {
            world.Copied.Add(world.Loop.Now);
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
        if (to != from && _silos.TryGetValue(from, out var caller))
        {
            // The callee may die with the call; the caller's silo keeps the time.
            TimeOut(caller, from, target, call);
        }

        if (_silos.TryGetValue(to, out var life) && !life.IsOver)
        {
            to.Deliver(target, call);
        }
    }

    private void TimeOut(Life life, EmbeddedSilo from, GrainId target, IGrainCall call) =>
        world.Loop.After(from.Options.ResponseTimeout, life, () => call.TryFail(new TimeoutException($"{call.Name} on {target} was not answered in time.")));
}
