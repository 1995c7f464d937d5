using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Feeds;

/// <summary>The end of the feed: which pages are full and still there, the events after them, and who follows.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.feed-state")]
public sealed class FeedState
{
    /// <summary>Pages before this one are gone.</summary>
    [Id(0)]
    public int FirstPage { get; set; }

    [Id(1)]
    public int FullPages { get; set; }

    [Id(2)]
    public List<FeedEvent> Events { get; set; } = [];

    [Id(3)]
    public List<FeedFollower> Followers { get; set; } = [];

    /// <summary>The position of the first event that is kept.</summary>
    [NotPersisted]
    public long Start => (long)FirstPage * IFeedGrain.PageSize;

    /// <summary>The position of the first event that is in no page.</summary>
    [NotPersisted]
    public long Tail => (long)FullPages * IFeedGrain.PageSize;

    /// <summary>The position that the next event will have.</summary>
    [NotPersisted]
    public long End => Tail + Events.Count;

    /// <summary>Whatever is before this position nobody needs, unless to tell it again.</summary>
    [NotPersisted]
    public long Passed => Followers.Where(static follower => !follower.IsPaused).Select(static follower => follower.Passed).DefaultIfEmpty(End).Min();

    /// <summary>Since when somebody follows what becomes of holds. Null: nobody does.</summary>
    [NotPersisted]
    public DateTimeOffset? HoldsSince => Followers.Min(static follower => follower.HoldsSince);

    public FeedFollower? Find(string name) => Followers.Find(follower => follower.Name == name);

    /// <summary>Notes a follower, or what has become of it.</summary>
    public void Note(FeedFollower follower)
    {
        var index = Followers.FindIndex(known => known.Name == follower.Name);
        if (index < 0)
        {
            Followers.Add(follower);
        }
        else
        {
            Followers[index] = follower;
        }
    }
}
