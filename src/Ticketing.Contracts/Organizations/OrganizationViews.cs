using System.Collections.Immutable;
using Orleans;
using Ticketing.Payments;

namespace Ticketing.Organizations;

/// <summary>What somebody is in an organization, or a set of these.</summary>
[Flags]
public enum StaffRoles
{
    None = 0,

    /// <summary>All that a manager may, and says who is of its staff.</summary>
    Owner = 1,

    /// <summary>Creates and changes events, refunds, cancels.</summary>
    Manager = 2,

    /// <summary>Sells, and looks after bookings.</summary>
    BoxOffice = 4,

    /// <summary>Lets people in.</summary>
    Door = 8,

    /// <summary>Those who run events.</summary>
    Managers = Owner | Manager,

    /// <summary>Those who may sell.</summary>
    Sellers = Managers | BoxOffice,

    /// <summary>Everybody of an organization.</summary>
    Anybody = Sellers | Door,
}

/// <summary>Somebody who works for an organization.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.staff-member")]
public sealed record StaffMember
{
    /// <summary>Who it is in tokens.</summary>
    [Id(0)]
    public string Subject { get; init; } = "";

    /// <summary>Where they are sent the letters with which they sign in. Null: their tokens come from elsewhere.</summary>
    [Id(1)]
    public string? Email { get; init; }

    /// <summary>One of the roles.</summary>
    [Id(2)]
    public StaffRoles Role { get; init; }

    [Id(3)]
    public DateTimeOffset Since { get; init; }
}

/// <summary>Whoever gives events, and who works there.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.organization-view")]
public sealed record OrganizationView
{
    [Id(0)]
    public Guid OrganizationId { get; init; }

    [Id(1)]
    public string Name { get; init; } = "";

    [Id(2)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>In the order in which they came.</summary>
    [Id(3)]
    public ImmutableArray<StaffMember> Staff { get; init; } = [];

    /// <summary>Its account at the provider of payments. Null: it has none.</summary>
    [Id(85)]
    public PaymentAccount? Account { get; init; }

    /// <summary>How many accounts it ever connected.</summary>
    [Id(86)]
    public int AccountsConnected { get; init; }
}

/// <summary>All organizations, in the order in which they were created.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.organization-list")]
public sealed record OrganizationList(
    [property: Id(0)] long Version,
    [property: Id(1)] ImmutableArray<OrganizationView> Organizations);

/// <summary>An organization that is to be.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.create-organization")]
public sealed record CreateOrganization
{
    [Id(0)]
    public Guid OrganizationId { get; init; }

    [Id(1)]
    public string Name { get; init; } = "";

    [Id(2)]
    public StaffMember Owner { get; init; } = new();
}

/// <summary>An organization after a change, or why there is none.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.organization-answer")]
public sealed record OrganizationAnswer(
    [property: Id(0)] OrganizationView? Organization,
    [property: Id(1)] Refusal? Refusal);
