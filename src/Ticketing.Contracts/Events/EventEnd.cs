namespace Ticketing.Events;

/// <summary>When an event is over: nothing is sold of it any more.</summary>
public static class EventEnd
{
    /// <summary>How long an event lasts that does not say so. Its tickets stay good as long by default.</summary>
    public static readonly TimeSpan DefaultLength = TimeSpan.FromHours(12);

    /// <summary>Null: never by itself.</summary>
    public static DateTimeOffset? Of(DateTimeOffset? startsAt, DateTimeOffset? endsAt) => endsAt ?? startsAt + DefaultLength;
}
