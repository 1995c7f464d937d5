using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Ticketing.Security;

/// <summary>Where staff sign in elsewhere: an OpenID provider. Registered by the host where there is one.</summary>
/// <param name="Name">Auth:OpenIdConnect:Name. What its button says. Default: the authority's host.</param>
/// <param name="Authority">Auth:OpenIdConnect:Authority. The provider, as it names itself.</param>
/// <param name="ClientId">Auth:OpenIdConnect:ClientId. What this service is there.</param>
/// <param name="ClientSecret">Auth:OpenIdConnect:ClientSecret. Null: a client without one, which PKCE protects.</param>
public sealed record StaffSignIn(string Name, Uri Authority, string ClientId, string? ClientSecret)
{
    /// <summary>The scheme of authentication.</summary>
    public const string Scheme = "OpenIdConnect";

    /// <summary>The page that sends the browser there.</summary>
    public const string Path = "/sign-in/staff";

    /// <summary>Where it comes back: to be registered with the provider.</summary>
    public const string Back = "/sign-in/staff/back";

    private const string Prefix = "oidc-";
    private const int Length = 16;

    /// <summary>
    /// Who a provider's subject is here. Another provider may have the same subject for somebody else, so its name is part of it. It can be worked out by
    /// whoever knows the two: it is a name and no secret.
    /// </summary>
    public static string SubjectOf(string issuer, string subject) =>
        Prefix + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")).AsSpan(..Length));
}
