using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Simulation;

/// <summary>Every call to a grain passes here: delayed, overtaken, lost before or after its effect, doubled.</summary>
public sealed class Network(SimulatedWorld world)
{
    private static readonly TimeSpan VeryLate = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan DoubledLate = TimeSpan.FromSeconds(40);
    private int _generation;

    /// <summary>Which silo a call goes to. Null: it can't be reached, and the call is lost.</summary>
    internal Func<GrainCall, SimulatedSilo?> Route { get; set; } = static call => call.From;

    /// <summary>Which silo has a grain's reminders, as a silo sees it.</summary>
    internal Func<SimulatedSilo, GrainId, SimulatedSilo> OwnerOf { get; set; } = static (from, _) => from;

    /// <summary>Which calls may be delivered twice. Orleans delivers none twice, but a caller that tries again does.</summary>
    public Func<GrainCall, bool> MayDouble { get; init; } = static _ => true;

    /// <summary>Calls that were sent.</summary>
    public long Calls { get; private set; }

    internal int NextGeneration() => ++_generation;

    internal bool IsOwner(SimulatedSilo silo, GrainId grain) => OwnerOf(silo, grain) == silo;

    internal void Dispatch(GrainCall call)
    {
        Calls++;
        world.Tell(() => $"   {call.Name} to {call.Target}");
        var faults = world.Faults;
        if (IsTickOfReminder(call) && Remind(call))
        {
            return;
        }

        if (world.Occurs("call lost", faults.CallLost))
        {
            return;
        }

        if (world.Occurs("answer lost", faults.AnswerLost))
        {
            // What takes effect is a copy, whose answer nobody hears.
            call = call.Again();
        }

        if (faults.CallDoubled > 0 && MayDouble(call) && world.Occurs("call doubled", faults.CallDoubled))
        {
            world.CopiedCalls.Add(world.Loop.Now);
            Later(DoubledLate, call.Again());
        }

        if (world.Occurs("call very late", faults.CallVeryLate))
        {
            Later(VeryLate, call.Again());
        }
        else if (faults.SlowestCallMicroseconds > 0)
        {
            Later(TimeSpan.FromMicroseconds(faults.SlowestCallMicroseconds), call);
        }
        else
        {
            Deliver(call);
        }
    }

    /// <summary>The answer goes back to another silo.</summary>
    internal void Return(GrainCall call, Response response)
    {
        if (world.Faults.SlowestCallMicroseconds > 0)
        {
            world.Loop.After(Way(), call.From.Life, () => call.Complete(response));
        }
        else
        {
            call.Complete(response);
        }
    }

    /// <summary>Something about a call is told to where the call is.</summary>
    internal void Tell(GrainCall call, Action news) => world.Loop.After(Way(), InTheAir(call), news);

    /// <summary>Asks the silo that has a grain's reminders.</summary>
    internal Task<T> AskOwnerAsync<T>(SimulatedSilo from, GrainId grain, Func<SimulatedReminders, Task<T>> ask)
    {
        var answer = new TaskCompletionSource<T>();
        var owner = OwnerOf(from, grain);
        if (owner == from)
        {
            owner.Background.Begin(async () => Settle(answer, await Ended(ask(owner.Reminders))));
            return answer.Task;
        }

        world.Loop.After(from.Options.ResponseTimeout, from.Life, () => answer.TrySetException(new TimeoutException("The silo with the reminders did not answer in time.")));
        if (!world.Occurs("call lost", world.Faults.CallLost))
        {
            world.Loop.After(Way(), owner.Life, () => owner.Background.Begin(async () =>
            {
                var outcome = await Ended(ask(owner.Reminders));
                if (!world.Occurs("answer lost", world.Faults.AnswerLost))
                {
                    world.Loop.After(Way(), from.Life, () => Settle(answer, outcome));
                }
            }));
        }

        return answer.Task;
    }

    /// <summary>An activation is over: what waited for it goes to the next one.</summary>
    internal void Readdress(GrainCall call) => Deliver(call);

    private static async Task<Task<T>> Ended<T>(Task<T> task)
    {
        await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return task;
    }

    private static void Settle<T>(TaskCompletionSource<T> answer, Task<T> outcome) => _ = outcome.IsCompletedSuccessfully
        ? answer.TrySetResult(outcome.Result)
        : answer.TrySetException(outcome.Exception!.InnerExceptions);

    private static bool IsTickOfReminder(GrainCall call) => call.Body.GetInterfaceType() == typeof(IRemindable);

    /// <summary>True: the tick does not come.</summary>
    private bool Remind(GrainCall call)
    {
        if (world.Occurs("reminder missed", world.Faults.ReminderMissed))
        {
            call.Complete(Response.Completed);
            return true;
        }

        if (world.Occurs("reminder doubled", world.Faults.ReminderDoubled))
        {
            Deliver(call.Again());
        }

        return false;
    }

    private TimeSpan Way() => world.FaultChance.Delay(TimeSpan.FromMicroseconds(world.Faults.SlowestCallMicroseconds));

    private void Later(TimeSpan most, GrainCall call) => world.Loop.After(world.FaultChance.Delay(most), InTheAir(call), () =>
    {
        if (!call.From.Life.IsOver || world.FaultChance.Hits(0.5))
        {
            Deliver(call);
        }
    });

    /// <summary>What was sent to another machine arrives although its sender has died, or stands still.</summary>
    private Life InTheAir(GrainCall call) => world.IsCluster ? world.Forever : call.From.Life;

    private void Deliver(GrainCall call)
    {
        if (Route(call) is { } to && !to.Life.IsOver)
        {
            to.Deliver(call);
        }
    }
}
