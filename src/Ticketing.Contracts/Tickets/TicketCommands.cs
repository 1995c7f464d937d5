using System.Collections.Immutable;
using Orleans;
using Ticketing.Bookings;

namespace Ticketing.Tickets;

/// <summary>Asks for the tickets of a booking, one for each place. Asked again it gives tickets that say the same.</summary>
/// <param name="Booking">The booking as it is now.</param>
/// <param name="Holder">The name that is printed; null: none.</param>
[GenerateSerializer, Immutable, Alias("ticketing.issue-tickets")]
public sealed record IssueTickets(
    [property: Id(0)] BookingView Booking,
    [property: Id(1)] string? Holder)
{
    /// <summary>For the serializer, so that what bytes lack is as its initializer says.</summary>
    public IssueTickets()
        : this(new BookingView(), null)
    {
    }

    /// <summary>Of these places only. Empty: of all.</summary>
    [Id(2)]
    public ImmutableArray<int> Places { get; init; } = [];

    /// <summary>What the holder reads (BCP 47). Null: nobody knows.</summary>
    [Id(3)]
    public string? Locale { get; init; }
}

/// <summary>Makes a ticket out anew: the code of <see cref="Revision"/> counts no more. It names the revision, so that a repeat changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.reissue-ticket")]
public sealed record ReissueTicket(
    [property: Id(0)] int Place,
    [property: Id(1)] int Revision);

/// <summary>
/// Passes a ticket on: its code so far counts no more. It names the revision and who is to have it, so that a repeat changes
/// nothing.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticketing.transfer-ticket")]
public sealed record TransferTicket
{
    [Id(0)]
    public required int Place { get; init; }

    /// <summary>The revision whose code is to end.</summary>
    [Id(1)]
    public required int Revision { get; init; }

    /// <summary>Null: who booked.</summary>
    [Id(2)]
    public string? To { get; init; }

    [Id(3)]
    public required string By { get; init; }

    /// <summary>Whoever asks may pass on anybody's ticket.</summary>
    [Id(4)]
    public bool IsStaff { get; init; }

    [Id(5)]
    public string? Why { get; init; }

    /// <summary>How often somebody had come to the door with it when the door was asked, and nobody was in.</summary>
    [Id(6)]
    public int Attendances { get; init; }
}
