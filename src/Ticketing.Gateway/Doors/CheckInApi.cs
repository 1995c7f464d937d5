using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Doors;

/// <summary>What gates ask: may somebody in, and afterwards, who was let in while nobody could be asked.</summary>
public sealed class CheckInApi(IDoorService doors, ITypedScans typed, IIdSource ids)
{
    internal const int LongestGate = 64;

    private static readonly RefusalCode[] Refusals =
    [
        RefusalCode.AlreadyAdmitted, RefusalCode.TicketCancelled, RefusalCode.TicketRevoked, RefusalCode.WrongEvent, RefusalCode.TicketForged,
        RefusalCode.NoTicketCode, RefusalCode.TicketTooEarly, RefusalCode.TicketExpired, RefusalCode.AdmissionUndone, RefusalCode.TicketNotFound,
        RefusalCode.TicketNumberNeeded,
    ];

    public void Map(IEndpointRouteBuilder api)
    {
        var gates = api.MapGroup("/api/v1").WithTags("Doors");
        gates.MapPost("checkin", CheckInAsync).WithName("checkIn").WithSummary("May the bearer of a ticket in? The same scan_id (or Idempotency-Key) is the same scan")
            .WithRules(new Rules { Access = Access.Scanner, Staff = StaffRule.OfBody<CheckInRequest>(StaffRoles.Anybody, static body => StaffScope.OfEvent(body.EventId) ?? StaffScope.OfTicket(body.Ticket)), Headers = ["Idempotency-Key"], Refusals = Refusals });
        gates.MapPost("checkin/scans", ReportAsync).WithName("reportScans")
            .WithSummary("Report up to 500 scans by which a gate let people in while it was offline; twice is harmless")
            .WithRules(new Rules { Access = Access.Scanner, Staff = StaffRule.OfBody<CheckInReportRequest>(StaffRoles.Anybody, static body => StaffScope.OfEvent(body.EventId) ?? StaffScope.None), BodyLimit = 512 << 10 });
        gates.MapGet("events/{id}/checkin/revocations", RevocationsAsync).WithName("listRevocations")
            .WithSummary("The codes that count no more, for gates that are offline; it only grows. 304 for an If-None-Match with the last ETag")
            .WithRules(new Rules { Access = Access.Scanner, Staff = StaffRule.OfEvent(StaffRoles.Anybody), Query = Listing.Parameters, Revalidates = true, Refusals = [RefusalCode.EventNotFound] });
    }

    private async Task<Results<Ok<CheckInResponse>, Problem>> CheckInAsync(CheckInRequest body, Request request)
    {
        if (!TryServed(body.EventId, out var served, out var wrong))
        {
            return wrong!;
        }

        if (body.Typed && served is null)
        {
            return Problems.Invalid([new FieldError("event_id", "event_id says of which event the ticket is that was typed.")]);
        }

        var scanId = body.ScanId ?? KeyOf(request) ?? ids.NextGuid();
        ScanTicket command = new() { Code = body.Ticket, ScanId = scanId, Gate = body.Gate, By = request.Caller.Subject!, Served = served };
        var said = body.Typed ? await typed.ScanAsync(command) : new TypedScanAnswer(await doors.ScanAsync(command));
        return said.Answer.Refusal == RefusalCode.None ? TypedResults.Ok(CheckInResponse.Of(said.Answer, said.Holder)) : Why(said, scanId);
    }

    private async Task<Results<Ok<CheckInReportResponse>, Problem>> ReportAsync(CheckInReportRequest body, Request request)
    {
        if (!TryServed(body.EventId, out var served, out var wrong))
        {
            return wrong!;
        }

        List<ScanTicket> commands =
        [
            .. body.Scans.Select(scan => new ScanTicket
            {
                Code = scan.Ticket,
                ScanId = scan.ScanId,
                Gate = body.Gate,
                By = request.Caller.Subject!,
                Served = served,
                ReadAt = Kept(scan.At),
                SentAt = Kept(body.SentAt),
            }),
        ];
        return TypedResults.Ok(CheckInReportResponse.Of(commands, await doors.ScanAsync(commands)));
    }

    private async Task<Results<Ok<RevocationsResponse>, Problem>> RevocationsAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0);
        if (problem is not null)
        {
            return problem;
        }

        if (!EventId.TryParse(request.Route("id"), out var id)
            || await doors.RevocationsAsync(id, start, limit) is not { } slice)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        // What stands at a position never changes, so the positions are the tag.
        var end = start + slice.Items.Length;
        request.Tag($"\"{start}-{end}-{(end < slice.Count ? "more" : "end")}\"");
        return TypedResults.Ok(new RevocationsResponse
        {
            Items = [.. slice.Items.Select(RevocationResponse.Of)],
            NextCursor = end < slice.Count ? Listing.Encode(end) : null,
            ResumeCursor = Listing.Encode(end),
            Count = slice.Count,
        });
    }

    /// <summary>Why somebody may not in, with what is known of the ticket.</summary>
    private static Problem Why(TypedScanAnswer said, Guid scanId)
    {
        var answer = said.Answer;
        var detail = answer switch
        {
            { Refusal: RefusalCode.AlreadyAdmitted, Admission: { } known } => string.Create(CultureInfo.InvariantCulture, $"At gate {known.Gate}, at {known.At:yyyy-MM-ddTHH:mm:ssZ}."),
            { Refusal: RefusalCode.TicketNumberNeeded } => $"It has the tickets {string.Join(", ", said.Numbers ?? [])}.",
            { Refusal: RefusalCode.TicketTooEarly, Claims: { } early } => string.Create(CultureInfo.InvariantCulture, $"From {early.ValidFrom:yyyy-MM-ddTHH:mm:ssZ} on."),
            _ => null,
        };
        return Problems.From(new Refusal(answer.Refusal, detail), json =>
        {
            json.WriteString("scan_id"u8, scanId);
            if (answer.Claims is { } claims)
            {
                json.WriteString("ticket_id"u8, claims.TicketId.ToString());
                json.WriteString("event_id"u8, claims.TicketId.Event.Value);
                json.WriteString("seat"u8, claims.Seat);
                json.WriteTime("valid_from"u8, claims.ValidFrom);
            }

            if (said.Holder is { } holder)
            {
                json.WriteString("holder"u8, holder);
            }

            if (said.Numbers is { } numbers)
            {
                json.WriteStartArray("numbers"u8);
                foreach (var number in numbers)
                {
                    json.WriteNumberValue(number);
                }

                json.WriteEndArray();
            }

            if (answer.Admission is { } admission)
            {
                json.WriteStartObject("admission"u8);
                json.WriteString("gate"u8, admission.Gate);
                json.WriteTime("at"u8, admission.At);
                json.WriteString("scan_id"u8, admission.Id);
                json.WriteBoolean("offline"u8, admission.IsOffline);
                json.WriteBoolean("typed"u8, admission.IsTyped);
                json.WriteEndObject();
            }
        });
    }

    private static bool TryServed(Guid? named, out EventId? served, out Problem? wrong)
    {
        (served, wrong) = named is not { } value ? (null, null)
            : EventId.TryFrom(value, out var id) ? (id, null)
            : ((EventId?)null, Problems.Invalid([new FieldError("event_id", "event_id must be an event's id.")]));
        return wrong is null;
    }

    /// <summary>To the millisecond, as every time is.</summary>
    private static DateTimeOffset Kept(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    /// <summary>The same key of the same caller is the same scan.</summary>
    private static Guid? KeyOf(Request request) => request.Header("Idempotency-Key") is { Length: > 0 } key
        ? new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Caller.Subject}\n{key}")).AsSpan(0, 16), bigEndian: true)
        : null;
}
