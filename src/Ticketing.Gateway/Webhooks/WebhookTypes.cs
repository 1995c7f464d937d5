using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json.Serialization;
using Ticketing.Feeds;
using Ticketing.Http;
using Ticketing.Identifiers;

namespace Ticketing.Webhooks;

/// <summary>What a subscription wants.</summary>
public sealed record WebhookRequest
{
    private static readonly string KnownTypes =
        $"must be one of {string.Join(", ", FeedTypes.All)}; or the first part of one and {FeedTypes.Any}, as in booking{FeedTypes.Any}. Without types it is all but those of holds.";

    /// <summary>Where events are sent: an https URL without user and fragment, in no private network.</summary>
    [StringLength(2_000, MinimumLength = 1)]
    public required string Url { get; init; }

    /// <summary>Types such as <c>booking.confirmed</c>, or <c>booking.*</c> for all that begin so. None: every type but those of holds.</summary>
    [Length(0, 50), ItemLength(100)]
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>The event whose news are wanted. Left out: every event's.</summary>
    public Guid? EventId { get; init; }

    /// <summary>Whose it is, from its beginning on: it hears of the organization's events alone. Left out: the platform's.</summary>
    public Guid? OrganizationId { get; init; }

    [StringLength(500, MinimumLength = 1)]
    public string? Description { get; init; }

    /// <summary>Left out: true.</summary>
    public bool? Enabled { get; init; }

    /// <param name="allowPrivate">Webhooks:AllowPrivateNetworks.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="present">What the subscription wants so far: a type that no build knows any more may stay.</param>
    internal WebhookSpec Read(bool allowPrivate, List<FieldError> errors, WebhookSpec? present)
    {
        CheckUrl(allowPrivate, errors);
        for (var i = 0; i < (Types?.Count ?? 0); i++)
        {
            if (!FeedTypes.Know(Types![i]) && present?.Types.Contains(Types[i]) != true)
            {
                errors.Add(new FieldError($"types[{i}]", $"types[{i}] {KnownTypes}"));
            }
        }

        EventId id = default;
        if (EventId is { } value && !Identifiers.EventId.TryFrom(value, out id))
        {
            errors.Add(new FieldError("event_id", "event_id must be the id of an event."));
        }

        if (present is not null && OrganizationId is { } other && other != present.OrganizationId)
        {
            errors.Add(new FieldError("organization_id", "organization_id can't be changed: make another subscription."));
        }

        return new WebhookSpec { OrganizationId = present is null ? OrganizationId : present.OrganizationId, Url = Url, Types = [.. Types ?? []], EventId = EventId is null ? null : id, Description = Description, IsEnabled = Enabled ?? true };
    }

    /// <summary>What a name is resolved to is looked at when it is called; an address that is given as one is looked at here, too.</summary>
    private void CheckUrl(bool allowPrivate, List<FieldError> errors)
    {
        var isUrl = Uri.TryCreate(Url, UriKind.Absolute, out var url) && url is { Host.Length: > 0, Fragment: "", UserInfo: "" } && url.Scheme is "https" or "http";
        if (!isUrl || (!allowPrivate && url!.Scheme != "https"))
        {
            errors.Add(new FieldError("url", allowPrivate
                ? "url must be an http or https URL without user and fragment."
                : "url must be an https URL without user and fragment; http is called where the setting Webhooks:AllowPrivateNetworks is true."));
        }
        else if (!allowPrivate && IPAddress.TryParse(url!.Host.Trim('[', ']'), out var address) && !PublicAddresses.Include(address))
        {
            errors.Add(new FieldError("url", "url must not be in a private network, unless the setting Webhooks:AllowPrivateNetworks is true."));
        }
    }
}

/// <summary>How the secrets change over.</summary>
public sealed record RotateSecretRequest
{
    /// <summary>For how long the present secret signs beside the new one. Left out: a day.</summary>
    [Range(0, 7 * 24 * 3_600)]
    public int? OverlapSeconds { get; init; }
}

/// <summary>From where on everything is sent again: one of the two.</summary>
public sealed record ReplayRequest
{
    /// <summary>A time in the past.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The id of an event of the feed, as deliveries have it.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? EventId { get; init; }
}

/// <summary>A subscription to what happens.</summary>
public sealed record WebhookResponse
{
    public required Guid Id { get; init; }

    public required string Url { get; init; }

    /// <summary>The types that are sent. Empty: all but those of holds.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The event whose news are sent. Null: every event's.</summary>
    public required Guid? EventId { get; init; }

    /// <summary>Whose it is. Not there: the platform's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? OrganizationId { get; init; }

    public required string? Description { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>
    /// <c>admin</c>: an admin said so; <c>gone</c>: the receiver answered 410; <c>failing</c>: nothing could be delivered for too long. Null: it is enabled.
    /// </summary>
    public required WebhookStop? DisabledReason { get; init; }

    public required DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Since when nothing was delivered though it was tried.</summary>
    public required DateTimeOffset? FailingSince { get; init; }

    /// <summary>Events that wait for another try, and those behind them.</summary>
    public required int WaitingEvents { get; init; }

    /// <summary>Events that were let go before they could be sent, since sending was stopped for too long.</summary>
    public required long MissedEvents { get; init; }

    /// <summary>Events that were given up after the last try.</summary>
    public required long GivenUpEvents { get; init; }

    /// <summary>Until when an earlier secret signs beside the present one.</summary>
    public required DateTimeOffset? OldSecretUntil { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Grows with each change; <c>If-Match</c> names it.</summary>
    public required long Version { get; init; }

    /// <summary>What deliveries are signed with. Told once, by the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    // Whatever writes an answer down does not write a secret down.
    public override string ToString() => $"{nameof(WebhookResponse)} {{ {Id} }}";

    internal static WebhookResponse Of(WebhookView hook, string? secret = null) => new()
    {
        Id = hook.WebhookId,
        Url = hook.Spec.Url,
        Types = hook.Spec.Types,
        EventId = hook.Spec.EventId?.Value,
        OrganizationId = hook.Spec.OrganizationId,
        Description = hook.Spec.Description,
        Enabled = hook.Stop == WebhookStop.None,
        DisabledReason = hook.Stop == WebhookStop.None ? null : hook.Stop,
        DisabledAt = hook.StoppedAt,
        FailingSince = hook.FailingSince,
        WaitingEvents = hook.Waiting,
        MissedEvents = hook.Missed,
        GivenUpEvents = hook.GivenUp,
        OldSecretUntil = hook.OldSecretUntil,
        CreatedAt = hook.CreatedAt,
        UpdatedAt = hook.UpdatedAt,
        Version = hook.Version,
        Secret = secret,
    };
}

/// <summary>One try to deliver an event.</summary>
public sealed record DeliveryResponse
{
    /// <summary>Counts the tries of the subscription, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The id of the event that was sent, the same in every try.</summary>
    public required string EventId { get; init; }

    public required string Type { get; init; }

    /// <summary>What the event is about, such as <c>bookings/</c> and an id.</summary>
    public required string Subject { get; init; }

    /// <summary>Which try of this event it was, from 1.</summary>
    public required int Attempt { get; init; }

    public required DateTimeOffset At { get; init; }

    public required int DurationMs { get; init; }

    /// <summary>The receiver's status code; 0: there was none.</summary>
    public required int Status { get; init; }

    /// <summary>Why there was none.</summary>
    public required string? Error { get; init; }

    /// <summary>
    /// <c>failed</c>: it is tried again; <c>given_up</c>: it was the last try, and the event is passed over; <c>stopped</c>: the subscription was stopped by
    /// it, and goes on there when it is enabled.
    /// </summary>
    public required DeliveryOutcome Outcome { get; init; }

    /// <summary>When it is tried again.</summary>
    public required DateTimeOffset? NextAt { get; init; }

    internal static DeliveryResponse Of(Delivery delivery) => new()
    {
        Number = delivery.Number,
        EventId = delivery.EventId,
        Type = delivery.Type,
        Subject = delivery.Subject,
        Attempt = delivery.Attempt,
        At = delivery.At,
        DurationMs = delivery.DurationMs,
        Status = delivery.Status,
        Error = delivery.Error,
        Outcome = delivery.Outcome,
        NextAt = delivery.NextAt,
    };
}
