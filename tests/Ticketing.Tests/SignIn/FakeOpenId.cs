using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Ticketing.Security;

namespace Ticketing.Tests.SignIn;

/// <summary>
/// An OpenID provider on loopback, as strict as a real one: it knows its client, its address to come back to, takes a code once, and wants the verifier that
/// belongs to the challenge. What it is told to do wrong it does wrong.
/// </summary>
internal sealed class FakeOpenId : IAsyncDisposable
{
    public const string Client = "ticketing";
    public const string Secret = "the client's secret, which is long enough to sign with";

    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _other = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, Attempt> _codes = new();
    private readonly ConcurrentDictionary<string, byte> _tokens = new();

    private FakeOpenId(WebApplication app) => _app = app;

    public Uri Issuer { get; private set; } = null!;

    /// <summary>Who signs in there.</summary>
    public string Sub { get; set; } = "42";

    public string? Email { get; set; } = "olga@example.org";

    public bool IsVerified { get; set; } = true;

    /// <summary>What it does wrong.</summary>
    public Wrong Wrong { get; set; }

    /// <summary>The addresses that it was asked to send the browser back to.</summary>
    public ConcurrentQueue<string> Redirects { get; } = new();

    public static async Task<FakeOpenId> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        FakeOpenId provider = new(app);
        app.MapGet("/.well-known/openid-configuration", provider.Describe);
        app.MapGet("/jwks", provider.Keys);
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.TokenAsync);
        app.MapGet("/userinfo", provider.UserInfo);
        await app.StartAsync();
        provider.Issuer = new Uri(app.Urls.Single());
        return provider;
    }

    /// <summary>Who one of its subjects is to the service.</summary>
    public string SubjectOf(string sub) => StaffSignIn.SubjectOf(Name, sub);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
        _other.Dispose();
    }

    private string Name => Issuer.OriginalString.TrimEnd('/');

    private IResult Describe() => Results.Json(new
    {
        issuer = Name,
        authorization_endpoint = $"{Name}/authorize",
        token_endpoint = $"{Name}/token",
        userinfo_endpoint = $"{Name}/userinfo",
        jwks_uri = $"{Name}/jwks",
        response_types_supported = new[] { "code" },
        subject_types_supported = new[] { "public" },
        id_token_signing_alg_values_supported = new[] { "RS256" },
        code_challenge_methods_supported = new[] { "S256" },
    });

    private IResult Keys()
    {
        var key = _key.ExportParameters(false);
        return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = "k1", n = Base64Url.EncodeToString(key.Modulus), e = Base64Url.EncodeToString(key.Exponent) } } });
    }

    private IResult Authorize(HttpRequest request)
    {
        string Of(string name) => request.Query[name].ToString();
        if (Of("client_id") != Client || Of("response_type") != "code" || !Of("scope").Split(' ').Contains("openid") || Of("code_challenge_method") != "S256"
            || Of("code_challenge").Length != 43 || Of("nonce").Length == 0 || Of("state").Length == 0)
        {
            return Results.BadRequest($"This is no request for a code with PKCE, state and nonce: {request.QueryString}");
        }

        Redirects.Enqueue(Of("redirect_uri"));
        var state = Uri.EscapeDataString(Of("state"));
        if (Wrong == Wrong.Denied)
        {
            return Results.Redirect($"{Of("redirect_uri")}?error=access_denied&error_description=no&state={state}");
        }

        if (Wrong == Wrong.Error)
        {
            return Results.Redirect($"{Of("redirect_uri")}?error=server_error&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3E&state={state}");
        }

        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _codes[code] = new Attempt(Of("redirect_uri"), Of("nonce"), Wrong == Wrong.Challenge ? new string('A', 43) : Of("code_challenge"));
        return Results.Redirect($"{Of("redirect_uri")}?code={code}&state={state}");
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var isClient = form["client_id"] == Client && form["client_secret"] == Secret;
        if (!isClient || form["grant_type"] != "authorization_code" || !_codes.TryRemove(form["code"].ToString(), out var attempt) || form["redirect_uri"] != attempt.RedirectUri
            || Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != attempt.Challenge)
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        var access = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _tokens[access] = 0;
        return Results.Json(new { access_token = access, token_type = "Bearer", expires_in = 60, id_token = IdToken(attempt) });
    }

    private IResult UserInfo(HttpRequest request)
    {
        if (!_tokens.ContainsKey(request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal)))
        {
            return Results.StatusCode(401);
        }

        return Email is null ? Results.Json(new { sub = Sub }) : Results.Json(new { sub = Wrong == Wrong.OtherUser ? "somebody-else" : Sub, email = Email, email_verified = IsVerified });
    }

    private string IdToken(Attempt attempt)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        JsonObject claims = new()
        {
            ["iss"] = Wrong == Wrong.Issuer ? "https://elsewhere.example" : Name,
            ["sub"] = Sub,
            ["aud"] = Wrong == Wrong.Audience ? "another-client" : Client,
            ["iat"] = now - (Wrong == Wrong.Expired ? 7_200 : 0),
            ["exp"] = now + (Wrong == Wrong.Expired ? -3_600 : 300),
            ["nonce"] = Wrong == Wrong.Nonce ? "another" : attempt.Nonce,
        };
        if (Wrong == Wrong.NoNonce)
        {
            claims.Remove("nonce");
        }

        var algorithm = Wrong switch { Wrong.ClientSecret => "HS256", Wrong.Unsigned => "none", _ => "RS256" };
        var text = $"{Part(new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = "k1" })}.{Part(claims)}";
        var bytes = Encoding.ASCII.GetBytes(text);
        var signature = Wrong switch
        {
            Wrong.ClientSecret => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), bytes),
            Wrong.Unsigned => [],
            Wrong.Key => _other.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            _ => _key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));

    private sealed record Attempt(string RedirectUri, string Nonce, string Challenge);
}

/// <summary>What a provider can do wrong, or say instead.</summary>
public enum Wrong
{
    Nothing,
    Denied,
    Error,
    Issuer,
    Audience,
    Nonce,
    NoNonce,
    Expired,
    Key,
    ClientSecret,
    Unsigned,
    Challenge,
    OtherUser,
}
