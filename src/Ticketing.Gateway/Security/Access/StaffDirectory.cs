using System.Collections.Frozen;
using System.Collections.Immutable;
using Orleans;
using Ticketing.Organizations;

namespace Ticketing.Security;

/// <summary>Who works for which organization, as of at most a second ago; asking costs a look-up.</summary>
public sealed class StaffDirectory(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private volatile Known? _known;
    private volatile Task<Known>? _reading;

    /// <summary>What the subject is in which organization.</summary>
    public ValueTask<ImmutableArray<Membership>> OfAsync(string subject) => _known is { } known && IsFresh(known)
        ? ValueTask.FromResult(known.Of(subject))
        : ReadAsync(subject);

    /// <summary>All organizations, in the order in which they were created.</summary>
    public async ValueTask<ImmutableArray<OrganizationView>> AllAsync() => (await ReadAsync()).List.Organizations;

    public async ValueTask<OrganizationView?> FindAsync(Guid id) => (await ReadAsync()).ById.GetValueOrDefault(id);

    /// <summary>What is known here is to be read anew, since it was changed from here.</summary>
    public void Forget() => (_reading, _known) = (null, _known is { } known ? known with { ReadAt = null } : null);

    private bool IsFresh(Known known) => known.ReadAt is { } readAt && time.GetElapsedTime(readAt) < FreshFor;

    private async ValueTask<ImmutableArray<Membership>> ReadAsync(string subject) => (await ReadAsync()).Of(subject);

    private async ValueTask<Known> ReadAsync() => _known is { } known && IsFresh(known) ? known : await ReadOnceAsync();

    /// <summary>Who asks while it is read waits for the same.</summary>
    private Task<Known> ReadOnceAsync() => _reading is { IsCompleted: false } running ? running : _reading = ReadAnewAsync();

    private async Task<Known> ReadAnewAsync()
    {
        var (known, readAt) = (_known, time.GetTimestamp());
        var list = await grains.GetGrain<IOrganizationsGrain>(IOrganizationsGrain.All).Since(known?.List.Version ?? -1);
        return _known = list is null ? known! with { ReadAt = readAt } : Known.Of(list, readAt);
    }

    /// <param name="List">The organizations.</param>
    /// <param name="ById">The same by their ids.</param>
    /// <param name="BySubject">Who works for which of them.</param>
    /// <param name="ReadAt">When they were read, in timestamp ticks. Null: they were changed since.</param>
    private sealed record Known(OrganizationList List, FrozenDictionary<Guid, OrganizationView> ById, FrozenDictionary<string, ImmutableArray<Membership>> BySubject, long? ReadAt)
    {
        public static Known Of(OrganizationList list, long readAt) => new(
            list,
            list.Organizations.ToFrozenDictionary(static organization => organization.OrganizationId),
            list.Organizations
                .SelectMany(static organization => organization.Staff.Select(member => (member.Subject, Membership: new Membership(organization.OrganizationId, member.Role))))
                .GroupBy(static pair => pair.Subject, static pair => pair.Membership, StringComparer.Ordinal)
                .ToFrozenDictionary(static group => group.Key, static group => group.ToImmutableArray(), StringComparer.Ordinal),
            readAt);

        public ImmutableArray<Membership> Of(string subject) => BySubject.TryGetValue(subject, out var memberships) ? memberships : [];
    }
}
