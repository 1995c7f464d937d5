using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Auditing;

/// <summary>
/// Everything that staff did, in the order in which it was noted, in pages of <see cref="PageSize"/>. Records are only
/// ever added; a record changes when it gets its outcome, and when the customer whom it was about is erased. There is one
/// log, keyed <see cref="All"/>.
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

    /// <summary>
    /// Takes a customer's id out of records: of a page from number <paramref name="page"/> on, or of those that are in none.
    /// Gives the next number; null: that was all.
    /// </summary>
    [Alias("forget")]
    Task<int?> Forget(int page, string customer);

    /// <summary>How many positions are taken.</summary>
    [Alias("count")]
    Task<long> Count();

    /// <summary>The records of a page, in order.</summary>
    [Alias("page")]
    Task<ImmutableArray<AuditRecord>> Page(int number);
}

/// <summary>A full page of the log. Keyed by its number; called by the log only.</summary>
[Alias("ticketing.audit-log-page")]
public interface IAuditLogPageGrain : IGrainWithStringKey
{
    [Alias("fill")]
    Task Fill(ImmutableArray<AuditRecord> records);

    [Alias("complete")]
    Task Complete(int slot, AuditOutcome outcome);

    [Alias("forget")]
    Task Forget(string customer);

    [Alias("records")]
    Task<ImmutableArray<AuditRecord>> Records();
}
