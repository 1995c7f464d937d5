using System.Collections.Immutable;

namespace Ticketing.Tickets;

/// <summary>How tickets are signed and when they are good.</summary>
public sealed record TicketOptions
{
    /// <summary>Tickets:SigningKey. Default: none, the service makes its own and keeps it.</summary>
    public TicketKey? SigningKey { get; init; }

    /// <summary>Tickets:PreviousKeys. What they signed stays good. Default: none.</summary>
    public ImmutableArray<TicketKey> PreviousKeys { get; init; } = [];

    /// <summary>Tickets:ValidBefore. How long before the event's start its tickets begin to be good. Default: 12:00:00.</summary>
    public TimeSpan ValidBefore { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Tickets:ValidAfter. How long after the event's end (its start, where that is not known) they stay good. Default: 12:00:00.</summary>
    public TimeSpan ValidAfter { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Tickets:ClockSkew. How far a gate's clock may be off when it reports scans of its own. Default: 00:02:00.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Tickets:UploadWithin. How long after a scan a gate may report it. Default: 7.00:00:00.</summary>
    public TimeSpan UploadWithin { get; init; } = TimeSpan.FromDays(7);
}
