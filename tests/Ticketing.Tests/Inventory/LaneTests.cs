using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Inventory;

/// <summary>What is asked at the same moment travels in one call, and each has an answer of its own.</summary>
public sealed class LaneTests
{
    [Fact]
    public async Task Questions_of_one_moment_are_one_call_and_later_ones_another()
    {
        List<int[]> calls = [];
        var answers = await OnOneThreadAsync(async () =>
        {
            Lane<int, string> lane = new(questions =>
            {
                calls.Add([.. questions]);
                return Task.FromResult(questions.Select(static one => $"{one}!").ToImmutableArray());
            });
            var first = await Task.WhenAll(lane.AskAsync(1), lane.AskAsync(2), lane.AskAsync(3));
            return first.Append(await lane.AskAsync(4)).ToArray();
        });
        Assert.Equal(["1!", "2!", "3!", "4!"], answers);
        Assert.Equal([[1, 2, 3], [4]], calls);
    }

    [Fact]
    public async Task A_call_carries_no_more_than_it_may()
    {
        List<int> calls = [];
        await OnOneThreadAsync(() =>
        {
            Lane<int, int> lane = new(questions =>
            {
                calls.Add(questions.Length);
                return Task.FromResult(questions);
            });
            return Task.WhenAll(Enumerable.Range(0, (2 * Lane<int, int>.Most) + 1).Select(lane.AskAsync));
        });
        Assert.Equal([Lane<int, int>.Most, Lane<int, int>.Most, 1], calls);
    }

    [Fact]
    public async Task A_call_that_fails_fails_for_its_askers_alone()
    {
        var (failed, later) = await OnOneThreadAsync(async () =>
        {
            var calls = 0;
            Lane<int, int> lane = new(questions => ++calls == 1 ? throw new OutcomeUnknownException("Lost.") : Task.FromResult(questions));
            Task<int>[] asked = [lane.AskAsync(1), lane.AskAsync(2)];
            await Task.WhenAll(asked).ContinueWith(static _ => { }, TaskScheduler.Current);
            return (asked.Count(static one => one.Exception?.InnerException is OutcomeUnknownException), await lane.AskAsync(3));
        });
        Assert.Equal((2, 3), (failed, later));
    }

    [Fact]
    public async Task Holds_that_are_placed_together_are_each_granted_until_the_places_are_gone()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var section = office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, 0));
        var answers = await section.PlaceAll([.. Enumerable.Range(1, 8).Select(static nonce => new PlaceHold { Nonce = (ulong)nonce, Quantity = 2, TokenHash = (ulong)nonce })]);
        var holds = answers.Where(static answer => answer!.Hold is not null).Select(static answer => answer!.Hold!.HoldId).ToArray();
        Assert.Equal((5, 5), (holds.Length, holds.Distinct().Count()));
        Assert.All(answers.Skip(5), static answer => Assert.Equal(RefusalCode.InsufficientSeats, answer!.Refusal!.Code));
        Assert.Equal((0, 10, 0), await office.CountsAsync(id));
        Assert.Equal(1, office.Store.WritesTo("ticketing.pool/"));
        foreach (var hold in holds)
        {
            Assert.Equal(HoldStatus.Active, (await office.GetAsync(hold)).Hold!.Status);
        }
    }

    [Fact]
    public async Task Holds_that_are_booked_together_are_each_sold_once_and_a_wrong_token_sells_nothing()
    {
        await using var office = new BoxOffice();
        var id = await office.FreeEventAsync(10);
        var section = office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, 0));
        var placed = await section.PlaceAll([.. Enumerable.Range(1, 3).Select(static nonce => new PlaceHold { Nonce = (ulong)nonce, TokenHash = (ulong)nonce })]);
        var holds = placed.Select(static answer => answer!.Hold!.HoldId).ToArray();
        var booked = await section.BookAll([new BookHold(holds[0], 1), new BookHold(holds[1], 1), new BookHold(holds[2], 3), new BookHold(holds[0], 1)]);
        Assert.Equal([null, RefusalCode.WrongToken, null, null], booked.Select(static answer => answer!.Refusal?.Code));
        Assert.Equal([false, false, false, true], booked.Select(static answer => answer!.Repeated));
        Assert.Equal((7, 1, 2), await office.CountsAsync(id));
    }

    [Fact]
    public async Task Of_seats_that_are_asked_for_together_the_one_whose_write_failed_is_not_known_and_the_others_are_held()
    {
        await using var office = new BoxOffice();
        var id = await office.SeatedEventAsync(new RowPlan("A", 3));
        var section = office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, 0));
        office.Store.FailOnce($"ticketing.seat/{GrainKeys.Unit(id.Key, 0, 1)}", WriteFault.BeforeEffect);
        var answers = await section.PlaceAll([.. Enumerable.Range(0, 3).Select(static seat => new PlaceHold { Nonce = (ulong)seat + 1, Seat = seat, TokenHash = 1 })]);
        Assert.Equal([true, false, true], answers.Select(static answer => answer?.Hold is not null));
        Assert.Null(answers[1]);
        Assert.Equal((1, 2, 0), await office.CountsAsync(id));
    }

    /// <summary>As in a grain: what one begins runs until it waits, and others after it.</summary>
    private static Task<T> OnOneThreadAsync<T>(Func<Task<T>> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
}
