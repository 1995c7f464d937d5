using Microsoft.Extensions.Logging;

namespace Ticketing.Feeds;

/// <summary>
/// What a silo knows of whether anybody follows holds, so that a hold asks nobody. Now and then somebody who has
/// something to tell asks the feed, which knows, and lets the others know here.
/// </summary>
public sealed partial class HoldFollowers(TimeProvider time, ILogger<HoldFollowers> log)
{
    private const long Unknown = 1;
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);
    private long _sinceMs = Unknown;
    private long _askedAt = long.MinValue;

    /// <summary>Since when somebody follows, in Unix milliseconds. 0: nobody. As long as it is not known: since ever.</summary>
    public long SinceMs => Volatile.Read(ref _sinceMs);

    /// <summary>True, once in a while: whoever is told so asks the feed, and lets this know.</summary>
    public bool IsToAsk()
    {
        var asked = Volatile.Read(ref _askedAt);
        var now = time.GetTimestamp();
        return (asked == long.MinValue || time.GetElapsedTime(asked, now) >= AskAgain)
            && Interlocked.CompareExchange(ref _askedAt, now, asked) == asked;
    }

    public long Learn(DateTimeOffset? since)
    {
        var sinceMs = since is { } moment ? Math.Max(Unknown, moment.ToUnixTimeMilliseconds()) : 0;
        Volatile.Write(ref _sinceMs, sinceMs);
        return sinceMs;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The feed could not be told what became of holds; trying again")]
    public partial void LogUntold(Exception exception);
}
