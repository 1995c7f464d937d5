using System.Collections.Immutable;
using Orleans;

namespace Ticketing.ApiKeys;

/// <summary>What a key may, or a set of these. Numbers are stored: never reuse one.</summary>
[Flags]
public enum ApiKeyScopes
{
    None = 0,

    /// <summary>Sees events, drafts too, their codes, messages and withheld places.</summary>
    EventsRead = 1,

    /// <summary>Creates and changes these, and venues.</summary>
    EventsWrite = 2,

    /// <summary>Sees what events earn.</summary>
    SalesRead = 4,

    /// <summary>Sees bookings with their tickets and payments, holds, waitlists.</summary>
    BookingsRead = 8,

    /// <summary>Holds, sells, and looks after bookings.</summary>
    BookingsWrite = 16,

    /// <summary>Cancels bookings and events, and pays back.</summary>
    RefundsWrite = 32,

    /// <summary>Sees who comes.</summary>
    AttendeesRead = 64,

    /// <summary>Lets people in.</summary>
    CheckIn = 128,

    /// <summary>Has other systems told what happens.</summary>
    Webhooks = 256,

    /// <summary>Each of them.</summary>
    Any = EventsRead | EventsWrite | SalesRead | BookingsRead | BookingsWrite | RefundsWrite | AttendeesRead | CheckIn | Webhooks,
}

/// <summary>A key with which programs call the API. The key itself is not in it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.api-key")]
public sealed record ApiKey
{
    /// <summary>Stands in the key itself, and tells nothing.</summary>
    [Id(0)]
    public string KeyId { get; init; } = "";

    /// <summary>Whom it acts for. Null: the platform.</summary>
    [Id(1)]
    public Guid? OrganizationId { get; init; }

    [Id(2)]
    public string Name { get; init; } = "";

    [Id(3)]
    public ApiKeyScopes Scopes { get; init; }

    /// <summary>Of the key. It was drawn at random, so that nothing slower is needed.</summary>
    [Id(4)]
    public ImmutableArray<byte> Hash { get; init; } = [];

    [Id(5)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on it opens nothing. Null: until it is revoked.</summary>
    [Id(6)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who made it, as tokens say it.</summary>
    [Id(7)]
    public string CreatedBy { get; init; } = "";
}

/// <summary>All keys, in the order in which they were made.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.api-key-list")]
public sealed record ApiKeyList(
    [property: Id(0)] long Version,
    [property: Id(1)] ImmutableArray<ApiKey> Keys);

/// <summary>A key after a change, or why there is none.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.api-key-answer")]
public sealed record ApiKeyAnswer(
    [property: Id(0)] ApiKey? Key,
    [property: Id(1)] Refusal? Refusal);

/// <summary>When a key was last used.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.api-key-use")]
public sealed record ApiKeyUse(
    [property: Id(0)] string KeyId,
    [property: Id(1)] DateTimeOffset At);
