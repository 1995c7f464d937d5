using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Ticketing.Bookings;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Feeds;

/// <summary>A booking's audit trail as events: the trail is written with the change, so it is the outbox too.</summary>
public static class BookingFeed
{
    /// <summary>Every step that the feed does not have yet, in order, and in its place that the tickets are made out, if that is to be told.</summary>
    public static ImmutableArray<FeedEvent> Untold(BookingState booking, bool owesFinalized = false)
    {
        var events = ImmutableArray.CreateBuilder<FeedEvent>();
        for (var i = 0; i < booking.Audit.Count; i++)
        {
            if (booking.Audit[i].Version > booking.PublishedVersion)
            {
                events.Add(Event(booking, booking.Audit[i], i == 0 ? null : booking.Audit[i - 1]));
            }

            if (owesFinalized && booking.Audit[i].Version == booking.FinalizedVersion)
            {
                events.Add(Finalized(booking, booking.Audit[i]));
            }
        }

        return events.ToImmutable();
    }

    /// <summary>Its tickets are made out: the facts of the version that it had then, the same in every telling.</summary>
    private static FeedEvent Finalized(BookingState booking, AuditEntry step) => Event(booking, step, before: null, isFinalized: true) with
    {
        Id = $"{booking.BookingId}-finalized",
        Type = "booking.finalized",
        At = booking.FinalizedAt!.Value,
    };

    /// <summary>What is not the same in a repeat after a lost write (who confirmed, and why) is left out.</summary>
    private static FeedEvent Event(BookingState booking, AuditEntry step, AuditEntry? before, bool isFinalized = false) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{booking.BookingId}-{step.Version}"),
        Type = Type(step, before),
        Subject = $"bookings/{booking.BookingId}",
        EventId = booking.BookingId.Hold.Event,
        At = step.At,
        Data = FeedData.Of((booking, step, had: PlacesAt(booking, step), isFinalized), static (json, facts) =>
        {
            var (booking, step, had, isFinalized) = facts;
            json.WriteString("id"u8, booking.BookingId.Value);
            json.WriteString("booking_reference"u8, BookingReference.Of(booking.BookingId));
            json.WriteString("hold_id"u8, booking.BookingId.Hold.Value);
            json.WriteString("event_id"u8, booking.BookingId.Hold.Event.Value);
            json.WriteString("section"u8, had.SectionId);
            json.WriteNumber("quantity"u8, booking.Quantity);
            WriteSeats(json, "seats"u8, had);
            if (step.Exchanged is { } former)
            {
                json.WriteString("former_section"u8, former.SectionId);
                WriteSeats(json, "former_seats"u8, former);
            }

            if (step.Transferred is { } ticket)
            {
                json.WriteString("ticket_id"u8, new TicketId(booking.BookingId, ticket.Place).ToString());
                json.WriteString("from_user_id"u8, ticket.From);
                json.WriteString("to_user_id"u8, ticket.To);
            }

            json.WriteString("status"u8, FeedData.Name(step.Status));
            json.WriteString("payment_status"u8, FeedData.Name(step.PaymentStatus));
            if (isFinalized)
            {
                json.WriteString("ticket_status"u8, "FINALIZED"u8);
            }

            json.WriteString("total_amount"u8, FeedData.Amount(had.AmountMinor, booking.Currency));
            json.WriteString("refunded_amount"u8, FeedData.Amount(step.RefundedMinor, booking.Currency));
            json.WriteString("currency"u8, booking.Currency);
            json.WriteString("user_id"u8, booking.Customer);
            json.WriteString("created_at"u8, FeedData.Time(booking.CreatedAt));
            json.WriteString("updated_at"u8, FeedData.Time(step.At));
            json.WriteNumber("version"u8, step.Version);
        }),
    };

    private static string Type(AuditEntry step, AuditEntry? before) =>
        step.Exchanged is not null ? "booking.exchanged"
        : step.Transferred is not null ? "ticket.transferred"
        : before is null || before.Status != step.Status ? $"booking.{FeedData.Name(step.Status)}"
        : step.RefundedMinor > before.RefundedMinor ? "booking.refunded"
        : "booking.changed";

    /// <summary>What the booking had after a step: the next exchange noted it. So a step says the same whenever it is told.</summary>
    private static ExchangedPlaces PlacesAt(BookingState booking, AuditEntry step) =>
        booking.Audit.Find(later => later.Version > step.Version && later.Exchanged is not null)?.Exchanged
        ?? new ExchangedPlaces { SectionId = booking.SectionId, Seats = booking.Seats, AmountMinor = booking.AmountMinor };

    private static void WriteSeats(Utf8JsonWriter json, ReadOnlySpan<byte> name, ExchangedPlaces places)
    {
        json.WriteStartArray(name);
        foreach (var seat in places.Seats)
        {
            json.WriteStringValue(seat);
        }

        json.WriteEndArray();
    }
}
