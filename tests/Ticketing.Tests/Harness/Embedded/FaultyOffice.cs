using Orleans.Embedded;
using Orleans.Embedded.Storage;
using Ticketing.Waitlists;

namespace Ticketing.Tests.Harness;

/// <summary>A box office whose store and silo the test can get at.</summary>
public sealed class FaultyOffice : BoxOffice
{
    private readonly Actors _actors;

    public FaultyOffice()
        : this(new ManualTimeProvider())
    {
    }

    public FaultyOffice(WaitlistRules waitlists)
        : this(new ManualTimeProvider(), waitlists)
    {
    }

    public FaultyOffice(IStateStore store)
        : this(new ManualTimeProvider(), store: store)
    {
    }

    private FaultyOffice(ManualTimeProvider time, WaitlistRules? waitlists = null, IStateStore? store = null)
        : this(new Actors(time, waitlists, store), time)
    {
    }

    private FaultyOffice(Actors actors, ManualTimeProvider time)
        : base(actors, time) => _actors = actors;

    public FaultyStore Store => _actors.Store;

    /// <summary>Every warning that grains logged.</summary>
    public IEnumerable<string> Warnings => _actors.Warnings.Logged;

    public EmbeddedSilo Silo => _actors.Silo;

    /// <summary>Reminders but for the index's, which is kept for good.</summary>
    public int PassingReminders => Silo.ReminderCount - (Store.WritesTo("reminder/ticketing.booking-index/") > 0 ? 1 : 0);

    /// <summary>Lets minutes pass, and what is due in them end, until the condition holds; fails after an hour of them.</summary>
    public async Task MinutesUntilAsync(Func<Task<bool>> holds)
    {
        for (var minute = 0; minute < 60; minute++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            for (var look = 0; look < 20; look++)
            {
                if (await holds())
                {
                    return;
                }

                await Task.Delay(1);
            }
        }

        Assert.Fail("The condition did not come to hold.");
    }
}
