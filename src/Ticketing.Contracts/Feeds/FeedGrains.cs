using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Feeds;

/// <summary>
/// What happened, in one row, for those who follow it. Who makes something happen keeps it in its own state until
/// <see cref="Append"/> has answered, and appends it again after a failure. Kept until every follower has passed it and the
/// configured time is over; as long as nobody follows, nothing is kept and nothing written, at most broadcast. There is one, keyed <see cref="All"/>.
/// </summary>
[Alias("ticketing.feed")]
public interface IFeedGrain : IGrainWithStringKey
{
    const string All = "all";

    const int PageSize = 64;

    /// <summary>Appends events, one after the other. When it answers they are durable, or nobody follows.</summary>
    [Alias("append")]
    Task Append(ImmutableArray<FeedEvent> events);

    /// <summary>False: <see cref="Append"/> has nothing to do at this time.</summary>
    [Alias("is-followed")]
    Task<bool> IsFollowed();

    /// <summary>
    /// Since when somebody wants to know what becomes of holds. Null: nobody does, and events of holds that are appended
    /// all the same are dropped.
    /// </summary>
    [Alias("holds-since")]
    Task<DateTimeOffset?> HoldsSince();

    /// <summary>From now on every event is kept until this follower has passed it. Gives the position of the first. Again: where it is.</summary>
    /// <param name="follower">Who follows.</param>
    /// <param name="holds">It wants to know what becomes of holds, too.</param>
    [Alias("follow-with-holds")]
    Task<long> Follow(string follower, bool holds);

    /// <summary>Events go on being kept for the configured time, and no longer for this follower, until it follows again.</summary>
    [Alias("pause")]
    Task Pause(string follower);

    [Alias("unfollow")]
    Task Unfollow(string follower);

    /// <summary>At most <paramref name="limit"/> events from a position on, and no more than a page has.</summary>
    /// <param name="follower">Who reads.</param>
    /// <param name="passed">The reader needs nothing before this position again.</param>
    /// <param name="position">The first position that is wanted.</param>
    /// <param name="limit">How many events are wanted.</param>
    [Alias("read")]
    Task<FeedSlice> Read(string follower, long passed, long position, int limit);

    /// <summary>
    /// Puts a pseudonym in a customer's place in what is kept: in a page from number <paramref name="page"/> on, or in what
    /// is in none. Gives the next number; null: that was all.
    /// </summary>
    [Alias("rename")]
    Task<int?> Rename(int page, string customer, string pseudonym);

    /// <summary>The position of the first event that is not older than the time.</summary>
    [Alias("find")]
    Task<long> Find(DateTimeOffset from);
}

/// <summary>A full page of the feed. Keyed by its number; called by the feed only.</summary>
[Alias("ticketing.feed-page")]
public interface IFeedPageGrain : IGrainWithStringKey
{
    [Alias("fill")]
    Task Fill(ImmutableArray<FeedEvent> events);

    [Alias("events")]
    Task<ImmutableArray<FeedEvent>> Events();

    /// <summary>When the last event of the page happened. Null: the page is gone.</summary>
    [Alias("last-at")]
    Task<DateTimeOffset?> LastAt();

    [Alias("rename")]
    Task Rename(string customer, string pseudonym);

    [Alias("clear")]
    Task Clear();
}
