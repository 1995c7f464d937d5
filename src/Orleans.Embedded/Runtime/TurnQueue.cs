namespace Orleans.Embedded;

/// <summary>Where activations run their turns: the thread pool, or a simulator's single thread.</summary>
public abstract class TurnQueue
{
    public static TurnQueue ThreadPool { get; } = new PoolQueue();

    public abstract void Queue(IThreadPoolWorkItem work);

    private sealed class PoolQueue : TurnQueue
    {
        public override void Queue(IThreadPoolWorkItem work) =>
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
    }
}
