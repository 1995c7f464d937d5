using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Cluster;

/// <summary>Calls that nobody waits for come to another silo in any order. What is told with them says which is newer.</summary>
public sealed class OrderTests
{
    [Fact]
    public async Task An_earlier_answer_of_the_event_that_comes_late_makes_no_block_tell_again()
    {
        await using BoxOffice office = new(silos: 2);
        var id = await office.GeneralEventAsync(2);
        var hold = await office.HoldAsync(id, 2);

        // The event can't say itself that it heard: it writes before that.
        office.Store.Faults = static key => key.StartsWith("ticketing.event/", StringComparison.Ordinal) ? WriteFault.BeforeEffect : WriteFault.None;
        Assert.Null((await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!)).Refusal);
        var block = office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, 0));
        Assert.Equal(2, (await block.Counts()).Confirmed);
        await block.SoldOutHeard(2);
        await block.Counts();
        await block.SoldOutHeard(1);
        await block.Counts();

        // As long as a block has something to tell, its reminder stays.
        var reminders = office.Cluster.Silos[0].ServiceProvider.GetRequiredService<IReminderTable>();
        await office.UntilAsync(async () =>
        {
            office.Time.Advance(TimeSpan.FromSeconds(1));
            await block.AsReference<IRemindable>().ReceiveReminder("sweep", default);
            return await reminders.ReadRow(block.GetGrainId(), "sweep") is null;
        });
    }
}
