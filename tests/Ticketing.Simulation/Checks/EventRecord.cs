namespace Ticketing.Simulation;

/// <summary>An event of a run, and what the organizer knows of it.</summary>
public sealed class EventRecord
{
    public required string Id { get; init; }

    public required IReadOnlyList<SectionRecord> Sections { get; init; }

    public required TimeSpan Ttl { get; init; }

    /// <summary>Places of one customer. Null: no limit.</summary>
    public int? MaxPerCustomer { get; init; }

    /// <summary>There is a waitlist, so that a refusal for want of places needs nobody who has them.</summary>
    public bool HasLine { get; init; }

    /// <summary>When a change to "not on sale" was acknowledged, until the next change was asked for.</summary>
    public List<(long From, long Until)> Closed { get; } = [];

    /// <summary>What its sections asked, from when such a change was asked for until another had surely taken its place.</summary>
    public List<PriceRecord> Prices { get; } = [];

    /// <summary>The last version that was acknowledged to have another time or place. 0: none.</summary>
    public long MovedVersion { get; set; }

    /// <summary>Whether its prices are with the tax. Null: it has none.</summary>
    public bool? TaxIsIncluded { get; init; }

    /// <summary>The messages of its staff that were acknowledged.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>It sells adults and children at prices of their own, and adds fees.</summary>
    public bool HasTypes { get; init; }

    /// <summary>The quotas of its ticket types, from when each was asked for until another had surely taken its place. Empty: its types have none.</summary>
    public List<QuotaRecord> Quotas { get; } = [];

    /// <summary>Its codes.</summary>
    public List<CodeRecord> Codes { get; } = [];

    public int Capacity => Sections.Sum(section => section.Capacity);

    /// <summary>With the quotas that it was made with, if there are any.</summary>
    public EventRecord With((int Early, int Children)? quotas)
    {
        Quotas.AddRange(quotas is var (early, children) ? [new QuotaRecord("early", early, 0), new QuotaRecord("child", children, 0)] : []);
        return this;
    }
}

/// <summary>What a section asked for a place, for an adult's where it has types, and when it may have.</summary>
public sealed record PriceRecord(string Section, long Minor, long From)
{
    public long Until { get; set; } = HoldRecord.Never;
}

/// <summary>How many places may be sold as a ticket type, and when that may have been so.</summary>
public sealed record QuotaRecord(string Type, int Limit, long From)
{
    public long Until { get; set; } = HoldRecord.Never;
}

/// <summary>A section: its seats, or its places where it has none.</summary>
public sealed record SectionRecord(string Id, IReadOnlyList<string> Seats, int Places)
{
    public bool IsSeated => Seats.Count > 0;

    public int Capacity => IsSeated ? Seats.Count : Places;
}
