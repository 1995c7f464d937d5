using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Ticketing.Configuration;
using Ticketing.Hosting;

namespace Ticketing.Tests.Configuration;

/// <summary>Settings by their names, by the short names that operators know, from a .env file; and what is said of wrong ones.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void Without_settings_there_are_defaults()
    {
        var settings = TicketingSettings.From(Given());
        Assert.Equal(Path.GetFullPath("data/ticketing.db"), LocalStore.Of(Given()).File);
        Assert.Equal(TimeSpan.FromMinutes(2), settings.HoldTtl);
        Assert.Equal(TimeSpan.FromMinutes(5), settings.HouseHoldTtl);
        Assert.Equal((100, 256), (settings.MaxQuantity, settings.PoolSize));
    }

    [Theory]
    [InlineData("PORT", "8099", "URLS", "http://127.0.0.1:8099")]
    [InlineData("REDIS_URL", "redis://127.0.0.1:6379", "Redis:Url", "redis://127.0.0.1:6379")]
    [InlineData("HOLD_TTL_MINUTES", "1.5", "Holds:Ttl", "00:01:30")]
    [InlineData("MAX_HOLD_QUANTITY", "12", "Holds:MaxQuantity", "12")]
    [InlineData("LOG_LEVEL", "warn", "Logging:LogLevel:Default", "Warning")]
    [InlineData("LOG_FORMAT", "text", "Logging:Format", "text")]
    [InlineData("BOOKING_TIMEOUT_MINUTES", "20", "Bookings:Timeout", "00:20:00")]
    [InlineData("JWT_SECRET", "a-secret-with-more-than-32-bytes-in-it", "Auth:SigningKey", "a-secret-with-more-than-32-bytes-in-it")]
    [InlineData("JWT_ALGORITHM", "HS256", "Auth:Algorithms", "HS256")]
    [InlineData("JWT_EXPIRY_MINUTES", "45", "Auth:TokenLifetime", "00:45:00")]
    [InlineData("CORS_ORIGINS", "[\"https://a.example\", \"https://b.example\"]", "Cors:Origins", "https://a.example, https://b.example")]
    public void Short_names_stand_for_settings(string alias, string value, string key, string meant) =>
        Assert.Equal(meant, SettingAliases.Resolve(Given((alias, value)))[key]);

    [Theory]
    [InlineData("Development", "http://127.0.0.1:8099", "http://127.0.0.1:8099")]
    [InlineData("Development", "http://+:8080;http://localhost:8081", "http://localhost:8081")]
    [InlineData("Development", "http://127.0.0.1:0", null)]
    [InlineData("Production", "http://127.0.0.1:8099", null)]
    public void In_development_links_lead_to_where_the_service_listens(string environment, string urls, string? pages)
    {
        Assert.Equal(pages, Pages($"--environment={environment}", $"--URLS={urls}"));
        Assert.Equal("", Pages($"--environment={environment}", $"--URLS={urls}", "--Pages:Url="));
    }

    private static string? Pages(params string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
        builder.AddTicketingConfiguration(args);
        return builder.Configuration["Pages:Url"];
    }

    [Theory]
    [InlineData("Holds:MaxQuantity", "many", "Holds:MaxQuantity (MAX_HOLD_QUANTITY) must be a whole number from 1 to 1000, not 'many'.")]
    [InlineData("Holds:MaxQuantity", "0", "Holds:MaxQuantity (MAX_HOLD_QUANTITY) must be a whole number from 1 to 1000, not '0'.")]
    [InlineData("Holds:Ttl", "-1", "Holds:Ttl (HOLD_TTL_MINUTES) must be a duration from 00:00:01 to 1.00:00:00, written hh:mm:ss, not '-1'.")]
    [InlineData("Feed:Retention", "7", "Feed:Retention must be a duration from 00:01:00 to 90.00:00:00, written hh:mm:ss, not '7'.")]
    [InlineData("Holds:Grace", "00:03:00", "Holds:Grace must be a duration from 00:00:00 to 00:01:00, written hh:mm:ss, not '00:03:00'.")]
    [InlineData("Logging:LogLevel:Default", "loud", "Logging:LogLevel:Default (LOG_LEVEL) must be one of Trace, Debug, Information, Warning, Error, Critical, None, not 'loud'.")]
    [InlineData("Logging:LogLevel:Orleans", "loud", "Logging:LogLevel:Orleans must be one of Trace, Debug, Information, Warning, Error, Critical, None, not 'loud'.")]
    [InlineData("Logging:Format", "xml", "Logging:Format (LOG_FORMAT) must be one of json, text, not 'xml'.")]
    [InlineData("URLS", "http://127.0.0.1:many", "URLS (PORT) must be addresses such as http://127.0.0.1:8080, not 'http://127.0.0.1:many'.")]
    [InlineData("Dashboard:Enabled", "maybe", "Dashboard:Enabled must be true or false, not 'maybe'.")]
    [InlineData("ASPNETCORE_URLS", "8080", "ASPNETCORE_URLS (URLS) must be addresses such as http://127.0.0.1:8080, not '8080'.")]
    [InlineData("Payments:WebhookSecret", "whsec_this-is-no-base64-but-long", "Payments:WebhookSecret begins with whsec_, so base64 must follow. Copy all of what the provider shows, or leave whsec_ out if it is plain text.")]
    [InlineData("Payments:WebhookSecret", "too short", "Payments:WebhookSecret must be base64 of at least 24 bytes, with or without whsec_ before it, or other text of at least 24 characters.")]
    public void A_wrong_setting_is_named_with_its_remedy(string key, string value, string error) =>
        Assert.Contains(error, Assert.Throws<SettingsException>(() => TicketingSettings.From(Given((key, value)))).Errors);

    [Fact]
    public void The_secret_of_webhooks_is_read_as_the_standard_has_it() => Assert.Equal(
        Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        TicketingSettings.From(Given(("Payments:WebhookSecret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))).WebhookSecret);

    [Fact]
    public void All_wrong_settings_are_told_at_once() => Assert.Equal(
        2,
        Assert.Throws<SettingsException>(() => TicketingSettings.From(Given(("Holds:MaxQuantity", "x"), ("Holds:PoolSize", "x")))).Errors.Count);

    [Theory]
    [InlineData("http://*:8080")]
    [InlineData("http://+:8080;http://[::1]:8081")]
    [InlineData("http://0.0.0.0:8080")]
    public void Every_address_that_can_be_listened_on_is_taken(string urls) =>
        Assert.NotNull(TicketingSettings.From(Given(("URLS", urls))));

    [Fact]
    public void A_env_file_has_comments_quotes_and_the_names_of_the_environment()
    {
        var settings = DotEnv.Parse(["# comment", "", "Holds__MaxQuantity=7", "export LOG_LEVEL=\"debug\"", "REDIS_URL='redis://x'"])
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        Assert.Equal("7", settings["Holds:MaxQuantity"]);
        Assert.Equal("debug", settings["LOG_LEVEL"]);
        Assert.Equal("redis://x", settings["REDIS_URL"]);
    }

    private static IConfigurationRoot Given(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
        .Build();
}
