using System.Collections.Immutable;

namespace Ticketing.Feeds;

/// <summary>Tells whoever listens at this moment: at most once, and nobody later. Who must not miss anything follows the feed.</summary>
public interface IFeedBroadcast
{
    /// <summary>It is told what becomes of holds, too.</summary>
    bool WantsHolds { get; }

    /// <summary>Never waits and never fails: what can't be told is dropped.</summary>
    void Tell(ImmutableArray<FeedEvent> events);
}
