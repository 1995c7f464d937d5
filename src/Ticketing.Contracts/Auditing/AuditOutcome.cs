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
