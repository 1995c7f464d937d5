using Ticketing.Events;
using Ticketing.Web;

namespace Ticketing.Configuration;

/// <summary>The settings of pages, read and checked once at start.</summary>
internal static class PageSettings
{
    public static PageOptions From(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var zone = reader.Text("Pages:TimeZone", "UTC");
        reader.Check(VenueClock.Knows(zone), $"Pages:TimeZone must be a name of the IANA time zone database, such as Europe/Vienna, not '{zone}'.");
        return reader.Errors.Count == 0 ? new PageOptions { TimeZone = zone } : throw new SettingsException(reader.Errors);
    }
}
