using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Ticketing.Mail;

namespace Ticketing.Customers;

/// <summary>What a customer tells about themselves. What is left out is forgotten.</summary>
public sealed record CustomerRequest
{
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>Where they are written to.</summary>
    [StringLength(Mailbox.Longest, MinimumLength = 1)]
    public string? Email { get; init; }

    /// <summary>A language tag (BCP 47), such as <c>en</c> or <c>de-AT</c>.</summary>
    [StringLength(LocaleTag.Longest, MinimumLength = 1)]
    public string? Locale { get; init; }
}

/// <summary>What a customer told about themselves.</summary>
public record ProfileResponse
{
    public required string? Name { get; init; }

    /// <summary>Where they are written to.</summary>
    public required string? Email { get; init; }

    /// <summary>A language tag (BCP 47), such as <c>en</c> or <c>de-AT</c>.</summary>
    public required string? Locale { get; init; }

    /// <summary>Grows with each change; <c>If-Match</c> names it. 0: they told nothing yet.</summary>
    public required long Version { get; init; }

    public required DateTimeOffset? UpdatedAt { get; init; }

    internal static ProfileResponse Of(CustomerView profile) => new()
    {
        Name = profile.Name,
        Email = profile.Email,
        Locale = profile.Locale,
        Version = profile.Version,
        UpdatedAt = profile.UpdatedAt,
    };
}

/// <summary>A customer.</summary>
public sealed record CustomerResponse : ProfileResponse
{
    [SetsRequiredMembers]
    internal CustomerResponse(string id, ProfileResponse profile)
        : base(profile) => Id = id;

    /// <summary>The subject of their tokens.</summary>
    [JsonPropertyOrder(-1)]
    public required string Id { get; init; }
}

/// <summary>A customer whose tokens are refused.</summary>
public sealed record BlockedCustomerResponse
{
    /// <summary>The subject of their tokens.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Who blocked them.</summary>
    public required string By { get; init; }

    public required string Why { get; init; }

    internal static BlockedCustomerResponse Of(BlockedCustomer blocked) => new() { Id = blocked.Customer, Since = blocked.Since, By = blocked.By, Why = blocked.Why };
}

/// <summary>Whether a customer's tokens are refused.</summary>
public sealed record BlockResponse
{
    /// <summary>The subject of their tokens.</summary>
    public required string Id { get; init; }

    public required bool Blocked { get; init; }
}
