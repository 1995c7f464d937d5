namespace Orleans.Runtime;

/// <summary>A timer of an activation. It ends with it.</summary>
public interface IGrainTimer : IDisposable
{
    void Change(TimeSpan dueTime, TimeSpan period);
}
