namespace Ticketing.Web;

/// <summary>What pages are configured with.</summary>
public sealed record PageOptions
{
    /// <summary>Pages:TimeZone. By which clocks the times of events are written that have no time zone of their own. Default: UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Pages:EmbedOrigins. Sites that may show events in a frame, each as browsers name it: https://theatre.example. Default: none.</summary>
    public IReadOnlyList<string> EmbedOrigins { get; init; } = [];

    /// <summary>Holds:Ttl. How long the places of an event are held that does not say so. Default: 00:02:00.</summary>
    public TimeSpan HoldTtl { get; init; } = TimeSpan.FromMinutes(2);
}
