using System.ComponentModel.DataAnnotations;
using Ticketing.Http;

namespace Ticketing.Events;

/// <summary>The end of an event with all its bookings.</summary>
public sealed record CancelEventRequest
{
    /// <summary>Why. It stands in the history of each booking.</summary>
    [StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>Only count what it would do.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>How far the cancellation of an event is.</summary>
public sealed record CancellationResponse
{
    public required Guid EventId { get; init; }

    /// <summary><c>running</c> or <c>done</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string By { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null: it is running.</summary>
    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Bookings of all events that were looked at, of <c>total</c>.</summary>
    public required long LookedAt { get; init; }

    public required long Total { get; init; }

    /// <summary>Bookings that it cancelled.</summary>
    public required long Cancelled { get; init; }

    /// <summary>What was paid back for them, as a decimal number.</summary>
    public required string RefundedAmount { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    internal static CancellationResponse Of(CancellationView job) => new()
    {
        EventId = job.EventId.Value,
        Status = job.FinishedAt is null ? "running" : "done",
        By = job.By,
        Reason = job.Why,
        StartedAt = job.StartedAt,
        FinishedAt = job.FinishedAt,
        LookedAt = job.LookedAt,
        Total = job.Total,
        Cancelled = job.Cancelled,
        RefundedAmount = Amount.Of(job.RefundedMinor, job.Currency),
        Currency = job.Currency,
    };
}

/// <summary>What the cancellation of an event would do.</summary>
public sealed record CancellationDryRunResponse
{
    public required Guid EventId { get; init; }

    /// <summary>Nothing was changed.</summary>
    public required bool DryRun { get; init; }

    /// <summary>How many it would cancel.</summary>
    public required long Bookings { get; init; }

    /// <summary>What it would pay back for them, as a decimal number.</summary>
    public required string RefundAmount { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }
}
