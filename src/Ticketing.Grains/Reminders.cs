using Orleans;

namespace Ticketing;

/// <summary>Reminders that nothing is left for.</summary>
internal static class Reminders
{
    /// <summary>
    /// Takes a reminder back, after a write: an activation beside the one that knows better fails there, and takes nothing
    /// away. One that knows of nothing at all is to leave no state behind either; not where calls may come meanwhile.
    /// </summary>
    public static async Task EndReminder<TState>(this Grain grain, string name, Durable<TState> state, bool forget)
    {
        if (await grain.GetReminder(name) is not { } reminder)
        {
            return;
        }

        await state.Changed();
        await grain.UnregisterReminder(reminder);
        if (forget)
        {
            await state.Clear();
        }
    }
}
