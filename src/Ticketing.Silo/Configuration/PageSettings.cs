using Ticketing.Web;

namespace Ticketing.Configuration;

/// <summary>The settings of pages, read and checked once at start.</summary>
internal static class PageSettings
{
    public static PageOptions From(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var name = reader.Text("Pages:TimeZone", TimeZoneInfo.Utc.Id);
        var isKnown = TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone);
        reader.Check(isKnown, $"Pages:TimeZone must be the name of a time zone that this machine knows, such as Europe/Vienna, not '{name}'.");
        return reader.Errors.Count == 0 ? new PageOptions { TimeZone = zone! } : throw new SettingsException(reader.Errors);
    }
}
