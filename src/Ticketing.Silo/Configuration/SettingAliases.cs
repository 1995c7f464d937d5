using System.Globalization;

namespace Ticketing.Configuration;

/// <summary>
/// The short names that operators of such services know. A setting that is given under its own name wins over them.
/// </summary>
public static class SettingAliases
{
    /// <summary>The settings that the aliases in <paramref name="given"/> stand for.</summary>
    public static IReadOnlyDictionary<string, string?> Resolve(IConfiguration given)
    {
        Dictionary<string, string?> settings = new(StringComparer.OrdinalIgnoreCase);
        Add("PORT", "URLS", static port => $"http://127.0.0.1:{port}");
        Add("REDIS_URL", "Redis:Url", static url => url);
        Add("HOLD_TTL_MINUTES", "Holds:Ttl", Minutes);
        Add("BOOKING_TIMEOUT_MINUTES", "Bookings:Timeout", Minutes);
        Add("MAX_HOLD_QUANTITY", "Holds:MaxQuantity", static quantity => quantity);
        Add("WAITLIST_NOTIFICATION_TIMEOUT_HOURS", "Waitlist:OfferHours", static hours => hours);
        Add("LOG_LEVEL", "Logging:LogLevel:Default", static level => level.ToUpperInvariant() switch
        {
            "DEBUG" => "Debug",
            "INFO" => "Information",
            "WARN" or "WARNING" => "Warning",
            "ERROR" => "Error",
            "CRITICAL" or "FATAL" => "Critical",
            _ => level,
        });
        Add("JWT_SECRET", "Auth:SigningKey", static secret => secret);
        Add("JWT_ALGORITHM", "Auth:Algorithms", static algorithm => algorithm);
        Add("JWT_EXPIRY_MINUTES", "Auth:TokenLifetime", Minutes);
        Add("CORS_ORIGINS", "Cors:Origins", static origins => origins.Trim('[', ']', ' ').Replace("\"", "", StringComparison.Ordinal));
        Add("LOG_FORMAT", "Logging:Format", static format => format);
        return settings;

        static string Minutes(string minutes) =>
            double.TryParse(minutes, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && Math.Abs(value) < 1e6
                ? TimeSpan.FromMinutes(value).ToString()
                : minutes;

        void Add(string alias, string key, Func<string, string> translate)
        {
            if (given[alias] is { Length: > 0 } value)
            {
                settings[key] = translate(value);
            }
        }
    }
}
