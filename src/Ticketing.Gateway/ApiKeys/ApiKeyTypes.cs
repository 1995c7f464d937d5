using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Ticketing.Security;

namespace Ticketing.ApiKeys;

/// <summary>What a key opens.</summary>
public enum ApiKeyScope
{
    /// <summary>Sees events, drafts too, their codes, messages and withheld places.</summary>
    [JsonStringEnumMemberName("events:read")]
    EventsRead = ApiKeyScopes.EventsRead,

    /// <summary>Creates and changes these, and venues.</summary>
    [JsonStringEnumMemberName("events:write")]
    EventsWrite = ApiKeyScopes.EventsWrite,

    /// <summary>Sees what events earn.</summary>
    [JsonStringEnumMemberName("sales:read")]
    SalesRead = ApiKeyScopes.SalesRead,

    /// <summary>Sees bookings with their tickets and payments, holds, waitlists.</summary>
    [JsonStringEnumMemberName("bookings:read")]
    BookingsRead = ApiKeyScopes.BookingsRead,

    /// <summary>Holds, sells, and looks after bookings.</summary>
    [JsonStringEnumMemberName("bookings:write")]
    BookingsWrite = ApiKeyScopes.BookingsWrite,

    /// <summary>Cancels bookings and events, and pays back.</summary>
    [JsonStringEnumMemberName("refunds:write")]
    RefundsWrite = ApiKeyScopes.RefundsWrite,

    /// <summary>Sees who comes.</summary>
    [JsonStringEnumMemberName("attendees:read")]
    AttendeesRead = ApiKeyScopes.AttendeesRead,

    /// <summary>Lets people in.</summary>
    [JsonStringEnumMemberName("checkin")]
    CheckIn = ApiKeyScopes.CheckIn,

    /// <summary>Has other systems told what happens.</summary>
    [JsonStringEnumMemberName("webhooks")]
    Webhooks = ApiKeyScopes.Webhooks,
}

/// <summary>A key that is to be.</summary>
public sealed record CreateApiKeyRequest
{
    /// <summary>Whom it acts for. Left out: the platform, which admins alone may.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>What it is for.</summary>
    [StringLength(100, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>What it opens. They can't be changed later: make another key.</summary>
    [Length(1, 20)]
    public required IReadOnlyList<ApiKeyScope> Scopes { get; init; }

    /// <summary>From then on it opens nothing. Left out: until it is revoked.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Another name for a key.</summary>
public sealed record RenameApiKeyRequest
{
    [StringLength(100, MinimumLength = 1)]
    public required string Name { get; init; }
}

/// <summary>A key.</summary>
public sealed record ApiKeyResponse
{
    /// <summary>Stands in the key behind <c>tk_</c>, and in the audit log behind <c>key:</c>.</summary>
    public required string KeyId { get; init; }

    /// <summary>Null: it is the platform's.</summary>
    public required Guid? OrganizationId { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<ApiKeyScope> Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Null: it is good until it is revoked.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To a minute. Null: never, as far as is known.</summary>
    public required DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>What is sent as a bearer token. Only in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    internal static ApiKeyResponse Of(ApiKey key, DateTimeOffset? lastUsedAt, string? text = null) => new()
    {
        KeyId = key.KeyId,
        OrganizationId = key.OrganizationId,
        Name = key.Name,
        Scopes = ScopeNames.ListOf(key.Scopes),
        CreatedAt = key.CreatedAt,
        CreatedBy = key.CreatedBy,
        ExpiresAt = key.ExpiresAt,
        LastUsedAt = lastUsedAt,
        Key = text,
    };

    // Whatever writes an answer down does not write a key down.
    public override string ToString() => $"{nameof(ApiKeyResponse)} {{ {KeyId} }}";
}
