using System.Collections.Frozen;
using System.Collections.Immutable;
using Orleans;
using Ticketing.Organizations;

namespace Ticketing.Security;

/// <summary>Who works for which organization, as of at most a second ago; asking costs a look-up.</summary>
public sealed class StaffDirectory(IGrainFactory grains, TimeProvider time)
{
    private readonly RecentCopy<Known> _known = new(known => ReadAsync(grains, known), time);

    /// <summary>What the subject is in which organization.</summary>
    public ValueTask<ImmutableArray<Membership>> OfAsync(string subject) => _known.TryGet(out var known)
        ? ValueTask.FromResult(known.Of(subject))
        : WaitAsync(subject);

    /// <summary>All organizations, in the order in which they were created.</summary>
    public async ValueTask<ImmutableArray<OrganizationView>> AllAsync() => (await _known.GetAsync()).List.Organizations;

    public async ValueTask<OrganizationView?> FindAsync(Guid id) => (await _known.GetAsync()).ById.GetValueOrDefault(id);

    /// <summary>What is known here is to be read anew, since it was changed from here.</summary>
    public void Forget() => _known.Forget();

    private async ValueTask<ImmutableArray<Membership>> WaitAsync(string subject) => (await _known.GetAsync()).Of(subject);

    private static async Task<Known> ReadAsync(IGrainFactory grains, Known? known) =>
        await grains.GetGrain<IOrganizationsGrain>(IOrganizationsGrain.All).Since(known?.List.Version ?? -1) is { } list ? Known.Of(list) : known!;

    /// <param name="List">The organizations.</param>
    /// <param name="ById">The same by their ids.</param>
    /// <param name="BySubject">Who works for which of them.</param>
    private sealed record Known(OrganizationList List, FrozenDictionary<Guid, OrganizationView> ById, FrozenDictionary<string, ImmutableArray<Membership>> BySubject)
    {
        public static Known Of(OrganizationList list) => new(
            list,
            list.Organizations.ToFrozenDictionary(static organization => organization.OrganizationId),
            list.Organizations
                .SelectMany(static organization => organization.Staff.Select(member => (member.Subject, Membership: new Membership(organization.OrganizationId, member.Role))))
                .GroupBy(static pair => pair.Subject, static pair => pair.Membership, StringComparer.Ordinal)
                .ToFrozenDictionary(static group => group.Key, static group => group.ToImmutableArray(), StringComparer.Ordinal));

        public ImmutableArray<Membership> Of(string subject) => BySubject.TryGetValue(subject, out var memberships) ? memberships : [];
    }
}
