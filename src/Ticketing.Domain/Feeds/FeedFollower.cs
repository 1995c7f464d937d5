using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Feeds;

/// <summary>Who follows the feed, and what it has behind it.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.feed-follower")]
public sealed record FeedFollower
{
    [Id(0)]
    public string Name { get; init; } = "";

    /// <summary>It needs nothing before this position again. May be behind what is true.</summary>
    [Id(1)]
    public long Passed { get; init; }

    /// <summary>What it has not passed is kept for the configured time only.</summary>
    [Id(2)]
    public bool IsPaused { get; init; }

    /// <summary>Since when it follows what becomes of holds. Null: it does not.</summary>
    [Id(3)]
    public DateTimeOffset? HoldsSince { get; init; }
}
