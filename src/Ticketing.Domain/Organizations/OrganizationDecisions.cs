using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Organizations;

/// <summary>All organizations, as they are stored.</summary>
[GenerateSerializer, Alias("ticketing.organizations-state")]
public sealed class OrganizationsState
{
    /// <summary>Counts their changes.</summary>
    [Id(0)]
    public long Version { get; set; }

    [Id(1)]
    public ImmutableArray<OrganizationView> Organizations { get; set; } = [];
}

/// <summary>What becomes of organizations. Each has an owner as long as it is there.</summary>
public static class OrganizationDecisions
{
    /// <summary>The organizations with a new one. The same ones: it is there already.</summary>
    public static (ImmutableArray<OrganizationView> Organizations, Refusal? Refusal) Create(
        ImmutableArray<OrganizationView> all, CreateOrganization command, DateTimeOffset now)
    {
        if (IndexOf(all, command.OrganizationId) >= 0)
        {
            return (all, null);
        }

        return all.Length >= IOrganizationsGrain.Most
            ? (all, new Refusal(RefusalCode.TooManyOrganizations))
            : (all.Add(new OrganizationView
            {
                OrganizationId = command.OrganizationId,
                Name = command.Name,
                CreatedAt = now,
                Staff = [command.Owner with { Role = StaffRoles.Owner, Since = now }],
            }), null);
    }

    public static (OrganizationView Changed, Refusal? Refusal) Put(OrganizationView organization, StaffMember member, DateTimeOffset now)
    {
        var at = IndexOf(organization.Staff, member.Subject);
        if (at < 0)
        {
            return organization.Staff.Length >= IOrganizationsGrain.MostStaff
                ? (organization, new Refusal(RefusalCode.TooManyStaff))
                : (organization with { Staff = organization.Staff.Add(member with { Since = now }) }, null);
        }

        var known = organization.Staff[at];
        return member.Role != StaffRoles.Owner && IsLastOwner(organization, known)
            ? (organization, new Refusal(RefusalCode.LastOwner))
            : (organization with { Staff = organization.Staff.SetItem(at, known with { Role = member.Role, Email = member.Email ?? known.Email }) }, null);
    }

    public static (OrganizationView Changed, Refusal? Refusal) Remove(OrganizationView organization, string subject)
    {
        var at = IndexOf(organization.Staff, subject);
        return at < 0 ? (organization, null)
            : IsLastOwner(organization, organization.Staff[at]) ? (organization, new Refusal(RefusalCode.LastOwner))
            : (organization with { Staff = organization.Staff.RemoveAt(at) }, null);
    }

    public static int IndexOf(ImmutableArray<OrganizationView> all, Guid id)
    {
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].OrganizationId == id)
            {
                return i;
            }
        }

        return -1;
    }

    private static int IndexOf(ImmutableArray<StaffMember> staff, string subject)
    {
        for (var i = 0; i < staff.Length; i++)
        {
            if (staff[i].Subject == subject)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsLastOwner(OrganizationView organization, StaffMember member) =>
        member.Role == StaffRoles.Owner && organization.Staff.Count(static one => one.Role == StaffRoles.Owner) == 1;
}
