using Orleans;
using Ticketing.Payments;

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

    /// <summary>Adds somebody, or gives them another role; the owners are written to of the latter.</summary>
    /// <param name="id">The organization.</param>
    /// <param name="member">Who, and the role.</param>
    /// <param name="by">Who does it.</param>
    [Alias("put-staff-by")]
    Task<OrganizationAnswer> PutStaff(Guid id, StaffMember member, string? by);

    /// <summary>Somebody's address is forgotten wherever they work; they go on working there. Again: no effect.</summary>
    [Alias("forget-address")]
    Task ForgetAddress(string subject);

    /// <summary>Takes somebody out; the owners are written to. Again: no effect.</summary>
    /// <param name="id">The organization.</param>
    /// <param name="subject">Who.</param>
    /// <param name="by">Who does it.</param>
    [Alias("remove-staff-by")]
    Task<OrganizationAnswer> RemoveStaff(Guid id, string subject, string? by);

    /// <summary>Null: there is no such organization.</summary>
    [Alias("get")]
    Task<OrganizationView?> Get(Guid id);

    /// <summary>The organization's account at the provider of payments. Null: it has none.</summary>
    [Alias("account")]
    Task<PaymentAccount?> Account(Guid id);

    /// <summary>The organization whose account it is. Null: none's.</summary>
    [Alias("of-account")]
    Task<OrganizationView?> OfAccount(string provider, string account);

    /// <summary>Gives the organization an account, if it has connected so many until then; else somebody else was first.</summary>
    [Alias("connect-account")]
    Task<OrganizationAnswer> ConnectAccount(Guid id, PaymentAccount account, int after);

    /// <summary>The account was seen so. Of another account than it has: no effect.</summary>
    [Alias("see-account")]
    Task<OrganizationAnswer> SeeAccount(Guid id, PaymentAccount account);

    /// <summary>The organization gives up that account. Again: no effect.</summary>
    [Alias("disconnect-account")]
    Task<OrganizationAnswer> DisconnectAccount(Guid id, string account);
}
