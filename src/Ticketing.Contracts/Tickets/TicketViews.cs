using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Tickets;

/// <summary>A ticket that was passed on at least once.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.passed-ticket")]
public sealed record PassedTicket
{
    [Id(0)]
    public int Place { get; init; }

    /// <summary>Whose it is now. Null: it is with who booked again.</summary>
    [Id(1)]
    public string? Holder { get; init; }

    /// <summary>Who passed it on, and may ask for it again. Null: a guest, or staff took it.</summary>
    [Id(2)]
    public string? From { get; init; }

    /// <summary>How often it was passed on. It only grows.</summary>
    [Id(3)]
    public int Times { get; init; }

    [Id(4)]
    public DateTimeOffset At { get; init; }
}

/// <summary>How often somebody came to the door with a ticket.</summary>
/// <param name="Place">Which of the booking's places.</param>
/// <param name="Times">It only grows, so that who knows it knows whether somebody came since.</param>
/// <param name="IsUndone">The door has taken back the last admission: nobody is in.</param>
[GenerateSerializer, Immutable, Alias("ticketing.ticket-attendance")]
public sealed record TicketAttendance(
    [property: Id(0)] int Place,
    [property: Id(1)] int Times,
    [property: Id(2)] bool IsUndone = false);

/// <summary>What a ticket's code says.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.ticket-claims")]
public sealed record TicketClaims
{
    [Id(0)]
    public TicketId TicketId { get; init; }

    /// <summary>Counts how often the ticket was made out anew, from 1: of two codes of one ticket the higher one counts.</summary>
    [Id(1)]
    public int Revision { get; init; } = 1;

    /// <summary>The seat's name, or the section's id where places have no names.</summary>
    [Id(2)]
    public string Seat { get; init; } = "";

    /// <summary>In whole seconds.</summary>
    [Id(3)]
    public DateTimeOffset ValidFrom { get; init; }

    /// <summary>In whole seconds, exclusive. Null: without end.</summary>
    [Id(4)]
    public DateTimeOffset? ValidTo { get; init; }
}

/// <summary>Names a ticket: one place of a booking. Written as the booking's id, a dash and the place's number.</summary>
/// <param name="Booking">Its booking.</param>
/// <param name="Place">Which of the booking's places, from 1.</param>
[GenerateSerializer, Immutable, Alias("ticketing.ticket-id")]
public readonly record struct TicketId([property: Id(0)] BookingId Booking, [property: Id(1)] int Place)
{
    /// <summary>Places are counted in 16 bits.</summary>
    public const int MaxPlace = ushort.MaxValue;

    private const int BookingLength = 36;

    public EventId Event => Booking.Hold.Event;

    public static bool TryParse([NotNullWhen(true)] string? text, out TicketId id)
    {
        id = default;
        if (text is null || text.Length <= BookingLength + 1 || text[BookingLength] != '-' || text[BookingLength + 1] == '0'
            || !Guid.TryParseExact(text[..BookingLength], "D", out var value) || !BookingId.TryFrom(value, out var booking)
            || !ushort.TryParse(text.AsSpan(BookingLength + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var place))
        {
            return false;
        }

        id = new TicketId(booking, place);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Booking}-{Place}");
}

/// <summary>A key that ticket codes are checked with: a point on the curve P-256.</summary>
/// <param name="Id">The first 32 bits of the key's thumbprint (RFC 7638), as codes carry them.</param>
/// <param name="X">32 bytes.</param>
/// <param name="Y">32 bytes.</param>
[GenerateSerializer, Immutable, Alias("ticketing.ticket-public-key")]
public sealed record TicketPublicKey(
    [property: Id(0)] uint Id,
    [property: Id(1)] byte[] X,
    [property: Id(2)] byte[] Y);

/// <summary>A ticket of a booking that was made out anew: codes of lower revisions count no more.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.ticket-revision")]
public sealed record TicketRevision(
    [property: Id(0)] int Place,
    [property: Id(1)] int Revision,
    [property: Id(2)] DateTimeOffset At);

/// <summary>When tickets of an event are good: in whole seconds, the end exclusive. Null: without end.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.ticket-window")]
public sealed record TicketWindow(
    [property: Id(0)] DateTimeOffset From,
    [property: Id(1)] DateTimeOffset? To);

/// <summary>A ticket with all that is printed on it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.ticket-view")]
public sealed record TicketView
{
    [Id(0)]
    public TicketClaims Claims { get; init; } = new();

    /// <summary>What its QR code holds: the claims, signed.</summary>
    [Id(1)]
    public string Code { get; init; } = "";

    /// <summary>The booking's reference.</summary>
    [Id(2)]
    public string Reference { get; init; } = "";

    /// <summary>How many tickets the booking has.</summary>
    [Id(3)]
    public int Count { get; init; }

    [Id(4)]
    public string EventName { get; init; } = "";

    [Id(5)]
    public string? Venue { get; init; }

    [Id(6)]
    public DateTimeOffset? StartsAt { get; init; }

    [Id(7)]
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The section's name, or its id where it has none.</summary>
    [Id(8)]
    public string Section { get; init; } = "";

    /// <summary>Null where places have no rows.</summary>
    [Id(9)]
    public string? Row { get; init; }

    /// <summary>The seat within its row. Null where places have no names.</summary>
    [Id(10)]
    public string? Seat { get; init; }

    /// <summary>Null: it was booked without a name.</summary>
    [Id(11)]
    public string? Holder { get; init; }

    [Id(12)]
    public long PriceMinor { get; init; }

    [Id(13)]
    public string Currency { get; init; } = "";

    /// <summary>Rises when the booking or its event is changed: of two calendar entries the higher one counts.</summary>
    [Id(14)]
    public int Sequence { get; init; }

    [Id(15)]
    public string? Address { get; init; }

    [Id(16)]
    public DateTimeOffset? DoorsOpenAt { get; init; }

    /// <summary>What the clocks at the venue show. Null: nobody told.</summary>
    [Id(17)]
    public string? TimeZone { get; init; }

    /// <summary>The ticket type's id within its section. Null: it has none.</summary>
    [Id(18)]
    public string? TypeId { get; init; }

    /// <summary>What the ticket type is called.</summary>
    [Id(19)]
    public string? TypeName { get; init; }

    /// <summary>What was added to the price for this ticket, in minor units.</summary>
    [Id(20)]
    public long FeeMinor { get; init; }

    /// <summary>What whoever it is for reads (BCP 47). Null: nobody knows.</summary>
    [Id(21)]
    public string? Locale { get; init; }

    /// <summary>What is typed at the door for want of the code.</summary>
    public string Typed => TypedTicket.Of(Claims);

    /// <summary>What was paid is between who booked and the organizer.</summary>
    public TicketView WithoutPrice() => this with { PriceMinor = 0, FeeMinor = 0, Currency = "" };

    /// <summary>For who had it: that there is such a ticket, without what lets in and whose name is on it.</summary>
    public TicketView WithoutCode() => this with { Code = "", Holder = null };
}

/// <summary>The tickets in the order of their places, or the refusal.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.tickets-answer")]
public sealed record TicketsAnswer(
    [property: Id(0)] ImmutableArray<TicketView> Tickets,
    [property: Id(1)] Refusal? Refusal = null)
{
    public static TicketsAnswer Refused(RefusalCode code) => new([], new Refusal(code));
}
