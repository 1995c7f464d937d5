using System.ComponentModel.DataAnnotations;
using Ticketing.Customers;

namespace Ticketing.SignIn;

/// <summary>Who wants to sign in.</summary>
public sealed record SendLinkRequest
{
    [StringLength(254, MinimumLength = 1)]
    public required string Email { get; init; }

    /// <summary>The language of the letter (BCP 47), such as <c>de</c>.</summary>
    [StringLength(LocaleTag.Longest, MinimumLength = 1)]
    public string? Locale { get; init; }
}

/// <summary>A letter is on its way, whether anybody is known there or not.</summary>
public sealed record LinkSentResponse
{
    /// <summary>For how long its link can be used.</summary>
    public required int ExpiresInSeconds { get; init; }
}

/// <summary>The link of a letter.</summary>
public sealed record UseLinkRequest
{
    /// <summary>What stands behind <c>link=</c>.</summary>
    [StringLength(AdminLink.MaxLength, MinimumLength = 1)]
    public required string Link { get; init; }
}

/// <summary>A token with which calls are made.</summary>
public sealed record TokenResponse
{
    public required string AccessToken { get; init; }

    /// <summary><c>Bearer</c>.</summary>
    public required string TokenType { get; init; }

    public required int ExpiresInSeconds { get; init; }

    /// <summary>Who its bearer is.</summary>
    public required string Subject { get; init; }
}
