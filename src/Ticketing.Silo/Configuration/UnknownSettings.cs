using Ticketing.Http;

namespace Ticketing.Configuration;

/// <summary>Settings that look like ours and are none: a limit that is misspelt is no limit, and nothing else would tell.</summary>
internal sealed partial class UnknownSettings(IConfiguration configuration, ILogger<UnknownSettings> log) : IHostedService
{
    /// <summary>Every setting that the service reads, but for those of logging, whose names are loggers'.</summary>
    public static readonly string[] Known =
    [
        "Auth:Algorithms", "Auth:Audience", "Auth:ClockSkew", "Auth:GuestCheckout", "Auth:Issuer", "Auth:Jwks", "Auth:Mode",
        "Auth:OpenIdConnect:Authority", "Auth:OpenIdConnect:ClientId", "Auth:OpenIdConnect:ClientSecret", "Auth:OpenIdConnect:Name", "Auth:SessionLifetime", "Auth:SigningKey", "Auth:TokenLifetime",
        "Bookings:Timeout",
        "Cluster:Address", "Cluster:AlivePeriod", "Cluster:ClusterId", "Cluster:CollectionAge", "Cluster:DrainTime", "Cluster:GatewayPort", "Cluster:MissedProbes",
        "Cluster:ProbeTimeout", "Cluster:RangeLease", "Cluster:ReminderPeriod", "Cluster:ResponseTimeout", "Cluster:ServiceId", "Cluster:SiloPort",
        "Cors:Origins",
        "Dashboard:Enabled",
        "Dashboard:Profiling",
        "DataProtection:Certificate", "DataProtection:CertificatePassword",
        "Feed:Retention",
        "Finalization:Attempts", "Finalization:Concurrency", "Finalization:MailAttempts", "Finalization:Share",
        "Holds:Grace", "Holds:MaxQuantity", "Holds:PoolSize", "Holds:Ttl",
        "House:HoldTtl",
        "Mail:Attempts", "Mail:Folder", "Mail:From", "Mail:Host", "Mail:Language", "Mail:Password", "Mail:Port", "Mail:StartTls", "Mail:Timeout", "Mail:User",
        "Pages:EmbedOrigins", "Pages:TimeZone", "Pages:Url",
        "Payments:Provider", "Payments:Seller", "Payments:Stripe:ApiBase", "Payments:Stripe:ConnectWebhookSecret", "Payments:Stripe:PublishableKey", "Payments:Stripe:SecretKey", "Payments:Stripe:WebhookSecret", "Payments:WebhookSecret", "Payments:Window",
        "RateLimit:Burst", "RateLimit:LettersPerHour", "RateLimit:MissesPerSecond", "RateLimit:PerSecond", "RateLimit:Places", "RateLimit:Streams", "RateLimit:TrustedProxies", "RateLimit:UnaskedLettersPerHour",
        "Redis:Events", "Redis:HoldEvents", "Redis:Password", "Redis:Patience", "Redis:Url", "Redis:User",
        "Sales:SellerAddress", "Sales:SellerName", "Sales:SellerTaxNumber",
        "Secrets:Path",
        "Storage:Path",
        "Streams:Interval", "Streams:MaxListeners",
        "Tickets:ClockSkew", "Tickets:PreviousKeys", "Tickets:SigningKey", "Tickets:UploadWithin", "Tickets:ValidAfter", "Tickets:ValidBefore",
        "Waitlist:BookUrl", "Waitlist:KeepHours", "Waitlist:MaxPasses", "Waitlist:OfferHours",
        "Webhooks:AllowPrivateNetworks", "Webhooks:Source", "Webhooks:Timeout",
    ];

    private readonly ILogger<UnknownSettings> _log = log;

    /// <summary>The names that are given in our sections and are not known, each with what may have been meant.</summary>
    public static IEnumerable<(string Name, string? Meant)> In(IConfiguration configuration) => configuration.AsEnumerable()
        .Where(static pair => pair.Value is not null && IsOurs(pair.Key) && !IsKnown(pair.Key))
        .Select(static pair => (pair.Key, Nearest.Of(pair.Key, Known)))
        .OrderBy(static found => found.Key, StringComparer.Ordinal);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, meant) in In(configuration))
        {
            LogUnknown(name, meant is null ? "" : $" Did you mean {meant}?");
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool IsOurs(string name) => name.Contains(':', StringComparison.Ordinal)
        && Known.Any(known => name.StartsWith(known[..(known.IndexOf(':', StringComparison.Ordinal) + 1)], StringComparison.OrdinalIgnoreCase));

    /// <summary>A member of a known list is known.</summary>
    private static bool IsKnown(string name) => Known.Any(known =>
        name.StartsWith(known, StringComparison.OrdinalIgnoreCase) && (name.Length == known.Length || name[known.Length] == ':'));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The setting {Name} is not known, so it changes nothing.{Meant}")]
    private partial void LogUnknown(string name, string meant);
}
