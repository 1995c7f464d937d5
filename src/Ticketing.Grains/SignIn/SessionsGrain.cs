using Orleans;
using Orleans.Runtime;
using Ticketing.Diagnostics;

namespace Ticketing.SignIn;

/// <summary>What of somebody's sessions counts no more. Nothing is left of it when the last of them would have ended by itself.</summary>
[GrainType("ticketing.sessions")]
public sealed class SessionsGrain : SparseGrain, ISessionsGrain, IRemindable
{
    private const string ReminderName = "forget";
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    private readonly Durable<SessionsState> _sessions;
    private readonly TimeProvider _time;

    public SessionsGrain([PersistentState("sessions")] IPersistentState<SessionsState> state, TimeProvider time)
    {
        _sessions = new Durable<SessionsState>(state, this);
        _time = time;
    }

    protected override bool IsEmpty => _sessions.IsNothing;

    public async Task<EndedSessions> Ended()
    {
        var known = await _sessions.Known();
        await _sessions.Settled();
        return known.View;
    }

    public Task<EndedSessions> End(EndedSession session) => Change(session);

    public Task<EndedSessions> EndAll() => Change(null);

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var known = await _sessions.Known();
        known.Forget(_time.GetUtcNow());
        if (known.Until is null)
        {
            await this.EndReminder(ReminderName, _sessions, forget: true);
        }
    }

    /// <param name="one">Which. Null: all.</param>
    private async Task<EndedSessions> Change(EndedSession? one)
    {
        // Registered first, so that it is never kept for good. For the longest that there is: one may end after another.
        await this.RegisterOrUpdateReminder(ReminderName, ISessionsGrain.Longest, Again).Traced("write", "reminder");
        var known = await _sessions.Known();
        var now = _time.GetUtcNow();
        if (one is null)
        {
            known.EndAll(now);
        }
        else
        {
            known.End(one, now);
        }

        await _sessions.Changed();
        return known.View;
    }
}
