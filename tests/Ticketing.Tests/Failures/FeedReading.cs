using Ticketing.Feeds;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

internal static class FeedReading
{
    /// <summary>All that the feed still has, of one subject, in order.</summary>
    public static async Task<FeedEvent[]> ToldAsync(this BoxOffice office, string follower, string subject)
    {
        var feed = office.Grains.GetGrain<IFeedGrain>(IFeedGrain.All);
        List<FeedEvent> events = [];
        while (await feed.Read(follower, 0, events.Count, 64) is { Events.Length: > 0 } slice)
        {
            events.AddRange(slice.Events);
        }

        return [.. events.Where(told => told.Subject == subject)];
    }
}
