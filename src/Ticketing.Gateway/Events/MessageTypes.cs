using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Ticketing.Http;

namespace Ticketing.Events;

/// <summary>What is written to those who have booked.</summary>
public sealed record SendMessageRequest
{
    [StringLength(150, MinimumLength = 1)]
    public required string Subject { get; init; }

    /// <summary>Plain text. An empty line parts paragraphs.</summary>
    [LinesLength(10_000, MinimumLength = 1)]
    public required string Text { get; init; }

    /// <summary>Where answers go. Left out: to whoever the letters are from.</summary>
    [StringLength(254, MinimumLength = 1)]
    public string? ReplyTo { get; init; }

    /// <summary>Bookings of these sections alone. Left out: of all.</summary>
    [Length(1, SectionRequest.Most)]
    public IReadOnlyList<string>? Sections { get; init; }

    /// <summary>Only count who would get it.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>How many would get a message.</summary>
public sealed record MessageDryRunResponse
{
    public required bool DryRun { get; init; }

    /// <summary>Confirmed bookings that it is for.</summary>
    public required long Bookings { get; init; }

    /// <summary>Letters to known addresses: one for each who has tickets of a booking.</summary>
    public required long Letters { get; init; }

    /// <summary>Bookings of which no address is known.</summary>
    public required long NoAddress { get; init; }

    /// <summary>There are more bookings than were looked at: counting ends after five seconds, sending does not.</summary>
    public required bool More { get; init; }
}

/// <summary>A message, and how far its letters are.</summary>
public sealed record MessageResponse
{
    public required Guid MessageId { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    /// <summary>Not there: answers go to whoever the letters are from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReplyTo { get; init; }

    /// <summary>Not there: it is for bookings of all sections.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Sections { get; init; }

    /// <summary>Who sent it.</summary>
    public required string By { get; init; }

    /// <summary><c>running</c> or <c>done</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Who had a confirmed booking then is written to.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null: it is running.</summary>
    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Bookings of all events that were looked at, of <c>total</c>.</summary>
    public required long LookedAt { get; init; }

    public required long Total { get; init; }

    /// <summary>Bookings whose letters were sent.</summary>
    public required long Sent { get; init; }

    /// <summary>Bookings whose letter is to be tried again.</summary>
    public required int Waiting { get; init; }

    /// <summary>Bookings of which no address is known.</summary>
    public required long NoAddress { get; init; }

    /// <summary>Bookings whose letter was refused, or given up.</summary>
    public required long Refused { get; init; }

    internal static MessageResponse Of(EventMessageView view) => new()
    {
        MessageId = view.Message.MessageId,
        Subject = view.Message.Subject,
        Text = view.Message.Text,
        ReplyTo = view.Message.ReplyTo,
        Sections = view.Message.Sections.IsDefaultOrEmpty ? null : view.Message.Sections,
        By = view.Message.By,
        Status = view.FinishedAt is null ? "running" : "done",
        StartedAt = view.Message.At,
        FinishedAt = view.FinishedAt,
        LookedAt = view.LookedAt,
        Total = view.Total,
        Sent = view.Sent,
        Waiting = view.Waiting,
        NoAddress = view.NoAddress,
        Refused = view.Refused,
    };
}
