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
}
