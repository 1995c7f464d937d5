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

    /// <summary>As long after <paramref name="to"/> as the time is after <paramref name="from"/>, by what the clocks there show.</summary>
    public static DateTimeOffset Moved(DateTimeOffset time, DateTimeOffset from, DateTimeOffset to, string? zone)
    {
        var shown = At(to, zone).DateTime + (At(time, zone).DateTime - At(from, zone).DateTime);
        return zone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is { } known
            ? LocalDateTime.FromDateTime(shown).InZoneLeniently(known).ToDateTimeOffset()
            : new DateTimeOffset(shown, TimeSpan.Zero);
    }

    /// <summary>The first moment of the day there.</summary>
    public static DateTimeOffset DayOf(DateTimeOffset time, string? zone)
    {
        var known = zone is null ? DateTimeZone.Utc : DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc;
        return known.AtStartOfDay(Instant.FromDateTimeOffset(time).InZone(known).Date).ToDateTimeOffset();
    }
}
