using Orleans;

namespace Ticketing.SignIn;

/// <summary>The sessions of one person that were ended before their time; what is past it is forgotten.</summary>
[GenerateSerializer, Alias("ticketing.sessions-state")]
public sealed class SessionsState
{
    [Id(0)]
    public List<EndedSession> Ended { get; set; } = [];

    /// <summary>All that began then or before are over. Null: none are.</summary>
    [Id(1)]
    public DateTimeOffset? BegunBy { get; set; }

    /// <summary>When the last of those would have ended by itself.</summary>
    [Id(2)]
    public DateTimeOffset? BegunByUntil { get; set; }

    public EndedSessions View => new([.. Ended], BegunBy);

    /// <summary>When nothing of it is needed any more. Null: nothing is.</summary>
    public DateTimeOffset? Until => Ended.Select(static session => (DateTimeOffset?)session.Until).Append(BegunByUntil).Max();

    public void Forget(DateTimeOffset now)
    {
        Ended.RemoveAll(session => session.Until <= now);
        if (BegunByUntil <= now)
        {
            (BegunBy, BegunByUntil) = (null, null);
        }
    }

    /// <param name="session">Which.</param>
    /// <param name="now">The time.</param>
    public void End(EndedSession session, DateTimeOffset now)
    {
        Forget(now);
        if (session.Until <= now || Ended.Any(known => known.Id == session.Id))
        {
            return;
        }

        Ended.Add(session);
        if (Ended.Count > ISessionsGrain.MostEnded)
        {
            // Who has many at once is somebody who tries things out. What still runs may last as long as one may.
            EndAll(now);
        }
    }

    public void EndAll(DateTimeOffset now)
    {
        Forget(now);
        (BegunBy, BegunByUntil) = (now, now + ISessionsGrain.Longest);
        Ended.Clear();
    }
}
