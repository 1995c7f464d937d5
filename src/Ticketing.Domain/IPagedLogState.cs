namespace Ticketing;

/// <summary>The end of a list whose full pages are grains of their own.</summary>
public interface IPagedLogState<T>
{
    int FullPages { get; set; }

    /// <summary>The entries after the full pages.</summary>
    List<T> Last { get; }
}
