using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>A walk through the index of bookings, that has letters sent to all who have booked an event.</summary>
public interface ILetterWalk
{
    EventId EventId { get; }

    /// <summary>What the letters are about.</summary>
    object? Cause { get; }

    /// <summary>What was confirmed a moment before it comes into the index a little later: so long the walk lasts at least.</summary>
    DateTimeOffset LastsUntil { get; }

    bool IsRunning { get; }

    DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The next position of the index of bookings.</summary>
    long Position { get; set; }

    /// <summary>Bookings whose letters were sent.</summary>
    long Told { get; set; }

    /// <summary>Bookings whose letters were given up.</summary>
    long GivenUp { get; set; }

    /// <summary>Bookings without an address.</summary>
    long NoAddress { get; set; }

    /// <summary>Bookings before the position that are to be asked again.</summary>
    List<OwedNotice> Owed { get; }
}

/// <summary>The last change of an event that is told to those who have booked, and how far that is.</summary>
[GenerateSerializer, Alias("ticketing.notice-state")]
public sealed class NoticeState : ILetterWalk
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

    [Id(8)]
    public long NoAddress { get; set; }

    public bool IsRunning => Move is not null && FinishedAt is null;

    object? ILetterWalk.Cause => Move;

    DateTimeOffset ILetterWalk.LastsUntil => Move!.At + EventMove.Window;
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
