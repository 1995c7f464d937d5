using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Webhooks;

/// <summary>One try to deliver an event.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.delivery")]
public sealed record Delivery
{
    /// <summary>Counts the tries of a subscription, from 1.</summary>
    [Id(0)]
    public long Number { get; init; }

    [Id(1)]
    public string EventId { get; init; } = "";

    [Id(2)]
    public string Type { get; init; } = "";

    [Id(3)]
    public string Subject { get; init; } = "";

    /// <summary>Where the event stands in the feed; -1: nowhere.</summary>
    [Id(4)]
    public long Position { get; init; }

    /// <summary>Which try of this event it was, from 1.</summary>
    [Id(5)]
    public int Attempt { get; init; }

    [Id(6)]
    public DateTimeOffset At { get; init; }

    [Id(7)]
    public int DurationMs { get; init; }

    /// <summary>The receiver's status code; 0 when there was none.</summary>
    [Id(8)]
    public int Status { get; init; }

    [Id(9)]
    public string? Error { get; init; }

    [Id(10)]
    public DeliveryOutcome Outcome { get; init; }

    [Id(11)]
    public DateTimeOffset? NextAt { get; init; }
}

/// <summary>What followed from a try. Numbers are stored: never reuse one.</summary>
public enum DeliveryOutcome
{
    Delivered = 0,

    /// <summary>It is tried again.</summary>
    Failed = 1,

    /// <summary>It was the last try of the schedule; others get through, so this event is passed over.</summary>
    GivenUp = 2,

    /// <summary>The subscription was stopped by it. Nothing is lost: it goes on there when it is enabled.</summary>
    Stopped = 3,
}

/// <summary>Tries, the youngest first, and below which number the next page goes on (null: there is none).</summary>
[GenerateSerializer, Immutable, Alias("ticketing.delivery-page")]
public sealed record DeliveryPage(
    [property: Id(0)] ImmutableArray<Delivery> Items,
    [property: Id(1)] long? Next);

/// <summary>The subscription after a command, or the refusal.</summary>
/// <param name="Webhook">The subscription.</param>
/// <param name="Refusal">Why not.</param>
/// <param name="Secret">The new secret, where the command made one. It is shown this once.</param>
[GenerateSerializer, Immutable, Alias("ticketing.webhook-answer")]
public sealed record WebhookAnswer(
    [property: Id(0)] WebhookView? Webhook,
    [property: Id(1)] Refusal? Refusal = null,
    [property: Id(2)] string? Secret = null)
{
    public static WebhookAnswer Refused(RefusalCode code, string? detail = null) => new(null, new Refusal(code, detail));

    // Whatever writes an answer down does not write a secret down.
    public override string ToString() => $"{nameof(WebhookAnswer)} {{ {Webhook?.WebhookId}, {Refusal} }}";
}

/// <summary>A message as it goes over the wire.</summary>
/// <param name="Url">The receiver's address.</param>
/// <param name="Id">webhook-id: the event's id, the same in every try.</param>
/// <param name="Timestamp">webhook-timestamp: the time of the try, in seconds of Unix time.</param>
/// <param name="Signature">webhook-signature: one signature for each secret that is good.</param>
/// <param name="Body">A CloudEvent as JSON, in UTF-8.</param>
public sealed record WebhookMessage(Uri Url, string Id, long Timestamp, string Signature, ReadOnlyMemory<byte> Body)
{
    public const string ContentType = "application/cloudevents+json; charset=utf-8";
}

/// <summary>What is configured for webhooks.</summary>
/// <param name="AllowPrivateNetworks">Receivers may be in private networks, and be called without TLS.</param>
/// <param name="Timeout">How long a receiver may take to answer.</param>
/// <param name="Source">The <c>source</c> of every CloudEvent: a URI reference.</param>
public sealed record WebhookOptions(bool AllowPrivateNetworks, TimeSpan Timeout, string Source)
{
    public static WebhookOptions Default { get; } = new(AllowPrivateNetworks: false, TimeSpan.FromSeconds(15), "/ticketing");
}

/// <summary>What came of a try.</summary>
/// <param name="Status">The receiver's status code; 0 when there is none.</param>
/// <param name="Error">Why there is none, without anything that the receiver sent.</param>
public sealed record WebhookReply(int Status, string? Error = null)
{
    /// <summary>The receiver asks not to be tried before that time has passed.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Nothing was sent, since too much failed there lately. Not one of the tries that the schedule has.</summary>
    public bool IsHeldBack { get; init; }

    public bool IsDelivered => Status is >= 200 and < 300;

    /// <summary>The receiver wants no more.</summary>
    public bool IsGone => Status == 410;
}

/// <summary>What an admin decides about a subscription.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.webhook-spec")]
public sealed record WebhookSpec
{
    [Id(0)]
    public string Url { get; init; } = "";

    /// <summary>Types such as "booking.confirmed", or "booking.*" for all that begin so. None: every type but those of holds.</summary>
    [Id(1)]
    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>Null: every event on sale.</summary>
    [Id(2)]
    public EventId? EventId { get; init; }

    [Id(3)]
    public string? Description { get; init; }

    [Id(4)]
    public bool IsEnabled { get; init; } = true;

    /// <summary>Whose it is, from its beginning on: only the organization's events are told. Null: the platform's.</summary>
    [Id(80)]
    public Guid? OrganizationId { get; init; }
}

/// <summary>Why nothing is sent. Numbers are stored: never reuse one.</summary>
public enum WebhookStop
{
    None = 0,

    /// <summary>An admin said so.</summary>
    Admin = 1,

    /// <summary>The receiver answered 410.</summary>
    Gone = 2,

    /// <summary>Nothing could be delivered for as long as the schedule lasts.</summary>
    Failing = 3,
}

/// <summary>A subscription, without its secrets.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.webhook-view")]
public sealed record WebhookView
{
    [Id(0)]
    public Guid WebhookId { get; init; }

    [Id(1)]
    public WebhookSpec Spec { get; init; } = new();

    [Id(2)]
    public long Version { get; init; }

    [Id(3)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(4)]
    public DateTimeOffset UpdatedAt { get; init; }

    [Id(5)]
    public WebhookStop Stop { get; init; }

    [Id(6)]
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Until when an earlier secret signs beside the present one.</summary>
    [Id(7)]
    public DateTimeOffset? OldSecretUntil { get; init; }

    /// <summary>Since when nothing was delivered though it was tried.</summary>
    [Id(8)]
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Events that wait for another try, and those behind them.</summary>
    [Id(9)]
    public int Waiting { get; init; }

    /// <summary>Events that were let go before they could be sent, since sending was stopped for too long.</summary>
    [Id(10)]
    public long Missed { get; init; }

    /// <summary>Events that were given up after the last try of the schedule.</summary>
    [Id(11)]
    public long GivenUp { get; init; }
}
