using Orleans;

namespace Ticketing.Auditing;

/// <summary>What became of a call that was noted before.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.audit-outcome")]
public sealed record AuditOutcome(
    [property: Id(0)] Guid RecordId,
    [property: Id(1)] int Status,
    [property: Id(2)] string? Code,
    [property: Id(3)] string? Created)
{
    /// <summary>The record with this outcome. One that has an outcome keeps it.</summary>
    public AuditRecord AppliedTo(AuditRecord record) => record.Id == RecordId && record.Status == 0
        ? record with { Status = Status, Code = Code, Target = record.Target ?? Created }
        : record;
}

/// <summary>A writing call of staff: noted before it is carried out, its outcome after that.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.audit-record")]
public sealed record AuditRecord
{
    /// <summary>Tells a repeated append from another call.</summary>
    [Id(0)]
    public Guid Id { get; init; }

    /// <summary>When it was noted. Never before the record that precedes it.</summary>
    [Id(1)]
    public DateTimeOffset At { get; init; }

    /// <summary>The subject of the caller's token.</summary>
    [Id(2)]
    public string By { get; init; } = "";

    /// <summary>The caller's roles, separated by spaces.</summary>
    [Id(3)]
    public string Roles { get; init; } = "";

    [Id(4)]
    public string Method { get; init; } = "";

    [Id(5)]
    public string Path { get; init; } = "";

    /// <summary>The id in the path; for what was created, where it is.</summary>
    [Id(6)]
    public string? Target { get; init; }

    /// <summary>The reason in the body.</summary>
    [Id(7)]
    public string? Reason { get; init; }

    /// <summary>Where the request came from: an IPv4 address, or the first 64 bits of an IPv6 address.</summary>
    [Id(8)]
    public string Address { get; init; } = "";

    [Id(9)]
    public string TraceId { get; init; } = "";

    /// <summary>The status of the answer. 0: it is not known whether the call was carried out.</summary>
    [Id(10)]
    public int Status { get; init; }

    /// <summary>The code of the answer's problem, where it is one.</summary>
    [Id(11)]
    public string? Code { get; init; }
}
