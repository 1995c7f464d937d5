using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ticketing.Http;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>A ticket's code was read at a gate.</summary>
public sealed record CheckInRequest
{
    /// <summary>What the scanner read, whatever that is; or what was typed.</summary>
    [JsonConverter(typeof(ScannedText))]
    public required string Ticket { get; init; }

    /// <summary>
    /// Somebody at the gate typed it: a booking's reference with the ticket's number (HAU8HZ9TRF-1), or the ticket's id, counts as well as a code. Needs
    /// <c>event_id</c>.
    /// </summary>
    public bool Typed { get; init; }

    [StringLength(CheckInApi.LongestGate, MinimumLength = 1)]
    public required string Gate { get; init; }

    /// <summary>Drawn by the gate: asked again with it, it is the same scan. Left out: the <c>Idempotency-Key</c> stands for it.</summary>
    public Guid? ScanId { get; init; }

    /// <summary>The event that the gate serves. Left out: the one that the ticket is for.</summary>
    public Guid? EventId { get; init; }
}

/// <summary>Scans by which a gate let people in while it was offline.</summary>
public sealed record CheckInReportRequest
{
    [StringLength(CheckInApi.LongestGate, MinimumLength = 1)]
    public required string Gate { get; init; }

    /// <summary>What the gate's clock says when it reports.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>The event that the gate serves. Left out: the one that each ticket is for.</summary>
    public Guid? EventId { get; init; }

    [Length(1, 500)]
    public required IReadOnlyList<OfflineScanRequest> Scans { get; init; }
}

/// <summary>A scan by which a gate let somebody in by itself.</summary>
public sealed record OfflineScanRequest
{
    /// <summary>What the scanner read, whatever that is.</summary>
    [JsonConverter(typeof(ScannedText))]
    public required string Ticket { get; init; }

    /// <summary>Drawn by the gate: reported twice it is one scan.</summary>
    public required Guid ScanId { get; init; }

    /// <summary>When it was read, by the gate's clock.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>An admission that is to be taken back, and why.</summary>
public sealed record UndoAdmissionRequest
{
    [StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>The scan that let somebody in, so that a late repeat undoes no later one. Left out: the one that counts.</summary>
    public Guid? ScanId { get; init; }
}

/// <summary>The bearer of a ticket may come in.</summary>
public sealed record CheckInResponse
{
    public required ScanResult Result { get; init; }

    public required string TicketId { get; init; }

    public required Guid EventId { get; init; }

    /// <summary>The seat's name, or the section's id where places have no names.</summary>
    public required string Seat { get; init; }

    public required string Gate { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Guid ScanId { get; init; }

    /// <summary>Somebody was let in without asking, and it was reported afterwards.</summary>
    public required bool Offline { get; init; }

    /// <summary>No code was read: somebody typed which ticket it is.</summary>
    public required bool Typed { get; init; }

    /// <summary>What the ticket's type is called, such as Student. Null: it has none.</summary>
    public required string? TypeName { get; init; }

    /// <summary>Whose name is on a ticket that was typed: ask for it. Null: nobody's that is known, or a code was read.</summary>
    public required string? Holder { get; init; }

    internal static CheckInResponse Of(ScanAnswer answer, string? holder) => Of(answer, answer.Claims!, answer.Admission!, holder);

    private static CheckInResponse Of(ScanAnswer answer, TicketClaims claims, Scan scan, string? holder) => new()
    {
        Result = ScanResult.Admitted,
        TicketId = claims.TicketId.ToString(),
        EventId = claims.TicketId.Event.Value,
        Seat = claims.Seat,
        Gate = scan.Gate,
        At = scan.At,
        ScanId = scan.Id,
        Offline = scan.IsOffline,
        Typed = scan.IsTyped,
        TypeName = answer.TypeName,
        Holder = holder,
    };
}

public enum ScanResult
{
    Admitted,
    Refused,
}

/// <summary>What became of the scans that a gate reported.</summary>
public sealed record CheckInReportResponse
{
    public required int Admitted { get; init; }

    public required int Refused { get; init; }

    /// <summary>Scans that let somebody in though they or another one should not have.</summary>
    public required int Conflicts { get; init; }

    /// <summary>In the order in which they were reported.</summary>
    public required IReadOnlyList<ReportedScanResponse> Items { get; init; }

    internal static CheckInReportResponse Of(IReadOnlyList<ScanTicket> commands, IReadOnlyList<ScanAnswer> answers)
    {
        var admitted = answers.Count(static answer => answer.Refusal == RefusalCode.None);
        return new CheckInReportResponse
        {
            Admitted = admitted,
            Refused = answers.Count - admitted,
            Conflicts = answers.Count(static answer => answer.IsConflict),
            Items = [.. commands.Zip(answers, ReportedScanResponse.Of)],
        };
    }
}

/// <summary>What became of a scan that a gate reported.</summary>
public sealed record ReportedScanResponse
{
    public required Guid ScanId { get; init; }

    public required ScanResult Result { get; init; }

    /// <summary>Why it was refused: the code that the same refusal has as a problem.</summary>
    public required string? Code { get; init; }

    /// <summary>It let somebody in, and it or another one should not have.</summary>
    public required bool Conflict { get; init; }

    /// <summary>Null: the code can't be believed.</summary>
    public required string? TicketId { get; init; }

    /// <summary>The scan that counts as the ticket's admission.</summary>
    public required ScanResponse? Admission { get; init; }

    /// <summary>A scan beside it that let somebody in, too.</summary>
    public required ScanResponse? Other { get; init; }

    internal static ReportedScanResponse Of(ScanTicket command, ScanAnswer answer) => new()
    {
        ScanId = command.ScanId,
        Result = answer.Refusal == RefusalCode.None ? ScanResult.Admitted : ScanResult.Refused,
        Code = answer.Refusal == RefusalCode.None ? null : Problems.Of(answer.Refusal).Code,
        Conflict = answer.IsConflict,
        TicketId = answer.Claims?.TicketId.ToString(),
        Admission = ScanResponse.Of(answer.Admission),
        Other = ScanResponse.Of(answer.Other),
    };
}

/// <summary>A scan that let somebody in.</summary>
public sealed record ScanResponse
{
    public required string Gate { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Guid ScanId { get; init; }

    /// <summary>Somebody was let in without asking, and it was reported afterwards.</summary>
    public required bool Offline { get; init; }

    /// <summary>No code was read: somebody typed which ticket it is.</summary>
    public required bool Typed { get; init; }

    internal static ScanResponse? Of(Scan? scan) => scan is null
        ? null
        : new ScanResponse { Gate = scan.Gate, At = scan.At, ScanId = scan.Id, Offline = scan.IsOffline, Typed = scan.IsTyped };
}

/// <summary>Codes that count no more.</summary>
public sealed record RevocationResponse
{
    public required Guid BookingId { get; init; }

    /// <summary>The ticket's number within its booking. Null: all of them.</summary>
    public required int? Number { get; init; }

    /// <summary>Codes of lower revisions count no more. Null: none does.</summary>
    public required int? BelowRevision { get; init; }

    public required DateTimeOffset At { get; init; }

    internal static RevocationResponse Of(Revocation revocation) => new()
    {
        BookingId = revocation.Booking.Value,
        Number = revocation.Place == 0 ? null : revocation.Place,
        BelowRevision = revocation.BelowRevision == 0 ? null : revocation.BelowRevision,
        At = revocation.At,
    };
}

/// <summary>A part of an event's revocations.</summary>
public sealed record RevocationsResponse
{
    public required IReadOnlyList<RevocationResponse> Items { get; init; }

    /// <summary>The <c>cursor</c> of the next part; null: this is the last.</summary>
    public required string? NextCursor { get; init; }

    /// <summary>The <c>cursor</c> to ask with later for what was added since.</summary>
    public required string ResumeCursor { get; init; }

    /// <summary>How many there are in all.</summary>
    public required long Count { get; init; }
}

/// <summary>How many are in.</summary>
public sealed record DoorCountsResponse
{
    public required Guid EventId { get; init; }

    public required int Admitted { get; init; }

    public required IReadOnlyList<GateCountResponse> Gates { get; init; }

    /// <summary>Tickets whose admission was undone, and that were not admitted again.</summary>
    public required int Undone { get; init; }

    /// <summary>Tickets with a scan that let somebody in and does not count.</summary>
    public required int Conflicts { get; init; }

    internal static DoorCountsResponse Of(Guid eventId, DoorCounts counts) => new()
    {
        EventId = eventId,
        Admitted = counts.Admitted,
        Gates = [.. counts.Gates.Select(static gate => new GateCountResponse { Gate = gate.Gate, Admitted = gate.Admitted })],
        Undone = counts.Undone,
        Conflicts = counts.Conflicts,
    };
}

/// <summary>How many came in at a gate.</summary>
public sealed record GateCountResponse
{
    public required string Gate { get; init; }

    public required int Admitted { get; init; }
}

/// <summary>What the door knows of a ticket that was shown there.</summary>
public sealed record PassResponse
{
    public required string TicketId { get; init; }

    public required PassStatus Status { get; init; }

    /// <summary>The scan that let its bearer in. Null: nobody is in.</summary>
    public required ScanResponse? Admission { get; init; }

    /// <summary>The admission that was undone last.</summary>
    public required ScanResponse? Undone { get; init; }

    /// <summary>A scan that let somebody in, and does not count.</summary>
    public required ScanResponse? Other { get; init; }

    internal static PassResponse Of(PassView pass) => new()
    {
        TicketId = pass.Ticket.ToString(),
        Status = pass.Admission is not null ? PassStatus.Admitted : pass.Undone is not null ? PassStatus.Undone : PassStatus.Refused,
        Admission = ScanResponse.Of(pass.Admission),
        Undone = ScanResponse.Of(pass.Undone),
        Other = ScanResponse.Of(pass.Other),
    };
}

public enum PassStatus
{
    Admitted,
    Undone,
    Refused,
}

/// <summary>A ticket that was made out anew.</summary>
public sealed record ReissuedTicketResponse
{
    public required string TicketId { get; init; }

    /// <summary>The revision whose code counts now.</summary>
    public required int Revision { get; init; }
}

/// <summary>
/// What a scanner read, whatever that is: scanners type a line's end after it, and people hold all kinds of codes before them.
/// What is no ticket's is refused as that, alone.
/// </summary>
internal sealed class ScannedText : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var code = JsonText.IsText(reader) ? reader.GetString()! : "";
        var (start, end) = (0, code.Length);
        while (start < end && IsBlank(code[start]))
        {
            start++;
        }

        while (end > start && IsBlank(code[end - 1]))
        {
            end--;
        }

        return end - start <= TicketCodeAddress.MaxText ? code[start..end] : "";
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || char.IsControl(c);
}
