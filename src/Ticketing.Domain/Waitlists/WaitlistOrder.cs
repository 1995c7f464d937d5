namespace Ticketing.Waitlists;

/// <summary>The order of the line: by priority, the higher first, then by joining.</summary>
public sealed class WaitlistOrder : IComparer<WaitlistEntry>
{
    public static WaitlistOrder Instance { get; } = new();

    public int Compare(WaitlistEntry? x, WaitlistEntry? y) => (x, y) switch
    {
        (null, _) or (_, null) => Comparer<object>.Default.Compare(x, y),
        _ when x.Priority != y.Priority => y.Priority.CompareTo(x.Priority),
        _ => x.Id.Number.CompareTo(y.Id.Number),
    };
}
