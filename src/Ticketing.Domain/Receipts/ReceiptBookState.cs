using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Receipts;

/// <summary>The numbers of an event's receipts: the last, and those that are on their way to their bookings.</summary>
[GenerateSerializer, Alias("ticketing.receipt-book-state")]
public sealed class ReceiptBookState
{
    /// <summary>The highest number that was given.</summary>
    [Id(0)]
    public long Last { get; set; }

    /// <summary>When that was.</summary>
    [Id(1)]
    public DateTimeOffset LastAt { get; set; }

    /// <summary>Numbers that were given to a receipt which had one already: the next receipts get them.</summary>
    [Id(2)]
    public List<long> Free { get; set; } = [];

    /// <summary>Given, and the booking has not said that it has it.</summary>
    [Id(3)]
    public List<GivenNumber> OnTheWay { get; set; } = [];

    /// <summary>The last that their bookings have: who asks late for one of them has asked before.</summary>
    [Id(4)]
    public List<GivenNumber> Known { get; set; } = [];
}

/// <summary>A number that is one receipt's.</summary>
/// <param name="Booking">Whose receipt.</param>
/// <param name="Step">Which of its receipts.</param>
/// <param name="Number">The number.</param>
/// <param name="At">When it was given.</param>
[GenerateSerializer, Immutable, Alias("ticketing.given-number")]
public readonly record struct GivenNumber(
    [property: Id(0)] BookingId Booking,
    [property: Id(1)] int Step,
    [property: Id(2)] long Number,
    [property: Id(3)] DateTimeOffset At);
