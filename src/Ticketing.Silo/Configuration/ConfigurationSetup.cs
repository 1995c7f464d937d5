using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;
using Ticketing.Hosting;
using Ticketing.Mail;

namespace Ticketing.Configuration;

/// <summary>Where settings come from; later sources win.</summary>
internal static class ConfigurationSetup
{
    private const string DefaultSecrets = "/run/secrets";
    private const string DefaultUrls = "http://127.0.0.1:8080";

    /// <summary>
    /// appsettings beside the program, those of the content root (the current folder), the short names, the .env file, secret files,
    /// the environment, the command line. A short name thus wins over what the service ships with, and never over the setting's own name.
    /// </summary>
    public static void AddTicketingConfiguration(this WebApplicationBuilder builder, string[] args)
    {
        var configuration = builder.Configuration;
        configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
        {
            InitialData =
            [
                new("URLS", DefaultUrls),
                new("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),

                // Orleans 10.4.2 logs two lines through Polly for each grain that is activated, some hundred of its options at each
                // start, and two warnings of it that advise the collector for servers, which takes more memory for no gain here.
                new("Logging:LogLevel:Polly", "Warning"),
                new("Logging:LogLevel:Orleans", "Warning"),
                new("Logging:LogLevel:Orleans.Runtime.Silo", "Error"),
            ],
        });
        AddShipped(configuration, builder.Environment.EnvironmentName);
        var file = Path.Combine(builder.Environment.ContentRootPath, ".env");
        var dotEnv = File.Exists(file) ? DotEnv.Parse(File.ReadLines(file)) : new Dictionary<string, string?>();
        var secrets = SecretsOf(new ConfigurationBuilder().AddInMemoryCollection(dotEnv).AddEnvironmentVariables().Build());

        var given = new ConfigurationBuilder();
        AddGiven(given);
        configuration.AddInMemoryCollection(SettingAliases.Resolve(given.Build()));
        AddGiven(configuration);
        if ((configuration["ASPNETCORE_URLS"] ?? configuration["URLS"]) is { } urls)
        {
            builder.WebHost.UseUrls(urls);
            if (builder.Environment.IsDevelopment() && configuration["Pages:Url"] is null && OnThisMachine(urls) is { } pages)
            {
                // Whoever tries the service follows the links in its letters, and signs in by them.
                configuration.AddInMemoryCollection([new("Pages:Url", pages)]);
            }
        }

        void AddGiven(IConfigurationBuilder sources)
        {
            sources.AddInMemoryCollection(dotEnv);
            if (secrets is not null)
            {
                sources.AddKeyPerFile(secrets, optional: false);
            }

            sources.AddEnvironmentVariables().AddCommandLine(args);
        }
    }

    /// <summary>The first of these addresses that a browser on this machine can open. Null: none is known before the service listens.</summary>
    private static string? OnThisMachine(string urls) => urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .FirstOrDefault(static text => Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { IsLoopback: true, Port: > 0, AbsolutePath: "/" });

    /// <summary>What the service ships with, from wherever it is started: the framework looks in the content root alone.</summary>
    private static void AddShipped(ConfigurationManager configuration, string environment)
    {
        var folder = new PhysicalFileProvider(AppContext.BaseDirectory);
        configuration.Sources.Insert(1, new JsonConfigurationSource { FileProvider = folder, Path = "appsettings.json", Optional = true });
        configuration.Sources.Insert(2, new JsonConfigurationSource { FileProvider = folder, Path = $"appsettings.{environment}.json", Optional = true });
    }

    /// <summary>The folder of secrets. One that is named must be there: without its secrets the service would run with others.</summary>
    private static string? SecretsOf(IConfiguration known)
    {
        if (known["Secrets:Path"] is not { Length: > 0 } path)
        {
            return Directory.Exists(DefaultSecrets) ? DefaultSecrets : null;
        }

        return Directory.Exists(path)
            ? Path.GetFullPath(path)
            : throw new SettingsException([$"Secrets:Path must be a folder that exists, not '{path}'."]);
    }

    public static TicketingSettings AddTicketingSettings(this WebApplicationBuilder builder)
    {
        var settings = TicketingSettings.From(builder.Configuration);
        var security = SecuritySettings.From(builder.Configuration, builder.Environment.IsDevelopment());
        if (settings.PaymentProvider == PaymentChoice.Test && builder.Environment.IsProduction())
        {
            throw new SettingsException(["Payments:Provider=Test takes no money, so it is refused in Production. Choose another provider, or set ASPNETCORE_ENVIRONMENT=Staging to try it."]);
        }

        // Whoever reads keys that lie there in clear could seal a session of anybody: a store of one's own machine is read by whoever runs the service.
        var keysLieOpen = builder.Environment.IsProduction() && StoreChoice.IsRedis(builder.Configuration) && builder.Configuration[ProtectionSettings.Certificate] is not { Length: > 0 };
        if (security.OpenId is not null && keysLieOpen)
        {
            throw new SettingsException([$"{ProtectionSettings.Certificate} must be set, since Auth:OpenIdConnect:Authority and Redis:Url are: whoever reads Redis could sign in as any of the staff."
                + " Give it a file with a certificate and its RSA key (PEM or PKCS #12), the same on all silos; `openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj /CN=ticketing -keyout c.pem -out c.crt && cat c.crt >> c.pem` makes one."]);
        }

        if (security.OpenId is { } provider)
        {
            builder.AddStaffSignIn(provider);
        }

        if (security.Jwks is { } jwks)
        {
            builder.Services.AddSingleton(jwks);
        }

        builder.Services
            .AddSingleton(settings)
            .AddSingleton(security.Auth with { SessionsMayBeAdmins = !keysLieOpen })
            .AddSingleton(security.RateLimit)
            .AddSingleton(security.Cors)
            .AddSingleton(TicketSettings.From(builder.Configuration))
            .AddSingleton(FinalizationSettings.From(builder.Configuration))
            .AddSingleton(SalesSettings.From(builder.Configuration))
            .AddSingleton<Tickets.ITicketDocuments>(static services => new Documents.TicketDocuments
            {
                Organizer = services.GetRequiredService<MailOptions>().From,
                Language = services.GetRequiredService<MailOptions>().Language,
            })
            .AddSingleton(MailSettings.From(builder.Configuration))
            .AddSingleton(PageSettings.From(builder.Configuration) with { HoldTtl = settings.HoldTtl })
            .AddSingleton<MailTransport>()
            .AddSingleton<IMailSender>(static services => new SteadyMailSender(
                services.GetRequiredService<MailTransport>(),
                services.GetRequiredService<MailOptions>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<SteadyMailSender>>()))
            .AddSingleton(new LetterLimit(security.RateLimit.UnaskedLettersPerHour, TimeProvider.System))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<Identifiers.IIdSource, RandomIdSource>()
            .AddSingleton(new GatewayOptions
            {
                AllowPrivateWebhooks = settings.AllowPrivateWebhooks,
                Streams = new Streaming.StreamOptions { MaxListeners = settings.MaxListeners, Interval = settings.StreamInterval },
            })
            .AddTicketingServices(new Bookings.BookingOptions { Timeout = settings.BookingTimeout })
            .AddSingleton(new Events.EventDefaults(settings.HoldTtl, settings.MaxQuantity, settings.PoolSize, settings.Grace) { HouseHoldTtl = settings.HouseHoldTtl })
            .AddSingleton(new Feeds.FeedOptions(settings.FeedRetention))
            .AddSingleton<Feeds.HoldFollowers>()
            .AddSingleton(new Webhooks.WebhookOptions(settings.AllowPrivateWebhooks, settings.WebhookTimeout, settings.WebhookSource))
            .AddSingleton<Webhooks.IWebhookSender, Webhooks.HttpWebhookSender>()
            .AddSingleton(new Waitlists.WaitlistRules(settings.WaitlistOfferTime, settings.WaitlistMaxPasses, settings.WaitlistKeepTime) { BookUrl = settings.WaitlistBookUrl });
        var isProduction = builder.Environment.IsProduction();
        builder.Services.AddSingleton<IStartCondition>(services => new MailAtStart(
            services.GetRequiredService<MailTransport>(), services.GetRequiredService<Readiness>(), isProduction, services.GetRequiredService<ILogger<MailAtStart>>()));
        builder.Services.AddHostedService<UnknownSettings>();
        builder.AddPayments(settings);
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
