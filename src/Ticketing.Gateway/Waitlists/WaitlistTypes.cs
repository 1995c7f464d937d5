using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Ticketing.Attendees;
using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

/// <summary>Places to wait for.</summary>
public sealed record JoinWaitlistRequest
{
    public required Guid EventId { get; init; }

    /// <summary>How many places, all or none of them.</summary>
    [Range(1, 100_000)]
    public required int Quantity { get; init; }

    /// <summary>The section to have places in. Left out: any.</summary>
    [StringLength(32, MinimumLength = 1)]
    public string? Section { get; init; }

    /// <summary>Who has more comes before others. Given by organizers and admins. Left out: 0.</summary>
    [Range(0, 100)]
    public int? Priority { get; init; }

    /// <summary>Who waits. Left out: the caller.</summary>
    [StringLength(128, MinimumLength = 1)]
    public string? CustomerId { get; init; }
}

/// <summary>Why an entry is cancelled.</summary>
public sealed record CancelEntryRequest
{
    /// <summary>Needed of staff who cancel somebody else's.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }
}

/// <summary>An offer that is taken.</summary>
public sealed record BookOfferRequest
{
    /// <summary>How it is going to be paid, such as <c>card</c>.</summary>
    [StringLength(32, MinimumLength = 1)]
    public string? PaymentMethod { get; init; }

    /// <summary>Who comes, in the order of the tickets. Needed where the event requires it (<c>attendee_names</c>, <c>attendee_emails</c>, <c>questions</c>).</summary>
    [Length(0, AttendeeForm.MostTickets)]
    public IReadOnlyList<AttendeeRequest>? Attendees { get; init; }

    /// <summary>To what the event asks once for an order.</summary>
    [Length(0, AttendeeForm.MostQuestions)]
    public IReadOnlyList<AnswerRequest>? Answers { get; init; }
}

/// <summary>A party that waits for places of an event.</summary>
public sealed record WaitlistEntryResponse
{
    public required Guid Id { get; init; }

    /// <summary>Who waits.</summary>
    public required string UserId { get; init; }

    public required Guid EventId { get; init; }

    /// <summary>Null: any section.</summary>
    public required string? Section { get; init; }

    /// <summary>How many places.</summary>
    public required int Quantity { get; init; }

    /// <summary>Who has more comes before others.</summary>
    public required int Priority { get; init; }

    /// <summary>
    /// <c>pending</c>: it waits in the line; <c>notified</c>: places are held for it; <c>booked</c>: a booking was opened over them; <c>expired</c>: the offer was
    /// not taken in time, or the sale is over.
    /// </summary>
    public required WaitlistStatus Status { get; init; }

    /// <summary>From 1 at the head of the line. Null: it does not wait.</summary>
    public required int? Position { get; init; }

    /// <summary>How long it may take, as things went lately. Null: nobody can tell.</summary>
    public required long? EstimatedWaitSeconds { get; init; }

    /// <summary>The hold that keeps the offered places.</summary>
    public required Guid? HoldId { get; init; }

    public required Guid? BookingId { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    public required DateTimeOffset? NotifiedAt { get; init; }

    /// <summary>When the offer ends.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whole seconds until then. Only while places are offered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ExpiresInSeconds { get; init; }

    public required DateTimeOffset? BookedAt { get; init; }

    /// <summary>The same as <c>joined_at</c>.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>It waits, or its offer can be taken.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Its offer was not taken in time.</summary>
    public required bool IsNotificationExpired { get; init; }

    /// <summary>Grows with each change; <c>If-Match</c> names it.</summary>
    public required long Version { get; init; }

    /// <summary>All that it went through.</summary>
    public required IReadOnlyList<WaitlistStepResponse> History { get; init; }

    internal static WaitlistEntryResponse Of(WaitlistView view, DateTimeOffset now)
    {
        var entry = view.Entry;
        var isOver = entry.Status == WaitlistStatus.Expired || (entry.Status == WaitlistStatus.Notified && now >= entry.ExpiresAt);
        return new WaitlistEntryResponse
        {
            Id = entry.Id.Value,
            UserId = entry.Customer,
            EventId = entry.Id.Event.Value,
            Section = entry.SectionId,
            Quantity = entry.Quantity,
            Priority = entry.Priority,
            Status = entry.Status,
            Position = view.Position,
            EstimatedWaitSeconds = (long?)view.Estimate?.TotalSeconds,
            HoldId = view.Hold?.Value,
            BookingId = entry.BookedAt is not null && view.Hold is { } hold ? Identifiers.BookingId.Of(hold).Value : null,
            JoinedAt = entry.JoinedAt,
            NotifiedAt = entry.NotifiedAt,
            ExpiresAt = entry.ExpiresAt,
            ExpiresInSeconds = entry is { Status: WaitlistStatus.Notified, ExpiresAt: { } end } ? Math.Max(0, (long)(end - now).TotalSeconds) : null,
            BookedAt = entry.BookedAt,
            CreatedAt = entry.JoinedAt,
            UpdatedAt = entry.UpdatedAt,
            IsActive = entry.IsActive && !isOver,
            IsNotificationExpired = isOver && entry.NotifiedAt is not null,
            Version = entry.Version,
            History = [.. entry.Steps.Select(static step => new WaitlistStepResponse { Status = step.Status, At = step.At, By = step.By, Why = step.Why })],
        };
    }
}

/// <summary>What an entry became, when, by whom and why.</summary>
public sealed record WaitlistStepResponse
{
    public required WaitlistStatus Status { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }

    public required string? Why { get; init; }
}
