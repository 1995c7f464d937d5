using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>The last change of an event that is told to those who have booked, and how far that is.</summary>
[GenerateSerializer, Alias("ticketing.notice-state")]
public sealed class NoticeState
{
    [Id(0)]
    public EventId EventId { get; set; }

    /// <summary>What is told. Null: there was nothing yet.</summary>
    [Id(1)]
    public EventMove? Move { get; set; }

    [Id(2)]
    public DateTimeOffset StartedAt { get; set; }

    [Id(3)]
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The next position of the index of bookings.</summary>
    [Id(4)]
    public long Position { get; set; }

    [Id(5)]
    public long Told { get; set; }

    [Id(6)]
    public long GivenUp { get; set; }

    /// <summary>Bookings before the position that are to be asked again.</summary>
    [Id(7)]
    public List<OwedNotice> Owed { get; set; } = [];

    public bool IsRunning => Move is not null && FinishedAt is null;
}

/// <summary>A booking that is not told yet.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.owed-notice")]
public sealed record OwedNotice
{
    [Id(0)]
    public BookingId BookingId { get; init; }

    /// <summary>How often its letter was tried.</summary>
    [Id(1)]
    public int Attempts { get; init; }

    [Id(2)]
    public DateTimeOffset NextAt { get; init; }

    /// <summary>Whose letters were sent: the first place of each.</summary>
    [Id(3)]
    public ImmutableArray<int> Sent { get; init; } = [];
}
