using System.Collections.Immutable;
using Ticketing.Identifiers;

namespace Ticketing.Withholdings;

/// <summary>Keeps places from sale, and finds what is kept.</summary>
public interface IWithholdingService
{
    /// <summary>Takes places of an event out of sale: all that are free of those that are wished for, or none where one is not.</summary>
    Task<WithholdingAnswer> PlaceAsync(WithholdingRequest request);

    /// <summary>Gives places back.</summary>
    Task<WithholdingAnswer> ReleaseAsync(EventId id, Guid withholding, ReleaseWithheld command);

    /// <summary>Null: the event has none of this id.</summary>
    Task<WithholdingView?> FindAsync(EventId id, Guid withholding);

    /// <summary>An event's withholdings in the order in which they were made, from a place on, and where the next begin; null: that was all.</summary>
    Task<(IReadOnlyList<WithholdingView> Items, int? Next)> ListAsync(EventId id, int start, int limit);
}

/// <summary>The named seats, or so many places of a section without numbers.</summary>
public sealed record WithholdingRequest
{
    /// <summary>Places of one request at most.</summary>
    public const int Most = 500;

    public required EventId Event { get; init; }

    public required Guid WithholdingId { get; init; }

    public ImmutableArray<string> Seats { get; init; } = [];

    public string? Section { get; init; }

    public int Quantity { get; init; }

    public required string Reason { get; init; }

    public required string By { get; init; }
}
