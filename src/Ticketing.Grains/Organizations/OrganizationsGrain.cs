using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Ticketing.Payments;

namespace Ticketing.Organizations;

/// <summary>All organizations with their staff.</summary>
[GrainType("ticketing.organizations")]
public sealed class OrganizationsGrain : Grain, IOrganizationsGrain
{
    private readonly Durable<OrganizationsState> _state;
    private readonly TimeProvider _time;

    public OrganizationsGrain([PersistentState("organizations")] IPersistentState<OrganizationsState> state, TimeProvider time)
    {
        _state = new Durable<OrganizationsState>(state, this);
        _time = time;
    }

    public Task<OrganizationList?> Since(long version) =>
        Task.FromResult(_state.Value.Version == version ? null : new OrganizationList(_state.Value.Version, _state.Value.Organizations));

    public async Task<OrganizationAnswer> Create(CreateOrganization command)
    {
        var (organizations, refusal) = OrganizationDecisions.Create(_state.Value.Organizations, command, _time.GetUtcNow());
        return refusal is not null ? new OrganizationAnswer(null, refusal) : await Written(organizations, command.OrganizationId);
    }

    public Task<OrganizationAnswer> Rename(Guid id, string name) => Change(id, organization => (organization with { Name = name }, null));

    public Task<OrganizationAnswer> PutStaff(Guid id, StaffMember member) => Change(id, organization => OrganizationDecisions.Put(organization, member, _time.GetUtcNow()));

    public Task<OrganizationAnswer> RemoveStaff(Guid id, string subject) => Change(id, organization => OrganizationDecisions.Remove(organization, subject));

    public Task ForgetAddress(string subject) => Written(OrganizationDecisions.ForgetAddress(_state.Value.Organizations, subject));

    public Task<OrganizationView?> Get(Guid id) => Task.FromResult(_state.Value.Organizations.FirstOrDefault(organization => organization.OrganizationId == id));

    public async Task<PaymentAccount?> Account(Guid id) => (await Get(id))?.Account;

    public Task<OrganizationView?> OfAccount(string provider, string account) =>
        Task.FromResult(_state.Value.Organizations.FirstOrDefault(organization => organization.Account is { } known && known.Provider == provider && known.Reference == account));

    public Task<OrganizationAnswer> ConnectAccount(Guid id, PaymentAccount account, int after) =>
        Change(id, organization => (OrganizationDecisions.Connect(organization, account, after, _time.GetUtcNow()), null));

    public Task<OrganizationAnswer> SeeAccount(Guid id, PaymentAccount account) => Change(id, organization => (OrganizationDecisions.See(organization, account), null));

    public Task<OrganizationAnswer> DisconnectAccount(Guid id, string account) => Change(id, organization => (OrganizationDecisions.Disconnect(organization, account), null));

    private async Task<OrganizationAnswer> Change(Guid id, Func<OrganizationView, (OrganizationView Changed, Refusal? Refusal)> change)
    {
        var organizations = _state.Value.Organizations;
        if (organizations.FirstOrDefault(organization => organization.OrganizationId == id) is not { } known)
        {
            return new OrganizationAnswer(null, new Refusal(RefusalCode.OrganizationNotFound));
        }

        var (changed, refusal) = change(known);
        return refusal is not null ? new OrganizationAnswer(null, refusal)
            : await Written(changed == known ? organizations : organizations.Replace(known, changed), id);
    }

    private async Task<OrganizationAnswer> Written(ImmutableArray<OrganizationView> organizations, Guid id)
    {
        await Written(organizations);
        return new OrganizationAnswer(organizations.First(organization => organization.OrganizationId == id), null);
    }

    /// <summary>Also what seems to be so already is written: an activation beside the one that knows better fails there.</summary>
    private Task Written(ImmutableArray<OrganizationView> organizations)
    {
        var state = _state.Value;
        if (organizations != state.Organizations)
        {
            state.Version++;
            state.Organizations = organizations;
        }

        return _state.Changed();
    }
}
