using System.Collections.Immutable;
using Orleans;
using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Codes;

/// <summary>What a code gives and what it is for. It never changes.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.code-spec")]
public sealed record CodeSpec
{
    /// <summary>As <see cref="CodeText"/> reads it.</summary>
    [Id(0)]
    public string Code { get; init; } = "";

    /// <summary>What it takes off each ticket, in hundredths of a percent: 1000 is 10 %.</summary>
    [Id(1)]
    public int PercentHundredths { get; init; }

    /// <summary>What it takes off each ticket, in minor units; never more than the ticket costs.</summary>
    [Id(2)]
    public long AmountMinor { get; init; }

    /// <summary>The sections that it is for. Empty: all.</summary>
    [Id(3)]
    public ImmutableArray<string> Sections { get; init; } = [];

    /// <summary>The ticket types that it is for. Empty: all.</summary>
    [Id(4)]
    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>Ticket types that need a code can be had with it.</summary>
    [Id(5)]
    public bool OpensTypes { get; init; }

    /// <summary>Places can be had with it before the sale opens.</summary>
    [Id(6)]
    public bool OpensSale { get; init; }

    public bool HasDiscount => PercentHundredths > 0 || AmountMinor > 0;

    /// <param name="section">A section's id.</param>
    /// <param name="type">A ticket type's id. Empty: the section has none.</param>
    public bool IsFor(string section, string type) =>
        (Sections.IsDefaultOrEmpty || Sections.Contains(section)) && (Types.IsDefaultOrEmpty || Types.Contains(type));
}

/// <summary>How often a code can be used, and when. It may change.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.code-terms")]
public sealed record CodeTerms
{
    /// <summary>Orders in all. Null: any number.</summary>
    [Id(0)]
    public int? Limit { get; init; }

    /// <summary>Orders of one customer. Null: any number.</summary>
    [Id(1)]
    public int? CustomerLimit { get; init; }

    /// <summary>When it can be used.</summary>
    [Id(2)]
    public SaleWindow Window { get; init; } = SaleWindow.Always;
}

/// <summary>Makes a code.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.create-code")]
public sealed record CreateCode
{
    [Id(0)]
    public EventId EventId { get; init; }

    /// <summary>A repeat has the same.</summary>
    [Id(1)]
    public UInt128 Request { get; init; }

    [Id(2)]
    public CodeSpec Spec { get; init; } = new();

    [Id(3)]
    public CodeTerms Terms { get; init; } = new();
}

/// <summary>Puts other terms in the place of a code's.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.update-code")]
public sealed record UpdateCode
{
    [Id(0)]
    public long ExpectedVersion { get; init; }

    [Id(1)]
    public CodeTerms Terms { get; init; } = new();
}

/// <summary>Asks for one use of a code.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.reserve-use")]
public sealed record ReserveUse
{
    [Id(0)]
    public HoldId HoldId { get; init; }

    /// <summary>When the attempt was made: a later one is not undone by what an earlier one left.</summary>
    [Id(1)]
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>The end of the hold.</summary>
    [Id(2)]
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How long the use outlives it.</summary>
    [Id(3)]
    public TimeSpan Grace { get; init; }
}

/// <summary>The code after the command, or the refusal. <see cref="Repeated"/>: the command had been carried out before.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.code-answer")]
public sealed record CodeAnswer(
    [property: Id(0)] CodeView? Code,
    [property: Id(1)] Refusal? Refusal = null,
    [property: Id(2)] bool Repeated = false)
{
    public static CodeAnswer Refused(RefusalCode code, string? detail = null) => new(null, new Refusal(code, detail));
}

/// <summary>A code and its uses.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.code-view")]
public sealed record CodeView
{
    [Id(0)]
    public EventId EventId { get; init; }

    [Id(1)]
    public CodeSpec Spec { get; init; } = new();

    [Id(2)]
    public CodeTerms Terms { get; init; } = new();

    /// <summary>Counts the changes of its terms, from 1.</summary>
    [Id(3)]
    public long Version { get; init; }

    [Id(4)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null: it was not ended.</summary>
    [Id(5)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Orders that were booked with it.</summary>
    [Id(6)]
    public long Used { get; init; }

    /// <summary>Orders that are held with it now.</summary>
    [Id(7)]
    public int Reserved { get; init; }

    /// <summary>It was not ended, and this is its time.</summary>
    public bool IsGood(DateTimeOffset now) => EndedAt is null && Terms.Window.Contains(now);
}

/// <summary>The code that a hold uses.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.held-code")]
public sealed record HeldCode
{
    [Id(0)]
    public string Code { get; init; } = "";

    /// <summary>Orders of one customer with it. Null: any number.</summary>
    [Id(1)]
    public int? CustomerLimit { get; init; }
}
