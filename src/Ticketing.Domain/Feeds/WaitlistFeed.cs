using System.Globalization;
using Ticketing.Waitlists;

namespace Ticketing.Feeds;

/// <summary>The steps of a waitlist's entries as events.</summary>
public static class WaitlistFeed
{
    /// <summary>The steps that <paramref name="entry"/> has and <paramref name="before"/> did not have, in order.</summary>
    public static IEnumerable<FeedEvent> Steps(WaitlistEntry? before, WaitlistEntry entry)
    {
        for (var number = (before?.Steps.Length ?? 0) + 1; number <= entry.Steps.Length; number++)
        {
            yield return Event(entry, number);
        }
    }

    private static FeedEvent Event(WaitlistEntry entry, int number) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{entry.Id.Value}-{number}"),
        Type = $"waitlist.{Name(entry.Steps[number - 1].Status)}",
        Subject = $"waitlist/{entry.Id.Value}",
        EventId = entry.Id.Event,
        At = entry.Steps[number - 1].At,
        Data = FeedData.Of((entry, number), static (json, facts) =>
        {
            var (entry, number) = facts;
            var step = entry.Steps[number - 1];
            json.WriteString("id"u8, entry.Id.Value);
            json.WriteString("event_id"u8, entry.Id.Event.Value);
            json.WriteString("user_id"u8, entry.Customer);
            json.WriteString("section"u8, entry.SectionId);
            json.WriteNumber("quantity"u8, entry.Quantity);
            json.WriteNumber("priority"u8, entry.Priority);
            json.WriteString("status"u8, FeedData.Name(step.Status));

            // What somebody wrote is not for others.
            json.WriteString("why"u8, step.By == WaitlistDecisions.Service ? step.Why : null);
            json.WriteString("joined_at"u8, FeedData.Time(entry.JoinedAt));
            json.WriteString("notified_at"u8, entry.NotifiedAt is { } notified ? FeedData.Time(notified) : null);
            json.WriteString("expires_at"u8, entry.ExpiresAt is { } end ? FeedData.Time(end) : null);
            json.WriteString("updated_at"u8, FeedData.Time(step.At));
            json.WriteNumber("step"u8, number);
        }),
    };

    private static string Name(WaitlistStatus status) => status switch
    {
        WaitlistStatus.Pending => "joined",
        WaitlistStatus.Notified => "offered",
        _ => FeedData.Name(status),
    };
}
