using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Ticketing.ApiKeys;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Organizations;

/// <summary>What somebody is in an organization.</summary>
public enum StaffRole
{
    /// <summary>All that a manager may, and says who is of the staff.</summary>
    Owner = StaffRoles.Owner,

    /// <summary>Creates and changes events, refunds, cancels.</summary>
    Manager = StaffRoles.Manager,

    /// <summary>Sells, and looks after bookings.</summary>
    BoxOffice = StaffRoles.BoxOffice,

    /// <summary>Lets people in.</summary>
    Door = StaffRoles.Door,
}

/// <summary>An organization that is to be, with its first owner: by e-mail, or by the subject of tokens that come from elsewhere.</summary>
public sealed record CreateOrganizationRequest
{
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Where its owner gets the links with which they sign in.</summary>
    [StringLength(254, MinimumLength = 1)]
    public string? OwnerEmail { get; init; }

    /// <summary>Who its owner is in tokens, where those are not made out here. Not with <c>owner_email</c>.</summary>
    [StringLength(64, MinimumLength = 1)]
    public string? OwnerSubject { get; init; }
}

/// <summary>What is to become of an organization.</summary>
public sealed record UpdateOrganizationRequest
{
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }
}

/// <summary>Somebody who is to work for an organization, or to have another role there.</summary>
public sealed record AddStaffRequest
{
    /// <summary>Where they get the links with which they sign in.</summary>
    [StringLength(254, MinimumLength = 1)]
    public string? Email { get; init; }

    /// <summary>Who they are in tokens, where those are not made out here. Not with <c>email</c>.</summary>
    [StringLength(64, MinimumLength = 1)]
    public string? Subject { get; init; }

    public required StaffRole Role { get; init; }
}

/// <summary>An organization, and what the caller is there.</summary>
public sealed record OrganizationResponse
{
    public required Guid OrganizationId { get; init; }

    public required string Name { get; init; }

    /// <summary>Not there: the caller is not of its staff.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StaffRole? Role { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static OrganizationResponse Of(OrganizationView view, string? caller)
    {
        var role = view.Staff.FirstOrDefault(member => member.Subject == caller)?.Role;
        return new OrganizationResponse { OrganizationId = view.OrganizationId, Name = view.Name, Role = (StaffRole?)role, CreatedAt = view.CreatedAt };
    }
}

/// <summary>Somebody who works for an organization.</summary>
public sealed record StaffResponse
{
    /// <summary>Who they are in tokens, and in the audit log.</summary>
    public required string Subject { get; init; }

    /// <summary>Null: their tokens come from elsewhere.</summary>
    public required string? Email { get; init; }

    public required StaffRole Role { get; init; }

    public required DateTimeOffset Since { get; init; }

    internal static StaffResponse Of(StaffMember member) => new() { Subject = member.Subject, Email = member.Email, Role = (StaffRole)member.Role, Since = member.Since };
}

/// <summary>Who is asking.</summary>
public sealed record MeResponse
{
    /// <summary>Who their token says that they are. Null: there was none.</summary>
    public required string? Subject { get; init; }

    /// <summary>What their token grants everywhere.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>What they work for, and as what.</summary>
    public required IReadOnlyList<OrganizationResponse> Organizations { get; init; }

    /// <summary>Of an API key: what it opens.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ApiKeyScope>? Scopes { get; init; }

    internal static MeResponse Of(Caller caller, IEnumerable<OrganizationView> organizations) => new()
    {
        Subject = caller.Subject,
        Roles = caller.Key is null ? [.. RoleNames.NamesOf(caller.Roles)] : [],
        Scopes = caller.Key is { } key ? ScopeNames.ListOf(key.Scopes) : null,
        Organizations = [.. organizations.Select(view => OrganizationResponse.Of(view, caller.Subject))],
    };
}
