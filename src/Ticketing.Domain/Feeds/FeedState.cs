using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orleans;
using Ticketing.Money;

namespace Ticketing.Feeds;

/// <summary>The end of the feed: which pages are full and still there, the events after them, and who follows.</summary>
[GenerateSerializer, Alias("ticketing.feed-state")]
public sealed class FeedState : IPagedLogState<FeedEvent>
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
    public long Start => (long)FirstPage * IFeedGrain.PageSize;

    /// <summary>The position that the next event will have.</summary>
    public long End => ((long)FullPages * IFeedGrain.PageSize) + Events.Count;

    List<FeedEvent> IPagedLogState<FeedEvent>.Last => Events;

    /// <summary>Whatever is before this position nobody needs, unless to tell it again.</summary>
    public long Passed => Followers.Where(static follower => !follower.IsPaused).Select(static follower => follower.Passed).DefaultIfEmpty(End).Min();

    /// <summary>Since when somebody follows what becomes of holds. Null: nobody does.</summary>
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

/// <summary>One full page of the feed.</summary>
[GenerateSerializer, Alias("ticketing.feed-page-state")]
public sealed class FeedPageState
{
    [Id(0)]
    public List<FeedEvent> Events { get; set; } = [];
}

/// <summary>The facts of an event, as JSON in the API's own form.</summary>
public static class FeedData
{
    public static string Of<T>(T facts, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json, facts);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>RFC 3339 with milliseconds, in UTC.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static string Amount(long minor, string currency) =>
        Currency.TryFind(currency, out var known) ? known.Format(minor) : minor.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Who follows the feed, and what it has behind it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.feed-follower")]
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

/// <summary>What erasing a customer does to events that are kept: the same events, with a pseudonym in the customer's place.</summary>
public static class FeedErasure
{
    private static readonly string[] Members = ["user_id", "from_user_id", "to_user_id"];

    /// <summary>True: some of them named the customer.</summary>
    public static bool Rename(List<FeedEvent> events, string customer, string pseudonym)
    {
        var isNamed = false;
        foreach (var member in Members)
        {
            var (named, renamed) = (Member(member, customer), Member(member, pseudonym));
            for (var i = 0; i < events.Count; i++)
            {
                if (events[i].Data.Contains(named, StringComparison.Ordinal))
                {
                    events[i] = events[i] with { Data = events[i].Data.Replace(named, renamed, StringComparison.Ordinal) };
                    isNamed = true;
                }
            }
        }

        return isNamed;
    }

    /// <summary>As <see cref="FeedData"/> writes it. Within a text the quotes would be escaped, so nothing else is met.</summary>
    private static string Member(string member, string customer) => $"\"{member}\":\"{JsonEncodedText.Encode(customer)}\"";
}

/// <summary>What is configured for the feed.</summary>
/// <param name="Retention">How long events are kept at least, while anybody follows, so that they can be told again.</param>
public sealed record FeedOptions(TimeSpan Retention)
{
    public static FeedOptions Default { get; } = new(TimeSpan.FromDays(7));
}
