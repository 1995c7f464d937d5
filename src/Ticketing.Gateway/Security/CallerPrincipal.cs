using System.Security.Claims;

namespace Ticketing.Security;

/// <summary>The caller as the framework knows principals: <c>sub</c> is the name, <c>role</c> the roles.</summary>
public sealed class CallerPrincipal(Caller caller) : ClaimsPrincipal(IdentityOf(caller))
{
    public Caller Caller { get; } = caller;

    private static ClaimsIdentity IdentityOf(Caller caller)
    {
        List<Claim> claims = [new("sub", caller.Subject ?? "")];
        claims.AddRange(RoleNames.NamesOf(caller.Roles).Select(name => new Claim("role", name)));
        return new ClaimsIdentity(claims, BearerHandler.Scheme, "sub", "role");
    }
}
