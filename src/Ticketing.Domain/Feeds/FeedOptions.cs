namespace Ticketing.Feeds;

/// <summary>What is configured for the feed.</summary>
/// <param name="Retention">How long events are kept at least, while anybody follows, so that they can be told again.</param>
public sealed record FeedOptions(TimeSpan Retention)
{
    public static FeedOptions Default { get; } = new(TimeSpan.FromDays(7));
}
