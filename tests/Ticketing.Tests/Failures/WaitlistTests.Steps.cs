using Ticketing.Bookings;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Waitlists;

namespace Ticketing.Tests.Failures;

/// <content>What the tests do.</content>
public sealed partial class WaitlistTests
{
    private const string Follower = "test";

    private IWaitlistGrain Line => _office.Grains.GetGrain<IWaitlistGrain>(GrainKeys.Event(_event.Key));

    private IHoldGrain Home(WaitlistView view) => _office.Grains.GetGrain<IHoldGrain>(view.Hold!.Value.CoordinatorKey());

    /// <summary>Sells every place by itself.</summary>
    private async Task<Queue<HoldId>> SellOutAsync(int places)
    {
        _event = await _office.GeneralEventAsync(places);
        Queue<HoldId> sold = [];
        for (var i = 0; i < places; i++)
        {
            var placed = await _office.HoldAsync(_event, 1);
            Assert.Null((await _office.SellAsync(placed.Answer.Hold!.HoldId, placed.Token!)).Refusal);
            sold.Enqueue(placed.Answer.Hold.HoldId);
        }

        return sold;
    }

    private async Task FreeAsync(Queue<HoldId> sold, int places)
    {
        for (var i = 0; i < places; i++)
        {
            var hold = sold.Dequeue();
            await UntilAsync(async () =>
            {
                try
                {
                    await _office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(hold.EventKey, hold.Block)).Return(BookingId.Of(hold));
                    return true;
                }
                catch (OutcomeUnknownException)
                {
                    return false;
                }
            });
        }
    }

    private JoinWaitlist Wish(string customer, int quantity, int priority = 0) => new()
    {
        EventId = _event,
        Request = (UInt128)(uint)customer.GetHashCode(StringComparison.Ordinal),
        Customer = customer,
        Quantity = quantity,
        Priority = priority,
        By = customer,
    };

    private async Task<WaitlistView> JoinAsync(string customer, int quantity, int priority = 0)
    {
        var answer = await Line.Join(Wish(customer, quantity, priority));
        Assert.Null(answer.Refusal);
        return answer.Entry!;
    }

    private async Task<WaitlistView> LookAsync(WaitlistView entry) => (await Line.Get(entry.Entry.Id))!;

    private Task BecomesAsync(WaitlistView entry, WaitlistStatus status) =>
        UntilAsync(async () => (await LookAsync(entry)).Entry.Status == status);

    private async Task<IEnumerable<string>> ToldAsync() =>
        (await _office.Grains.GetGrain<IFeedGrain>(IFeedGrain.All).Read(Follower, 0, 0, 64)).Events.Select(told => $"{told.Id} {told.Type}").Distinct();

    /// <summary>Lets seconds pass; fails after some minutes of them.</summary>
    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var second = 0; second < 400; second++)
        {
            if (await Safely(holds))
            {
                return;
            }

            await _office.PassAsync(TimeSpan.FromSeconds(1));
        }

        Assert.Fail("The condition did not come to hold.");
    }

    private static async Task<bool> Safely(Func<Task<bool>> holds)
    {
        try
        {
            return await holds();
        }
        catch (OutcomeUnknownException)
        {
            return false;
        }
    }
}
