using System.Runtime.CompilerServices;

namespace Ticketing;

/// <summary>Waits for a task's end, however it ends, and stays on the grain's scheduler.</summary>
internal static class TaskEnding
{
    public static ConfiguredTaskAwaitable Ended(this Task task) =>
        task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
}
