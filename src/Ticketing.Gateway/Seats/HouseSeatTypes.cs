using System.ComponentModel.DataAnnotations;

namespace Ticketing.Seats;

/// <summary>A seat of the house event, and who is to have it.</summary>
public sealed record HouseSeatRequest
{
    /// <summary>Letters, digits and dashes.</summary>
    [StringLength(SeatsApi.LongestSeat, MinimumLength = 1)]
    public required string SeatId { get; init; }

    [StringLength(64, MinimumLength = 1)]
    public required string UserId { get; init; }
}

/// <summary>What became of the seat.</summary>
public sealed record TakenSeatResponse
{
    /// <summary><c>reserved</c> or <c>sold</c>.</summary>
    public required string Status { get; init; }
}

/// <summary>A seat of the house event.</summary>
public sealed record HouseSeatResponse
{
    public required string SeatId { get; init; }

    /// <summary><c>Available</c>, <c>Reserved</c> or <c>Sold</c>.</summary>
    public required string Status { get; init; }
}
