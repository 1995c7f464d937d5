using System.Collections.Immutable;
using Orleans;
using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Withholdings;

/// <summary>Keeps places of an event from sale: all that are wished for, or none.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.withhold")]
public sealed record Withhold
{
    [Id(0)]
    public EventId EventId { get; init; }

    [Id(1)]
    public Guid WithholdingId { get; init; }

    [Id(2)]
    public PlacesWish Wish { get; init; } = new();

    [Id(3)]
    public string Reason { get; init; } = "";

    [Id(4)]
    public string By { get; init; } = "";

    /// <summary>The places are taken away for good, as the event asks: nobody gives them back.</summary>
    [Id(78)]
    public bool Removes { get; init; }
}

/// <summary>Gives withheld places back to the sale: the named seats, or so many; neither: all that are left.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.release-withheld")]
public sealed record ReleaseWithheld
{
    /// <summary>Names the request: again under the same name it gives nothing more back.</summary>
    [Id(0)]
    public Guid Request { get; init; }

    [Id(1)]
    public ImmutableArray<string> Seats { get; init; } = [];

    [Id(2)]
    public int? Quantity { get; init; }

    [Id(3)]
    public string Reason { get; init; } = "";

    [Id(4)]
    public string By { get; init; } = "";
}

/// <summary>Places that staff keep from sale, and why.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.withholding-view")]
public sealed record WithholdingView
{
    [Id(0)]
    public Guid WithholdingId { get; init; }

    [Id(1)]
    public EventId EventId { get; init; }

    /// <summary>Empty: seats of several sections.</summary>
    [Id(2)]
    public string SectionId { get; init; } = "";

    /// <summary>The seats that are withheld now. Empty for places without numbers.</summary>
    [Id(3)]
    public ImmutableArray<string> Seats { get; init; } = [];

    /// <summary>How many places are withheld now.</summary>
    [Id(4)]
    public int Quantity { get; init; }

    /// <summary>How many were at first.</summary>
    [Id(5)]
    public int Total { get; init; }

    [Id(6)]
    public string Reason { get; init; } = "";

    [Id(7)]
    public string By { get; init; } = "";

    [Id(8)]
    public DateTimeOffset At { get; init; }

    /// <summary>What was given back, the first first.</summary>
    [Id(9)]
    public ImmutableArray<WithheldRelease> Releases { get; init; } = [];
}

/// <summary>Places of a withholding that were given back, and why.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.withheld-release")]
public sealed record WithheldRelease
{
    /// <summary>As <see cref="ReleaseWithheld.Request"/>.</summary>
    [Id(0)]
    public Guid Request { get; init; }

    [Id(1)]
    public ImmutableArray<string> Seats { get; init; } = [];

    [Id(2)]
    public int Quantity { get; init; }

    [Id(3)]
    public string Reason { get; init; } = "";

    [Id(4)]
    public string By { get; init; } = "";

    [Id(5)]
    public DateTimeOffset At { get; init; }
}

/// <summary>The withholding after the command, or why it was refused.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.withholding-answer")]
public sealed record WithholdingAnswer(
    [property: Id(0)] WithholdingView? Withholding,
    [property: Id(1)] Refusal? Refusal = null,
    [property: Id(2)] bool Repeated = false)
{
    public static WithholdingAnswer Refused(RefusalCode code) => new(null, new Refusal(code));
}
