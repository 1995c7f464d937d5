using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>What gates ask: may somebody in, and afterwards, who was let in while nobody could be asked.</summary>
public sealed class CheckInApi(CheckInOffice office, IIdSource ids)
{
    private const int LongestGate = 64;
    private const int MostScans = 500;
    private const string Scan = """{"gate":"north","at":"2027-01-31T19:02:11.000Z","scan_id":"5f0c7b52-1d53-4b1c-9d35-3f6a4a2c9d10","offline":false}""";

    private static readonly RefusalCode[] Refusals =
    [
        RefusalCode.AlreadyAdmitted, RefusalCode.TicketCancelled, RefusalCode.TicketRevoked, RefusalCode.WrongEvent, RefusalCode.TicketForged,
        RefusalCode.NoTicketCode, RefusalCode.TicketTooEarly, RefusalCode.TicketExpired, RefusalCode.AdmissionUndone, RefusalCode.TicketNotFound,
    ];

    public IEnumerable<Route> Routes =>
    [
        new("POST", "/api/v1/checkin", "May the bearer of a ticket in? The same scan_id (or Idempotency-Key) is the same scan", CheckInAsync)
        {
            Access = Access.Scanner,
            Headers = ["Idempotency-Key"],
            BodyExample = """{"ticket":"AEJD5PQ","gate":"north","scan_id":"5f0c7b52-1d53-4b1c-9d35-3f6a4a2c9d10","event_id":"4242d34d-8040-8000-8000-000000000000"}""",
            AnswerExample = """{"result":"admitted","ticket_id":"c242d34d-8040-8000-8000-000000000001-1","event_id":"4242d34d-8040-8000-8000-000000000000","seat":"stalls-A-1","gate":"north","at":"2027-01-31T19:02:11.000Z","scan_id":"5f0c7b52-1d53-4b1c-9d35-3f6a4a2c9d10","offline":false}""",
            Refusals = Refusals,
        },
        new("POST", "/api/v1/checkin/scans", "Report up to 500 scans by which a gate let people in while it was offline; twice is harmless", ReportAsync)
        {
            Access = Access.Scanner,
            BodyLimit = 512 << 10,
            BodyExample = """{"gate":"north","sent_at":"2027-01-31T20:00:00Z","scans":[{"ticket":"AEJD5PQ","scan_id":"5f0c7b52-1d53-4b1c-9d35-3f6a4a2c9d10","at":"2027-01-31T19:02:11Z"}]}""",
            AnswerExample = $$"""{"admitted":1,"refused":0,"conflicts":0,"items":[{"scan_id":"5f0c7b52-1d53-4b1c-9d35-3f6a4a2c9d10","result":"admitted","code":null,"conflict":false,"ticket_id":"c242d34d-8040-8000-8000-000000000001-1","admission":{{Scan}},"other":null}]}""",
        },
        new("GET", "/api/v1/events/{id}/checkin/revocations", "The codes that count no more, for gates that are offline; it only grows. 304 for an If-None-Match with the last ETag", RevocationsAsync)
        {
            Access = Access.Scanner,
            Query = Listing.Parameters,
            Headers = ["If-None-Match"],
            AnswerExample = """{"items":[{"booking_id":"c242d34d-8040-8000-8000-000000000001","number":null,"below_revision":null,"at":"2027-01-31T10:00:00.000Z"}],"next_cursor":null,"resume_cursor":"MQ","count":1}""",
            Refusals = [RefusalCode.EventNotFound],
        },
    ];

    private async Task<Answer> CheckInAsync(Request request)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        if (body is null)
        {
            return problem!;
        }

        var (code, gate, served) = (body.Text("ticket", TicketCodeAddress.MaxText, required: true), body.Text("gate", LongestGate, required: true), Served(body));
        var scanId = body.Uuid("scan_id") ?? KeyOf(request) ?? Draw();
        return !body.IsValid
            ? Problems.Invalid(body.Errors)
            : CheckInJson.Show(
                await office.ScanAsync(new ScanTicket { Code = code!, ScanId = scanId, Gate = gate!, By = request.Caller.Subject!, Served = served }), scanId);
    }

    private async Task<Answer> ReportAsync(Request request)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        if (body is null)
        {
            return problem!;
        }

        var (gate, served, sentAt) = (body.Text("gate", LongestGate, required: true), Served(body), Time(body, "sent_at"));
        if (body.Objects("scans", MostScans) is not { } scans)
        {
            return Problems.Invalid(body.IsValid ? [new FieldError("scans", "scans is required.")] : body.Errors);
        }

        List<ScanTicket> commands = [];
        foreach (var scan in scans)
        {
            commands.Add(new ScanTicket
            {
                Code = scan.Text("ticket", TicketCodeAddress.MaxText, required: true) ?? "",
                ScanId = scan.Uuid("scan_id", required: true) ?? default,
                Gate = gate ?? "",
                By = request.Caller.Subject!,
                Served = served,
                ReadAt = Time(scan, "at"),
                SentAt = sentAt,
            });
        }

        return !body.IsValid ? Problems.Invalid(body.Errors) : Report(commands, await office.ScanAsync(commands));
    }

    private static Answer Report(List<ScanTicket> commands, IReadOnlyList<ScanAnswer> answers) => Answer.Of(200, (commands, answers), static (json, report) =>
    {
        var admitted = report.answers.Count(static answer => answer.Refusal == RefusalCode.None);
        json.WriteNumber("admitted"u8, admitted);
        json.WriteNumber("refused"u8, report.answers.Count - admitted);
        json.WriteNumber("conflicts"u8, report.answers.Count(static answer => answer.IsConflict));
        json.WriteStartArray("items"u8);
        foreach (var (command, answer) in report.commands.Zip(report.answers))
        {
            json.WriteStartObject();
            CheckInJson.WriteReported(json, command.ScanId, answer);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private async Task<Answer> RevocationsAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0);
        if (problem is not null)
        {
            return problem;
        }

        if (!Guid.TryParseExact(request.Route("id"), "D", out var value) || !EventId.TryFrom(value, out var id)
            || await office.RevocationsAsync(id, start, limit) is not { } slice)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        // What stands at a position never changes, so the positions are the tag.
        var end = start + slice.Items.Length;
        var tag = $"\"{start}-{end}-{(end < slice.Count ? "more" : "end")}\"";
        return request.Header("If-None-Match") == tag
            ? new Answer(304, default) { ETag = tag }
            : Answer.Of(200, (slice, end), static (json, page) =>
            {
                json.WriteStartArray("items"u8);
                foreach (var revocation in page.slice.Items)
                {
                    json.WriteStartObject();
                    CheckInJson.Write(json, revocation);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteString("next_cursor"u8, page.end < page.slice.Count ? Listing.Encode(page.end) : null);
                json.WriteString("resume_cursor"u8, Listing.Encode(page.end));
                json.WriteNumber("count"u8, page.slice.Count);
            }) with { ETag = tag };
    }

    private static DateTimeOffset? Time(RequestBody body, string name)
    {
        if (!body.Has(name))
        {
            body.Wrong<string>(name, "is required.");
            return null;
        }

        // Kept to the millisecond, as every time is.
        return body.Time(name) is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()) : null;
    }

    private static EventId? Served(RequestBody body)
    {
        if (body.Uuid("event_id") is not { } value)
        {
            return null;
        }

        if (!EventId.TryFrom(value, out var id))
        {
            body.Wrong<string>("event_id", "must be an event's id.");
        }

        return id;
    }

    /// <summary>The same key of the same caller is the same scan.</summary>
    private static Guid? KeyOf(Request request) => request.Header("Idempotency-Key") is { Length: > 0 } key
        ? new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Caller.Subject}\n{key}")).AsSpan(0, 16), bigEndian: true)
        : null;

    private Guid Draw()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, ids.Next());
        return new Guid(bytes, bigEndian: true);
    }
}
