namespace Ticketing.Web;

/// <summary>What pages are configured with.</summary>
public sealed record PageOptions
{
    /// <summary>Pages:TimeZone. By which clock the times of events are written: events keep moments, not places. Default: UTC.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;
}
