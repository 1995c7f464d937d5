using System.Collections.Immutable;
using Orleans;
using Ticketing.Payments;

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

    /// <summary>Of whose lost access owners are still to be written to, in order.</summary>
    [Id(2)]
    public ImmutableArray<LostAccess> Losses { get; set; } = [];
}

/// <summary>What becomes of organizations. Each has an owner as long as it is there.</summary>
public static class OrganizationDecisions
{
    /// <summary>Losses that wait for their letters, at most: beyond them the oldest are told to nobody.</summary>
    public const int MostLosses = 1_000;

    /// <summary>So long the letters of a loss are tried.</summary>
    public static readonly TimeSpan LettersLast = TimeSpan.FromDays(1);

    /// <summary>The organizations with a new one. The same ones: it is there already.</summary>
    public static (ImmutableArray<OrganizationView> Organizations, Refusal? Refusal) Create(
        ImmutableArray<OrganizationView> all, CreateOrganization command, DateTimeOffset now)
    {
        if (all.Any(organization => organization.OrganizationId == command.OrganizationId))
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
        if (Find(organization, member.Subject) is not { } known)
        {
            return organization.Staff.Length >= IOrganizationsGrain.MostStaff
                ? (organization, new Refusal(RefusalCode.TooManyStaff))
                : (organization with { Staff = organization.Staff.Add(member with { Since = now }) }, null);
        }

        return member.Role != StaffRoles.Owner && IsLastOwner(organization, known)
            ? (organization, new Refusal(RefusalCode.LastOwner))
            : (organization with { Staff = organization.Staff.Replace(known, known with { Role = member.Role, Email = member.Email ?? known.Email }) }, null);
    }

    public static (OrganizationView Changed, Refusal? Refusal) Remove(OrganizationView organization, string subject) =>
        Find(organization, subject) is not { } known ? (organization, null)
        : IsLastOwner(organization, known) ? (organization, new Refusal(RefusalCode.LastOwner))
        : (organization with { Staff = organization.Staff.Remove(known) }, null);

    /// <summary>Who lost access by a change, or has another role. Null: nobody.</summary>
    public static LostAccess? Loss(OrganizationView before, OrganizationView after, string subject, string? by, DateTimeOffset now) =>
        Find(before, subject) is not { } member || Find(after, subject)?.Role == member.Role ? null : new LostAccess
        {
            OrganizationId = before.OrganizationId,
            Member = member,
            Role = Find(after, subject)?.Role ?? StaffRoles.None,
            At = now,
            By = by,
            Owners = [.. before.Staff.Where(static one => one.Role == StaffRoles.Owner)],
        };

    /// <summary>Without somebody's address, and without letters to them.</summary>
    public static ImmutableArray<LostAccess> Forget(ImmutableArray<LostAccess> losses, string subject) =>
    [
        .. losses.Select(loss => loss with
        {
            Member = loss.Member.Subject == subject ? loss.Member with { Email = null } : loss.Member,
            Owners = [.. loss.Owners.Where(owner => owner.Subject != subject)],
        }),
    ];

    /// <summary>Without somebody's address. The same ones: nobody has it.</summary>
    public static ImmutableArray<OrganizationView> ForgetAddress(ImmutableArray<OrganizationView> all, string subject) =>
        all.Any(organization => Find(organization, subject) is { Email: not null })
            ? [.. all.Select(organization => Find(organization, subject) is { Email: not null } known
                ? organization with { Staff = organization.Staff.Replace(known, known with { Email = null }) }
                : organization)]
            : all;

    /// <summary>Two who connect at once get one account: the first one's.</summary>
    public static OrganizationView Connect(OrganizationView organization, PaymentAccount account, int after, DateTimeOffset now) =>
        organization.AccountsConnected == after
            ? organization with { Account = account with { ConnectedAt = now }, AccountsConnected = after + 1 }
            : organization;

    public static OrganizationView See(OrganizationView organization, PaymentAccount account) =>
        organization.Account is { } known && (known.Provider, known.Reference) == (account.Provider, account.Reference) && !known.IsAs(account)
            ? organization with { Account = account with { ConnectedAt = known.ConnectedAt } }
            : organization;

    public static OrganizationView Disconnect(OrganizationView organization, string account) =>
        organization.Account?.Reference == account ? organization with { Account = null } : organization;

    private static StaffMember? Find(OrganizationView organization, string subject) =>
        organization.Staff.FirstOrDefault(member => member.Subject == subject);

    private static bool IsLastOwner(OrganizationView organization, StaffMember member) =>
        member.Role == StaffRoles.Owner && organization.Staff.Count(static one => one.Role == StaffRoles.Owner) == 1;
}
