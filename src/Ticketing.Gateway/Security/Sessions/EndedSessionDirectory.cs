using System.Collections.Concurrent;
using Orleans;
using Ticketing.SignIn;

namespace Ticketing.Security;

/// <summary>Which sessions were ended before their time, as of at most a second ago; asking costs a look-up.</summary>
public sealed class EndedSessionDirectory(IGrainFactory grains, TimeProvider time)
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    public ValueTask<bool> HasAsync(Session session) => _known.TryGetValue(session.Subject, out var known) && time.GetElapsedTime(known.ReadAt) < FreshFor
        ? ValueTask.FromResult(known.Ended.Has(session.Id, session.BeganAt))
        : new ValueTask<bool>(ReadAsync(session));

    internal async Task EndAsync(Session session) => Learn(session.Subject, await GrainOf(session.Subject).End(new EndedSession(session.Id, session.EndsAt)));

    internal async Task EndAllAsync(string subject) => Learn(subject, await GrainOf(subject).EndAll());

    private ISessionsGrain GrainOf(string subject) => grains.GetGrain<ISessionsGrain>(subject);

    private async Task<bool> ReadAsync(Session session)
    {
        var readAt = time.GetTimestamp();
        var ended = await GrainOf(session.Subject).Ended();
        Keep(session.Subject, new Known(ended, readAt));
        return ended.Has(session.Id, session.BeganAt);
    }

    private void Learn(string subject, EndedSessions ended) => Keep(subject, new Known(ended, time.GetTimestamp()));

    private void Keep(string subject, Known known)
    {
        if (_known.Count >= MostRemembered)
        {
            // All of them are read anew within a second anyway.
            _known = new(StringComparer.Ordinal);
        }

        // What was asked before somebody ended a session here says less, and may come later.
        _known.AddOrUpdate(subject, static (_, now) => now, static (_, there, now) => there.ReadAt > now.ReadAt ? there : now, known);
    }

    private sealed record Known(EndedSessions Ended, long ReadAt);
}
