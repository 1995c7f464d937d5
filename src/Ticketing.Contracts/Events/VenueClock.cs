using NodaTime;

namespace Ticketing.Events;

/// <summary>
/// Times as the clocks at the venue show them. The zones come with the product, so that each silo knows the same, whatever the
/// system that it runs on has.
/// </summary>
public static class VenueClock
{
    public static bool Knows(string zone) => DateTimeZoneProviders.Tzdb.Ids.Contains(zone);

    /// <summary>The same moment there. Where nobody told where the clocks stand, in UTC.</summary>
    public static DateTimeOffset At(DateTimeOffset time, string? zone) =>
        zone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is { } known
            ? Instant.FromDateTimeOffset(time).InZone(known).ToDateTimeOffset()
            : time.ToUniversalTime();

    /// <summary>The first moment of the day there.</summary>
    public static DateTimeOffset DayOf(DateTimeOffset time, string? zone)
    {
        var known = zone is null ? DateTimeZone.Utc : DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc;
        return known.AtStartOfDay(Instant.FromDateTimeOffset(time).InZone(known).Date).ToDateTimeOffset();
    }
}
