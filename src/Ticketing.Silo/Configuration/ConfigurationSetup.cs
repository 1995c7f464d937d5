namespace Ticketing.Configuration;

/// <summary>Where settings come from; later sources win.</summary>
internal static class ConfigurationSetup
{
    private const string DefaultSecrets = "/run/secrets";
    private const string DefaultUrls = "http://127.0.0.1:8080";

    /// <summary>appsettings, the .env file, secret files, the environment; aliases below all of them.</summary>
    public static void AddTicketingConfiguration(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var file = Path.Combine(builder.Environment.ContentRootPath, ".env");
        var given = new ConfigurationBuilder();
        if (File.Exists(file))
        {
            given.AddInMemoryCollection(DotEnv.Parse(File.ReadLines(file)));
        }

        given.AddEnvironmentVariables();
        var known = given.Build();
        var secrets = known["Secrets:Path"] ?? (Directory.Exists(DefaultSecrets) ? DefaultSecrets : null);
        if (secrets is not null)
        {
            // An alias such as JWT_SECRET may be a file too; the environment still wins.
            known = new ConfigurationBuilder().AddKeyPerFile(Path.GetFullPath(secrets), optional: true).AddConfiguration(known).Build();
        }

        Dictionary<string, string?> aliases = new(SettingAliases.Resolve(known), StringComparer.OrdinalIgnoreCase);
        aliases.TryAdd("URLS", DefaultUrls);
        aliases.TryAdd("Logging:LogLevel:Microsoft.AspNetCore", "Warning");
        configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = aliases });
        if (File.Exists(file))
        {
            configuration.AddInMemoryCollection(DotEnv.Parse(File.ReadLines(file)));
        }

        if (secrets is not null)
        {
            configuration.AddKeyPerFile(secrets, optional: true);
        }

        configuration.AddEnvironmentVariables();
        if ((configuration["ASPNETCORE_URLS"] ?? configuration["URLS"]) is { } urls)
        {
            builder.WebHost.UseUrls(urls);
        }
    }

    public static TicketingSettings AddTicketingSettings(this WebApplicationBuilder builder)
    {
        var settings = TicketingSettings.From(builder.Configuration);
        var security = SecuritySettings.From(builder.Configuration, builder.Environment.IsDevelopment());
        if (security.Jwks is { } jwks)
        {
            builder.Services.AddSingleton(jwks);
        }

        builder.Services
            .AddSingleton(settings)
            .AddSingleton(security.Auth)
            .AddSingleton(security.RateLimit)
            .AddSingleton(security.Cors)
            .AddSingleton(TimeProvider.System)
            .AddSingleton<Identifiers.IIdSource, RandomIdSource>()
            .AddSingleton(new GatewayOptions(settings.HouseHoldTtl, settings.Grace))
            .AddSingleton(new Events.EventDefaults(settings.HoldTtl, settings.MaxQuantity, settings.PoolSize, settings.Grace))
            .AddSingleton<Orleans.Storage.IGrainStorageSerializer, Persistence.StateSerializer>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 << 20;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        return settings;
    }
}
