using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Ticketing.Http;

namespace Ticketing.Tickets;

/// <summary>Why tickets are sent.</summary>
public sealed record MailTicketsRequest
{
    /// <summary>For the audit trail. Staff must give it for what is not their own.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }
}

/// <summary>What became of the letter: both are false where there is nobody who could send one.</summary>
public sealed record MailedResponse
{
    /// <summary>The mail server has it.</summary>
    public required bool Sent { get; init; }

    /// <summary>There is no mail server: it is in a folder.</summary>
    public required bool Kept { get; init; }
}

/// <summary>Who is to have a ticket.</summary>
public sealed record TransferTicketRequest
{
    /// <summary>A customer who has a profile. Staff may leave it out: the ticket goes back to who booked.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? To { get; init; }

    /// <summary>For the booking's history. Staff must give it for what is not their own.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }
}

/// <summary>A ticket, as far as the caller may see it.</summary>
public sealed record TicketResponse
{
    /// <summary>The booking's id, a dash and the number.</summary>
    public required string Id { get; init; }

    /// <summary>Which of its booking's tickets, from 1.</summary>
    public required int Number { get; init; }

    public required Guid EventId { get; init; }

    /// <summary>The event's name.</summary>
    public required string Event { get; init; }

    public required string? Venue { get; init; }

    public required DateTimeOffset? StartsAt { get; init; }

    /// <summary>Where the venue is. Not there: nobody told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Address { get; init; }

    /// <summary>Not there: nobody told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? DoorsOpenAt { get; init; }

    /// <summary>What the clocks at the venue show: a name of the IANA time zone database. Not there: nobody told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TimeZone { get; init; }

    /// <summary>The section's name, or its id where it has none.</summary>
    public required string Section { get; init; }

    /// <summary>Null: places have no rows.</summary>
    public required string? Row { get; init; }

    /// <summary>The seat within its row; null: places have no names.</summary>
    public required string? Seat { get; init; }

    /// <summary>Whose name is on it; null: nobody's, or not to be seen by the caller.</summary>
    public required string? Holder { get; init; }

    /// <summary>Whose it is; null: a guest's.</summary>
    public required string? UserId { get; init; }

    /// <summary>It is somebody else's than who booked.</summary>
    public required bool PassedOn { get; init; }

    /// <summary>As a decimal number; null: it is between who booked and the organizer.</summary>
    public required string? Price { get; init; }

    /// <summary>What was added to the price for this ticket, as a decimal number. Not there: nothing, or the price is not to be seen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fee { get; init; }

    /// <summary>The ticket type's id. Not there: its section has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    /// <summary>What the ticket type is called. Not there: its section has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TypeName { get; init; }

    /// <summary>ISO 4217; null where the price is.</summary>
    public required string? Currency { get; init; }

    /// <summary>The booking's.</summary>
    public required string Reference { get; init; }

    /// <summary>Grows each time that the ticket is made out anew: of two codes the one of the higher counts.</summary>
    public required int Revision { get; init; }

    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>Null: without end.</summary>
    public required DateTimeOffset? ValidTo { get; init; }

    /// <summary>What its QR code holds; null: the caller may not use it.</summary>
    public required string? Code { get; init; }

    /// <param name="ticket">The ticket with all that there is.</param>
    /// <param name="seen">What the caller may know.</param>
    internal static TicketResponse Of(TicketView ticket, SeenTickets seen)
    {
        var (shown, id) = (seen.Show(ticket), ticket.Claims.TicketId);
        return new TicketResponse
        {
            Id = id.ToString(),
            Number = id.Place,
            EventId = id.Event.Value,
            Event = shown.EventName,
            Venue = shown.Venue,
            StartsAt = shown.StartsAt,
            Address = shown.Address,
            DoorsOpenAt = shown.DoorsOpenAt,
            TimeZone = shown.TimeZone,
            Section = shown.Section,
            Row = shown.Row,
            Seat = shown.Seat,
            Holder = shown.Holder,
            UserId = seen.Booking.HolderOf(id.Place),
            PassedOn = seen.Booking.PassedOf(id.Place)?.Holder is not null,
            Price = shown.Currency.Length > 0 ? Amount.Of(shown.PriceMinor, shown.Currency) : null,
            Fee = shown.FeeMinor > 0 ? Amount.Of(shown.FeeMinor, shown.Currency) : null,
            Type = shown.TypeId,
            TypeName = shown.TypeName,
            Currency = shown.Currency.Length > 0 ? shown.Currency : null,
            Reference = shown.Reference,
            Revision = shown.Claims.Revision,
            ValidFrom = shown.Claims.ValidFrom,
            ValidTo = shown.Claims.ValidTo,
            Code = shown.Code.Length > 0 ? shown.Code : null,
        };
    }
}

/// <summary>The keys that ticket codes are checked with: a JSON Web Key Set (RFC 7517).</summary>
public sealed record TicketKeysResponse
{
    public required IReadOnlyList<TicketKeyResponse> Keys { get; init; }
}

/// <summary>A point on the curve P-256, as a JSON Web Key.</summary>
public sealed record TicketKeyResponse
{
    public required string Kty { get; init; }

    public required string Crv { get; init; }

    public required string Use { get; init; }

    public required string Alg { get; init; }

    /// <summary>The first 32 bits of the key's thumbprint (RFC 7638) in hexadecimal, as codes carry them.</summary>
    public required string Kid { get; init; }

    public required string X { get; init; }

    public required string Y { get; init; }

    internal static TicketKeyResponse Of(TicketPublicKey key) => new()
    {
        Kty = "EC",
        Crv = "P-256",
        Use = "sig",
        Alg = "ES256",
        Kid = key.Id.ToString("x8", CultureInfo.InvariantCulture),
        X = Base64Url.EncodeToString(key.X),
        Y = Base64Url.EncodeToString(key.Y),
    };
}
