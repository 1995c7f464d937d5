using System.Globalization;
using System.Text.Json;
using Ticketing.Http;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>The door's answers as JSON.</summary>
internal static class CheckInJson
{
    public static Answer Show(ScanAnswer answer, Guid scanId)
    {
        if (answer.Refusal == RefusalCode.None)
        {
            return Answer.Of(200, answer, static (json, answer) =>
            {
                json.WriteString("result"u8, "admitted"u8);
                WriteTicket(json, answer.Claims!);
                Write(json, answer.Admission!);
            });
        }

        var detail = answer is { Refusal: RefusalCode.AlreadyAdmitted, Admission: { } known }
            ? string.Create(CultureInfo.InvariantCulture, $"At gate {known.Gate}, at {known.At:yyyy-MM-ddTHH:mm:ssZ}.")
            : null;
        return Problems.From(new Refusal(answer.Refusal, detail), json =>
        {
            json.WriteString("scan_id"u8, scanId);
            if (answer.Claims is { } claims)
            {
                WriteTicket(json, claims);
            }

            if (answer.Admission is { } admission)
            {
                Write(json, "admission"u8, admission);
            }
        });
    }

    /// <summary>One of the scans that a gate reported.</summary>
    public static void WriteReported(Utf8JsonWriter json, Guid scanId, ScanAnswer answer)
    {
        json.WriteString("scan_id"u8, scanId);
        json.WriteString("result"u8, answer.Refusal == RefusalCode.None ? "admitted"u8 : "refused"u8);
        json.WriteString("code"u8, answer.Refusal == RefusalCode.None ? null : Problems.Of(answer.Refusal).Code);
        json.WriteBoolean("conflict"u8, answer.IsConflict);
        json.WriteString("ticket_id"u8, answer.Claims?.TicketId.ToString());
        Write(json, "admission"u8, answer.Admission);
        Write(json, "other"u8, answer.Other);
    }

    public static void Write(Utf8JsonWriter json, PassView pass)
    {
        json.WriteString("ticket_id"u8, pass.Ticket.ToString());
        json.WriteString("status"u8, pass.Admission is not null ? "admitted"u8 : pass.Undone is not null ? "undone"u8 : "refused"u8);
        Write(json, "admission"u8, pass.Admission);
        Write(json, "undone"u8, pass.Undone);
        Write(json, "other"u8, pass.Other);
    }

    public static void Write(Utf8JsonWriter json, DoorCounts counts)
    {
        json.WriteNumber("admitted"u8, counts.Admitted);
        json.WriteStartArray("gates"u8);
        foreach (var gate in counts.Gates)
        {
            json.WriteStartObject();
            json.WriteString("gate"u8, gate.Gate);
            json.WriteNumber("admitted"u8, gate.Admitted);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("undone"u8, counts.Undone);
        json.WriteNumber("conflicts"u8, counts.Conflicts);
    }

    public static void Write(Utf8JsonWriter json, Revocation revocation)
    {
        json.WriteString("booking_id"u8, revocation.Booking.Value);
        WriteNumber(json, "number"u8, revocation.Place);
        WriteNumber(json, "below_revision"u8, revocation.BelowRevision);
        json.WriteTime("at"u8, revocation.At);
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, int number)
    {
        if (number == 0)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteNumber(name, number);
        }
    }

    private static void WriteTicket(Utf8JsonWriter json, TicketClaims claims)
    {
        json.WriteString("ticket_id"u8, claims.TicketId.ToString());
        json.WriteString("event_id"u8, claims.TicketId.Event.Value);
        json.WriteString("seat"u8, claims.Seat);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, Scan? scan)
    {
        if (scan is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        Write(json, scan);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Scan scan)
    {
        json.WriteString("gate"u8, scan.Gate);
        json.WriteTime("at"u8, scan.At);
        json.WriteString("scan_id"u8, scan.Id);
        json.WriteBoolean("offline"u8, scan.IsOffline);
    }
}
