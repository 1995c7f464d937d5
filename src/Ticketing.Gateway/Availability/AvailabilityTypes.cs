using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Http;

namespace Ticketing.Availability;

/// <summary>What is left of an event.</summary>
public sealed record AvailabilityResponse
{
    public required Guid EventId { get; init; }

    public required string EventName { get; init; }

    /// <summary>How many places.</summary>
    public required long TotalCapacity { get; init; }

    public required long AvailableCapacity { get; init; }

    /// <summary>Places that are held, and not booked.</summary>
    public required long ReservedCapacity { get; init; }

    /// <summary>Places that are booked.</summary>
    public required long ConfirmedCapacity { get; init; }

    /// <summary>Places that staff keep from sale.</summary>
    public required long WithheldCapacity { get; init; }

    /// <summary>What a place costs, as a decimal number: the lowest, where sections differ. Not there: nothing can be had without a code.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Price { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Grows with every change of the event or its places.</summary>
    public required long Version { get; init; }

    /// <summary>When it was so.</summary>
    public required DateTimeOffset LastUpdated { get; init; }

    /// <summary>The event is on sale and not over, and places are left.</summary>
    public required bool IsAvailable { get; init; }

    /// <summary>How much of it is held or booked, from 0 to 100.</summary>
    public required double UtilizationPercentage { get; init; }

    internal static AvailabilityResponse Of(EventView view, EventCounts counts)
    {
        var total = counts.Sections.Sum(static section => (long)section.Total);
        var held = counts.Sections.Sum(static section => (long)section.Sum.Held);
        var sold = counts.Sections.Sum(static section => (long)section.Sum.Sold);
        var withheld = counts.Sections.Sum(static section => (long)section.Sum.Withheld);
        return new AvailabilityResponse
        {
            EventId = view.EventId.Value,
            EventName = view.Name,
            TotalCapacity = total,
            AvailableCapacity = total - held - sold - withheld,
            ReservedCapacity = held,
            ConfirmedCapacity = sold,
            WithheldCapacity = withheld,
            Price = view.Sections.Min(static section => section.PriceFor(null)) is { } price ? Amount.Of(price, view.Currency) : null,
            Currency = view.Currency,
            Version = counts.Version,
            LastUpdated = counts.AsOf,
            IsAvailable = view.Status == EventStatus.OnSale && total > held + sold + withheld && !(EventEnd.Of(view.StartsAt, view.EndsAt) <= counts.AsOf),
            UtilizationPercentage = total == 0 ? 0 : Math.Round(100.0 * (held + sold) / total, 2),
        };
    }
}

/// <summary>Places to be reserved.</summary>
public sealed record ReservePlacesRequest
{
    /// <summary>How many.</summary>
    [Range(1, 100_000)]
    public required int Quantity { get; init; }

    /// <summary>The section to have places in. Left out: any that has room.</summary>
    [StringLength(32, MinimumLength = 1)]
    public string? Section { get; init; }
}

/// <summary>Places that are reserved: a hold under another name.</summary>
public sealed record ReservationResponse
{
    /// <summary>The hold's id.</summary>
    public required Guid ReservationId { get; init; }

    public required Guid EventId { get; init; }

    /// <summary>How many places.</summary>
    public required int Quantity { get; init; }

    /// <summary>The seats by their ids. Empty: places without numbers.</summary>
    public required IReadOnlyList<string> Seats { get; init; }

    public required HoldStatus Status { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whole seconds until then, rounded up; 0 afterwards.</summary>
    public required long ExpiresInSeconds { get; init; }

    internal static ReservationResponse Of(HoldView hold, DateTimeOffset now) => new()
    {
        ReservationId = hold.HoldId.Value,
        EventId = hold.HoldId.Event.Value,
        Quantity = hold.Quantity,
        Seats = hold.Seats,
        Status = hold.Status,
        ExpiresAt = hold.ExpiresAt,
        ExpiresInSeconds = Math.Max(0, (long)Math.Ceiling((hold.ExpiresAt - now).TotalSeconds)),
    };
}

/// <summary>A reservation to be given back.</summary>
public sealed record ReleaseReservationRequest
{
    /// <summary>Left out: the query names it.</summary>
    [StringLength(36, MinimumLength = 1)]
    public string? ReservationId { get; init; }
}

/// <summary>A reservation that was given back.</summary>
public sealed record ReleasedReservationResponse
{
    public required Guid ReservationId { get; init; }

    public required HoldStatus Status { get; init; }
}
