using Orleans;

namespace Ticketing.Organizations;

/// <summary>
/// All organizations with their staff. There is one, keyed <see cref="All"/>; every gateway asks it once a second at most, and is sent them
/// only when they changed.
/// </summary>
[Alias("ticketing.organizations")]
public interface IOrganizationsGrain : IGrainWithStringKey
{
    const string All = "all";

    const int Most = 2_000;

    /// <summary>Staff of one organization.</summary>
    const int MostStaff = 200;

    /// <summary>All of them, or null: they have this version.</summary>
    [Alias("since")]
    Task<OrganizationList?> Since(long version);

    /// <summary>Again: no effect.</summary>
    [Alias("create")]
    Task<OrganizationAnswer> Create(CreateOrganization command);

    [Alias("rename")]
    Task<OrganizationAnswer> Rename(Guid id, string name);

    /// <summary>Adds somebody, or gives them another role.</summary>
    [Alias("put-staff")]
    Task<OrganizationAnswer> PutStaff(Guid id, StaffMember member);

    /// <summary>Somebody's address is forgotten wherever they work; they go on working there. Again: no effect.</summary>
    [Alias("forget-address")]
    Task ForgetAddress(string subject);

    /// <summary>Again: no effect.</summary>
    [Alias("remove-staff")]
    Task<OrganizationAnswer> RemoveStaff(Guid id, string subject);
}
