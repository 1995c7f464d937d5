using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ticketing.Security;

/// <summary>Puts the who-may-do-what into a service. The host registers <see cref="AuthOptions"/> and the other options.</summary>
internal static class SecurityServices
{
    private static readonly string[] AllowedHeaders =
    [
        "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID", "X-Payment-Token",
        "X-Correlation-ID", "traceparent", "tracestate",
    ];

    private static readonly string[] ExposedHeaders =
    [
        "ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "Idempotency-Replayed", "X-Correlation-ID", "WWW-Authenticate",
    ];

    public static IServiceCollection AddTicketingSecurity(this IServiceCollection services)
    {
        // Without what AddAuthentication adds: the API encrypts nothing for later. The keys that pages need are kept where the host says.
        services.AddCors().AddAuthenticationCore(options => options.DefaultScheme = BearerHandler.Scheme).AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.Scheme, null);
        return services
            .AddSingleton(static services => new KeyRing(
                services.GetRequiredService<AuthOptions>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<KeyRing>>(),
                services.GetService<IJwksSource>()))
            .AddHostedService(static services => services.GetRequiredService<KeyRing>())
            .AddSingleton<TokenDesk>()
            .AddSingleton<TokenIssuer>()
            .AddSingleton<Ownership>()
            .AddSingleton<WriteLimiter>()
            .AddSingleton<MissLimiter>()
            .AddSingleton<PlaceLimiter>()
            .AddSingleton<EndedSessionDirectory>()
            .AddSingleton<SessionDesk>()
            .AddSingleton<StaffDirectory>()
            .AddSingleton<ApiKeyUses>()
            .AddHostedService(static services => services.GetRequiredService<ApiKeyUses>())
            .AddSingleton<ApiKeyDirectory>()
            .AddSingleton<StaffGate>()
            .AddSingleton<Standing>()
            .AddSingleton<Gatekeeper>();
    }

    public static void UseTicketingSecurity(this WebApplication app)
    {
        app.UseForwardedAddress(app.Services.GetRequiredService<RateLimitOptions>().TrustedProxies);
        app.Use(SecurityHeaders.AddAsync);
        var origins = app.Services.GetRequiredService<CorsOptions>().Origins;
        if (origins.IsEmpty)
        {
            return;
        }

        // No credentials, so no cookies, nor the header that has them looked at (SessionCookie.Header): a page of elsewhere sends its token itself.
        app.UseCors(policy => (origins.Contains("*") ? policy.AllowAnyOrigin() : policy.WithOrigins([.. origins]))
            .WithMethods("GET", "POST", "PUT", "PATCH", "DELETE")
            .WithHeaders(AllowedHeaders)
            .WithExposedHeaders(ExposedHeaders)
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10)));
    }
}
