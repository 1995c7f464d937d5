using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Auditing;

/// <summary>
/// Everything that staff did, in the order in which it was noted, in pages of <see cref="PageSize"/>. Records are only
/// ever added; the one change to a record is that it gets its outcome. There is one log, keyed <see cref="All"/>.
/// </summary>
[Alias("ticketing.audit-log")]
public interface IAuditLogGrain : IGrainWithStringKey
{
    const string All = "all";

    const int PageSize = 32;

    /// <summary>Adds a record, durably, and says when; gives its position. Again soon after: the same position.</summary>
    [Alias("append")]
    Task<long> Append(AuditRecord record);

    /// <summary>Adds the outcome to the record at a position.</summary>
    [Alias("complete")]
    Task Complete(long position, AuditOutcome outcome);

    /// <summary>How many positions are taken.</summary>
    [Alias("count"), ReadOnly]
    Task<long> Count();

    /// <summary>The records of a page, in order.</summary>
    [Alias("page"), ReadOnly]
    Task<ImmutableArray<AuditRecord>> Page(int number);
}
