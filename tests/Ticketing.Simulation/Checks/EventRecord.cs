using Ticketing.Security;

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

    /// <summary>Places that were asked to be added.</summary>
    public List<AddedRecord> Added { get; } = [];

    /// <summary>Whose it is. Null: the platform's own.</summary>
    public SellerRecord? Seller { get; init; }

    /// <summary>It has a seat plan, which gets no more seats.</summary>
    public bool IsDrawn { get; init; }

    /// <summary>Who may change it: what is an organization's not everybody may.</summary>
    public Caller? Runner => Seller is null ? null : Town.Boss;

    /// <summary>All that it may have, or have had.</summary>
    public int Capacity => FirstCapacity + Added.Sum(static added => added.Quantity);

    /// <summary>What it was created with.</summary>
    public int FirstCapacity => Sections.Sum(static section => section.FirstCapacity);

    /// <summary>What it surely has then, with what was taken away.</summary>
    public int SurelyAt(long moment) => FirstCapacity + Added.Where(added => added.Done <= moment).Sum(static added => added.Quantity);

    /// <summary>What it may have then, with what was taken away.</summary>
    public int PossiblyAt(long moment) => FirstCapacity + Added.Where(added => added.Asked <= moment).Sum(static added => added.Quantity);

    /// <summary>With the quotas that it was made with, if there are any.</summary>
    public EventRecord With((int Early, int Children)? quotas)
    {
        Quotas.AddRange(quotas is var (early, children) ? [new QuotaRecord("early", early, 0), new QuotaRecord("child", children, 0)] : []);
        return this;
    }
}

/// <summary>Places that an event was asked to get.</summary>
public sealed class AddedRecord
{
    public required string Section { get; init; }

    public required string[] Seats { get; init; }

    public required int Quantity { get; init; }

    public required long Asked { get; init; }

    /// <summary>When staff learned that they are there.</summary>
    public long Done { get; set; } = HoldRecord.Never;
}

/// <summary>An organization that sells by an account of its own.</summary>
public sealed class SellerRecord(string organization)
{
    public string Organization => organization;

    /// <summary>The account at the bank that it connected last, as far as was heard.</summary>
    public string Account { get; set; } = "";
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
public sealed class SectionRecord(string id, IEnumerable<string> seats, int places)
{
    public string Id { get; } = id;

    /// <summary>Those too that were asked to be added, or taken away.</summary>
    public List<string> Seats { get; } = [.. seats];

    /// <summary>Those too that were asked to be added, or taken away.</summary>
    public int Places { get; set; } = places;

    public int FirstCapacity { get; } = places + seats.Count();

    public bool IsSeated => Seats.Count > 0;

    public int Capacity => IsSeated ? Seats.Count : Places;
}
