using System.Runtime.CompilerServices;

namespace Orleans.Embedded.Journal;

/// <summary>
/// Awaits a task of the disk and goes on where that task is completed. An ordinary await would move to the scheduler of
/// the turn that happened to begin the write, or to the thread pool; a simulator has neither to offer.
/// </summary>
internal static class InlineAwait
{
    public static Awaiter Inline(this Task task) => new(task);

    /// <summary>A task that ends when the other one does, however that ends.</summary>
    public static Task Ended(this Task task) => task.ContinueWith(
        static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    public readonly struct Awaiter(Task task) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => task.IsCompleted;

        public Awaiter GetAwaiter() => this;

        public void GetResult() => task.GetAwaiter().GetResult();

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) => task.ContinueWith(
            static (_, next) => ((Action)next!)(),
            continuation,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
