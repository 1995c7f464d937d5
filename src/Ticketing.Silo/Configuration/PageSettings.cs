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
        var origins = reader.List("Pages:EmbedOrigins");
        foreach (var origin in origins)
        {
            reader.Check(
                SettingsReader.IsOrigin(origin, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback),
                $"Pages:EmbedOrigins must list origins such as https://theatre.example, not '{origin}'; http is for this machine alone.");
        }

        return reader.Errors.Count == 0 ? new PageOptions { TimeZone = zone, EmbedOrigins = origins } : throw new SettingsException(reader.Errors);
    }
}
