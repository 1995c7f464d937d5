using Ticketing.Payments;
using Ticketing.Webhooks;

namespace Ticketing.Configuration;

/// <summary>All settings of the service, read and checked once at start.</summary>
public sealed record TicketingSettings
{
    /// <summary>Holds:Ttl. How long a hold lasts. Default: 00:02:00.</summary>
    public required TimeSpan HoldTtl { get; init; }

    /// <summary>Holds:MaxQuantity. Places in one hold. Default: 100.</summary>
    public required int MaxQuantity { get; init; }

    /// <summary>Holds:Grace. How long a claim outlives its hold's end. Default: 00:00:02.</summary>
    public required TimeSpan Grace { get; init; }

    /// <summary>Holds:PoolSize. Places of one pool of a general section. Default: 256.</summary>
    public required int PoolSize { get; init; }

    /// <summary>House:HoldTtl. How long a seat of the house event is held. Default: 00:05:00.</summary>
    public required TimeSpan HouseHoldTtl { get; init; }

    /// <summary>Bookings:Timeout. How long the places of a booking wait for its payment. Default: 00:15:00.</summary>
    public required TimeSpan BookingTimeout { get; init; }

    /// <summary>Streams:MaxListeners. How many may follow events through this process. Default: 10000.</summary>
    public required int MaxListeners { get; init; }

    /// <summary>Streams:Interval. How often an event that is followed is looked at while it changes. Default: 00:00:00.25.</summary>
    public required TimeSpan StreamInterval { get; init; }

    /// <summary>Feed:Retention. How long events are kept for those who follow, so that they can be sent again. Default: 7.00:00:00.</summary>
    public required TimeSpan FeedRetention { get; init; }

    /// <summary>Webhooks:AllowPrivateNetworks. Whether receivers may be in private networks and be called without TLS. Default: false.</summary>
    public required bool AllowPrivateWebhooks { get; init; }

    /// <summary>Webhooks:Timeout. How long a receiver may take to answer. Default: 00:00:15.</summary>
    public required TimeSpan WebhookTimeout { get; init; }

    /// <summary>Webhooks:Source. The source of every CloudEvent. Default: /ticketing.</summary>
    public required string WebhookSource { get; init; }

    /// <summary>Waitlist:OfferHours. How long an offer to somebody on a waitlist is open, in hours. Default: 24.</summary>
    public required TimeSpan WaitlistOfferTime { get; init; }

    /// <summary>Waitlist:MaxPasses. How often others may pass the first party on a waitlist that does not fit in what is free. Default: 3.</summary>
    public required int WaitlistMaxPasses { get; init; }

    /// <summary>Waitlist:KeepHours. How long, after that, freed places are kept for it, in hours. Default: 6.</summary>
    public required TimeSpan WaitlistKeepTime { get; init; }

    /// <summary>Waitlist:BookUrl. The shop's page on which an offer is booked. Default: none.</summary>
    public required string? WaitlistBookUrl { get; init; }

    /// <summary>Payments:Provider. Who moves the money: External (an admin confirms), Stripe, or Test (no money moves). Default: External.</summary>
    public required PaymentChoice PaymentProvider { get; init; }

    /// <summary>Payments:Seller. Whose account takes the money of an organization's events: Platform (one for all), or Organizations (each its own). Default: Platform.</summary>
    public required SellerChoice Seller { get; init; }

    /// <summary>Payments:Window. How long a payment may be under way, with its places held. Default: 00:10:00.</summary>
    public required TimeSpan PaymentWindow { get; init; }

    /// <summary>Payments:WebhookSecret. What the provider signs its webhooks with; without it none is believed.</summary>
    public byte[]? WebhookSecret { get; init; }

    /// <summary>Dashboard:Enabled. Whether admins are served the Orleans Dashboard. Default: true.</summary>
    public required bool HasDashboard { get; init; }

    /// <summary>Dashboard:Profiling. Whether it shows how often grains are called and how long that takes. Default: true.</summary>
    public required bool IsProfiled { get; init; }

    public static TicketingSettings From(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var settings = new TicketingSettings
        {
            HoldTtl = reader.Duration("Holds:Ttl", TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), "HOLD_TTL_MINUTES"),
            MaxQuantity = (int)reader.Number("Holds:MaxQuantity", 100, 1, 1_000, "MAX_HOLD_QUANTITY"),
            Grace = reader.Duration("Holds:Grace", TimeSpan.FromSeconds(2), TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            PoolSize = (int)reader.Number("Holds:PoolSize", 256, 1, 1_024),
            BookingTimeout = reader.Duration("Bookings:Timeout", TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), "BOOKING_TIMEOUT_MINUTES"),
            MaxListeners = (int)reader.Number("Streams:MaxListeners", 10_000, 0, 1_000_000),
            StreamInterval = reader.Duration("Streams:Interval", TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)),
            FeedRetention = reader.Duration("Feed:Retention", TimeSpan.FromDays(7), TimeSpan.FromMinutes(1), TimeSpan.FromDays(90)),
            AllowPrivateWebhooks = reader.Flag("Webhooks:AllowPrivateNetworks", false),
            WebhookTimeout = reader.Duration("Webhooks:Timeout", TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)),
            WebhookSource = reader.Text("Webhooks:Source", "/ticketing"),

            PaymentProvider = reader.Choice("Payments:Provider", PaymentChoice.External),
            Seller = reader.Choice("Payments:Seller", SellerChoice.Platform),
            PaymentWindow = reader.Duration("Payments:Window", TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1), TimeSpan.FromHours(2)),
            WebhookSecret = WebhookSecretIn(configuration, reader),
            HouseHoldTtl = reader.Duration("House:HoldTtl", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            WaitlistOfferTime = TimeSpan.FromHours(reader.Number("Waitlist:OfferHours", 24, 1, 168, "WAITLIST_NOTIFICATION_TIMEOUT_HOURS")),
            WaitlistMaxPasses = (int)reader.Number("Waitlist:MaxPasses", 3, 0, 1_000),
            WaitlistBookUrl = reader.Text("Waitlist:BookUrl", "") is { Length: > 0 } page ? page : null,
            WaitlistKeepTime = TimeSpan.FromHours(reader.Number("Waitlist:KeepHours", 6, 0, 168)),
            HasDashboard = reader.Flag("Dashboard:Enabled", true),
            IsProfiled = reader.Flag("Dashboard:Profiling", true),
        };
        reader.Check(
            settings is not { Seller: SellerChoice.Organizations, PaymentProvider: PaymentChoice.External },
            "Payments:Seller=Organizations needs a provider at which organizations have accounts: set Payments:Provider to Stripe, or leave Payments:Seller out.");
        reader.Check(
            settings is not { Seller: SellerChoice.Organizations, PaymentProvider: PaymentChoice.Stripe } || reader.Text("Pages:Url", "").Length > 0,
            "Payments:Seller=Organizations needs Pages:Url: Stripe sends an account's owner back to it.");
        reader.Levels("Logging:LogLevel", "LOG_LEVEL");
        reader.Choice("Logging:Format", "LOG_FORMAT", ["json", "text"]);
        reader.Addresses("URLS", "PORT");
        reader.Addresses("ASPNETCORE_URLS", "URLS");
        reader.Check(Uri.IsWellFormedUriString(settings.WebhookSource, UriKind.RelativeOrAbsolute), "Webhooks:Source must be a URI reference such as /ticketing.");
        reader.Check(
            settings.WaitlistBookUrl is not { } shop || (Uri.TryCreate(shop, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"),
            "Waitlist:BookUrl must be an address such as https://shop.example/waitlist/{entry_id}.");
        reader.Check(settings.Grace < settings.BookingTimeout, "Holds:Grace must be shorter than Bookings:Timeout.");
        reader.Check(settings.Grace < settings.HoldTtl, "Holds:Grace must be shorter than Holds:Ttl.");
        return reader.Errors.Count == 0 ? settings : throw new SettingsException(reader.Errors);
    }

    private static byte[]? WebhookSecretIn(IConfiguration configuration, SettingsReader reader)
    {
        if (configuration["Payments:WebhookSecret"] is not { Length: > 0 } text)
        {
            return null;
        }

        var secret = WebhookSigning.Read(text);
        reader.Check(secret is not null, "Payments:WebhookSecret begins with whsec_, so base64 must follow. Copy all of what the provider shows, or leave whsec_ out if it is plain text.");
        reader.Check(secret is null or { Length: >= 24 }, "Payments:WebhookSecret must be base64 of at least 24 bytes, with or without whsec_ before it, or other text of at least 24 characters.");
        return secret;
    }
}
