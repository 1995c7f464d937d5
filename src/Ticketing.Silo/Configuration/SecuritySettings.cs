using System.Collections.Immutable;
using System.Security.Cryptography;
using Ticketing.Security;

namespace Ticketing.Configuration;

/// <summary>The settings of who may do what, read and checked once at start.</summary>
internal sealed record SecuritySettings(AuthOptions Auth, RateLimitOptions RateLimit, CorsOptions Cors, IJwksSource? Jwks, StaffSignIn? OpenId)
{
    private const int DefaultPerSecond = 50;
    private const int DefaultMissesPerSecond = 20;
    private const int DefaultPlaces = 1_000;
    private const int DefaultStreams = 200;
    private const int DefaultLettersPerHour = 6;
    private const int DefaultUnaskedLettersPerHour = 20;

    public static SecuritySettings From(IConfiguration configuration, bool isDevelopment)
    {
        var reader = new SettingsReader(configuration);
        var settings = Read(reader, isDevelopment);
        return reader.Errors.Count == 0 ? settings : throw new SettingsException(reader.Errors);
    }

    private static SecuritySettings Read(SettingsReader reader, bool isDevelopment)
    {
        var key = Secret(reader);
        var jwks = reader.Text("Auth:Jwks", "") is { Length: > 0 } place ? place : null;
        var mode = reader.Choice("Auth:Mode", isDevelopment ? AuthMode.Guest : AuthMode.Strict);

        // Several silos would each draw another.
        var isDrawn = key is null && jwks is null && isDevelopment && mode == AuthMode.Guest && reader.Text("Redis:Url", "").Length == 0;
        key = isDrawn ? new SigningSecret(RandomNumberGenerator.GetBytes(SigningSecret.LeastBytes)) : key;
        var auth = new AuthOptions
        {
            Mode = mode,
            GuestCheckout = reader.Flag("Auth:GuestCheckout", false),
            SigningKey = key,
            IsKeyDrawn = isDrawn,
            Jwks = jwks,
            Algorithms = Algorithms(reader, key is not null, jwks is not null),
            Issuer = reader.Text("Auth:Issuer", "") is { Length: > 0 } issuer ? issuer : null,
            Audience = reader.Text("Auth:Audience", "") is { Length: > 0 } audience ? audience : null,
            SessionLifetime = reader.Duration("Auth:SessionLifetime", TimeSpan.FromHours(12), TimeSpan.FromMinutes(5), TimeSpan.FromDays(30)),
            TokenLifetime = reader.Duration("Auth:TokenLifetime", TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
            ClockSkew = reader.Duration("Auth:ClockSkew", TimeSpan.FromSeconds(30), TimeSpan.Zero, TimeSpan.FromMinutes(10)),
        };
        reader.Check(
            key is not null || jwks is not null || (isDevelopment && auth.Mode == AuthMode.Guest),
            "Nobody could be known: set Auth:SigningKey (Auth__SigningKey or JWT_SECRET, at least 32 random bytes, such as `openssl rand -base64 48`"
            + " gives), or Auth:Jwks. Only Development with Auth:Mode Guest starts without.");
        reader.Check(
            jwks is null || (auth.Issuer is not null && auth.Audience is not null),
            "Auth:Jwks needs Auth:Issuer and Auth:Audience: the keys of an issuer sign tokens for other services too.");

        var perSecond = (int)reader.Number("RateLimit:PerSecond", isDevelopment ? 0 : DefaultPerSecond, 0, 100_000);
        var limit = new RateLimitOptions
        {
            PerSecond = perSecond,
            Burst = (int)reader.Number("RateLimit:Burst", Math.Max(1, 2 * perSecond), 1, 1_000_000),
            MissesPerSecond = (int)reader.Number("RateLimit:MissesPerSecond", isDevelopment ? 0 : DefaultMissesPerSecond, 0, 100_000),
            Places = (int)reader.Number("RateLimit:Places", isDevelopment ? 0 : DefaultPlaces, 0, 10_000_000),
            Streams = (int)reader.Number("RateLimit:Streams", isDevelopment ? 0 : DefaultStreams, 0, 1_000_000),
            LettersPerHour = (int)reader.Number("RateLimit:LettersPerHour", isDevelopment ? 0 : DefaultLettersPerHour, 0, 10_000),
            UnaskedLettersPerHour = (int)reader.Number("RateLimit:UnaskedLettersPerHour", isDevelopment ? 0 : DefaultUnaskedLettersPerHour, 0, 10_000),
            TrustedProxies = (int)reader.Number("RateLimit:TrustedProxies", 0, 0, 10),
        };
        return new SecuritySettings(auth, limit, new CorsOptions { Origins = Origins(reader) }, JwksSources.From(reader, jwks), Provider(reader));
    }

    private static StaffSignIn? Provider(SettingsReader reader)
    {
        var authority = reader.Text("Auth:OpenIdConnect:Authority", "");
        var client = reader.Text("Auth:OpenIdConnect:ClientId", "");

        // A mounted file often ends with a line end, which is no part of the secret.
        var secret = reader.Text("Auth:OpenIdConnect:ClientSecret", "").TrimEnd('\r', '\n') is { Length: > 0 } text ? text : null;
        var name = reader.Text("Auth:OpenIdConnect:Name", "");
        if (authority.Length == 0)
        {
            reader.Check(client.Length == 0 && secret is null && name.Length == 0, "Auth:OpenIdConnect:Authority must be the address of the OpenID provider, since other settings of Auth:OpenIdConnect are set.");
            return null;
        }

        var isAddress = Uri.TryCreate(authority, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
        reader.Check(isAddress, $"Auth:OpenIdConnect:Authority must be an address such as https://login.example.org, not '{authority}'; http is for this machine alone.");
        reader.Check(client.Length > 0, "Auth:OpenIdConnect:ClientId must be what the OpenID provider calls this service.");
        return isAddress ? new StaffSignIn(name.Length > 0 ? name : uri!.Host, uri!, client, secret) : null;
    }

    private static SigningSecret? Secret(SettingsReader reader)
    {
        // A mounted file often ends with a line end, which is no part of the secret.
        if (reader.Text("Auth:SigningKey", "").Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        var secret = SigningSecret.FromText(text);
        reader.Check(
            secret.Bytes.Length >= SigningSecret.LeastBytes,
            $"Auth:SigningKey must have at least {SigningSecret.LeastBytes} bytes; it has {secret.Bytes.Length}.");
        return secret;
    }

    private static ImmutableArray<TokenAlgorithm> Algorithms(SettingsReader reader, bool hasSecret, bool hasJwks)
    {
        List<TokenAlgorithm> chosen = [];
        foreach (var name in reader.List("Auth:Algorithms"))
        {
            if (!Enum.GetNames<TokenAlgorithm>().Contains(name, StringComparer.Ordinal))
            {
                reader.Errors.Add($"Auth:Algorithms must name HS256, RS256 and ES256 only, not '{name}'.");
                continue;
            }

            var algorithm = Enum.Parse<TokenAlgorithm>(name);
            var isSecret = algorithm == TokenAlgorithm.HS256;

            // Without any key there is a clearer message, or Development, where nobody needs to be known.
            reader.Check(
                (isSecret ? hasSecret : hasJwks) || (!hasSecret && !hasJwks),
                $"Auth:Algorithms names {name}, but {(isSecret ? "Auth:SigningKey" : "Auth:Jwks")} is not set.");
            chosen.Add(algorithm);
        }

        return chosen.Count > 0
            ? [.. chosen.Distinct()]
            : [.. hasSecret ? [TokenAlgorithm.HS256] : Array.Empty<TokenAlgorithm>(), .. hasJwks ? [TokenAlgorithm.RS256, TokenAlgorithm.ES256] : Array.Empty<TokenAlgorithm>()];
    }

    private static ImmutableArray<string> Origins(SettingsReader reader)
    {
        var origins = reader.List("Cors:Origins");
        foreach (var origin in origins)
        {
            reader.Check(origin == "*" || SettingsReader.IsOrigin(origin, out _), $"Cors:Origins must list origins such as https://tickets.example, or *, not '{origin}'.");
        }

        return [.. origins];
    }
}
