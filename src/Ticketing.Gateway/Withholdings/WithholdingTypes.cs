using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Ticketing.Holds;
using Ticketing.Http;

namespace Ticketing.Withholdings;

/// <summary>Places to be kept from sale: the named seats, or so many of a section without numbers.</summary>
public sealed record WithholdRequest
{
    /// <summary>The seats by their ids, all or none of them.</summary>
    [Length(1, WithholdingRequest.Most), ItemLength(HoldWish.LongestSeat)]
    public IReadOnlyList<string>? Seats { get; init; }

    /// <summary>The section to take places without numbers from. Not with named seats.</summary>
    [StringLength(32, MinimumLength = 1)]
    public string? Section { get; init; }

    /// <summary>How many places of the section. Left out where seats are named.</summary>
    [Range(1, WithholdingRequest.Most)]
    public int? Qty { get; init; }

    /// <summary>What the places are for.</summary>
    [StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>Withheld places to be given back to the sale: the named seats, or so many; with neither all that are left.</summary>
public sealed record ReleaseWithheldRequest
{
    /// <summary>The seats by their ids.</summary>
    [Length(1, WithholdingRequest.Most), ItemLength(HoldWish.LongestSeat)]
    public IReadOnlyList<string>? Seats { get; init; }

    /// <summary>How many places without numbers.</summary>
    [Range(1, WithholdingRequest.Most)]
    public int? Qty { get; init; }

    [StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>Places that staff keep from sale.</summary>
public sealed record WithholdingResponse
{
    public required Guid WithholdingId { get; init; }

    public required Guid EventId { get; init; }

    /// <summary>The section's id. Not there: seats of several sections.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Section { get; init; }

    /// <summary>How many places are withheld now.</summary>
    public required int Qty { get; init; }

    /// <summary>How many were at first.</summary>
    public required int Total { get; init; }

    /// <summary>The seats that are withheld now, by their ids. Empty: places without numbers.</summary>
    public required IReadOnlyList<string> Seats { get; init; }

    public required string Reason { get; init; }

    /// <summary>Who took them out of sale.</summary>
    public required string By { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What was given back, the first first.</summary>
    public required IReadOnlyList<WithheldReleaseResponse> Releases { get; init; }

    internal static WithholdingResponse Of(WithholdingView view) => new()
    {
        WithholdingId = view.WithholdingId,
        EventId = view.EventId.Value,
        Section = view.SectionId.Length == 0 ? null : view.SectionId,
        Qty = view.Quantity,
        Total = view.Total,
        Seats = view.Seats,
        Reason = view.Reason,
        By = view.By,
        CreatedAt = view.At,
        Releases = [.. view.Releases.Select(static release => new WithheldReleaseResponse
        {
            Qty = release.Quantity,
            Seats = release.Seats,
            Reason = release.Reason,
            By = release.By,
            At = release.At,
        })],
    };
}

/// <summary>Withheld places that were given back.</summary>
public sealed record WithheldReleaseResponse
{
    public required int Qty { get; init; }

    /// <summary>The seats by their ids. Empty: places without numbers.</summary>
    public required IReadOnlyList<string> Seats { get; init; }

    public required string Reason { get; init; }

    /// <summary>Who gave them back.</summary>
    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }
}
