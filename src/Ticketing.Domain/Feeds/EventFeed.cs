using System.Collections.Immutable;
using System.Globalization;
using Ticketing.Events;

namespace Ticketing.Feeds;

/// <summary>A change of an event as an event of the feed. Changes that were not told one by one are told by the last of them.</summary>
public static class EventFeed
{
    public static ImmutableArray<FeedEvent> Untold(EventState state) => state.AnnouncedVersion >= state.Version ? [] :
    [
        new FeedEvent
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{state.EventId}-{state.Version}"),
            Type = state.CancelledVersion > state.AnnouncedVersion ? "event.cancelled" : "event.changed",
            Subject = $"events/{state.EventId}",
            EventId = state.EventId,
            At = state.UpdatedAt,
            Data = FeedData.Of(state, static (json, state) =>
            {
                json.WriteString("event_id"u8, state.EventId.Value);
                json.WriteString("name"u8, state.Name);
                json.WriteString("status"u8, FeedData.Name(state.Status));
                json.WriteString("starts_at"u8, state.StartsAt is { } start ? FeedData.Time(start) : null);
                json.WriteString("ends_at"u8, state.EndsAt is { } end ? FeedData.Time(end) : null);
                json.WriteString("updated_at"u8, FeedData.Time(state.UpdatedAt));
                json.WriteNumber("version"u8, state.Version);
            }),
        },
    ];

    /// <summary>The event's last place was sold. It may be sold out again later, after places went back: that is another event.</summary>
    public static FeedEvent SoldOut(EventState state) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{state.EventId}-sold-out-{state.SoldOutAt}"),
        Type = "event.sold_out",
        Subject = $"events/{state.EventId}",
        EventId = state.EventId,
        At = state.SoldOutSince ?? state.UpdatedAt,
        Data = FeedData.Of(state, static (json, state) =>
        {
            json.WriteString("event_id"u8, state.EventId.Value);
            json.WriteString("sold_out_at"u8, FeedData.Time(state.SoldOutSince ?? state.UpdatedAt));
        }),
    };
}
