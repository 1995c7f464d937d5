using System.Collections.Immutable;
using Orleans;

namespace Ticketing.SignIn;

/// <summary>
/// Which sessions of one person were ended before their time. Keyed by the subject; those that run are nowhere but in their browsers' cookies.
/// </summary>
[Alias("ticketing.sessions")]
public interface ISessionsGrain : IGrainWithStringKey
{
    /// <summary>Ended one by one at the same time. Who ends more ends all that they have.</summary>
    const int MostEnded = 100;

    /// <summary>As long as a session may be set to last.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    [Alias("ended")]
    Task<EndedSessions> Ended();

    /// <summary>Ends one, which would have lasted until then. Again: no effect.</summary>
    [Alias("end")]
    Task<EndedSessions> End(EndedSession session);

    /// <summary>Ends all that began until now.</summary>
    [Alias("end-all")]
    Task<EndedSessions> EndAll();
}

/// <summary>A session that counts no more.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.ended-session")]
public sealed record EndedSession([property: Id(0)] Guid Id, [property: Id(1)] DateTimeOffset Until);

/// <summary>What of somebody's sessions counts no more.</summary>
/// <param name="Sessions">Those that were ended one by one.</param>
/// <param name="BegunBy">And all that began then or before. Null: none.</param>
[GenerateSerializer, Immutable, Alias("ticketing.ended-sessions")]
public sealed record EndedSessions([property: Id(0)] ImmutableArray<EndedSession> Sessions, [property: Id(1)] DateTimeOffset? BegunBy)
{
    public bool Has(Guid id, DateTimeOffset beganAt)
    {
        if (beganAt <= BegunBy)
        {
            return true;
        }

        foreach (var session in Sessions)
        {
            if (session.Id == id)
            {
                return true;
            }
        }

        return false;
    }
}
