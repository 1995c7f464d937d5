using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>A write fails under a hold within one unit: nobody is told "yes", and a repeat finds what is really there.</summary>
public class UnitWriteFailureTests
{
    private const string Pool = "ticketing.pool/";
    private const string Block = "ticketing.section/";

    [Theory]
    [InlineData(Pool, WriteFault.BeforeEffect)]
    [InlineData(Pool, WriteFault.AfterEffect)]
    [InlineData(Block, WriteFault.BeforeEffect)]
    [InlineData(Block, WriteFault.AfterEffect)]
    [InlineData("reminder/ticketing.section/", WriteFault.BeforeEffect)]
    [InlineData("reminder/ticketing.section/", WriteFault.AfterEffect)]
    public async Task A_claim_whose_write_failed_is_repeated_to_one_effect(string key, WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        office.Store.FailOnce(key, fault);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, 0)).Place(Placing));
        Assert.NotNull((await office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, 0)).Place(Placing)).Hold);
        Assert.Equal((8, 2, 0), await office.CountsAsync(id));
        Assert.NotNull((await office.HoldAsync(id, 8)).Answer.Hold);
    }

    [Theory]
    [InlineData(Pool, 2)]
    [InlineData(Block, 2)]
    public async Task The_activation_whose_write_failed_is_gone(string key, int reads)
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        office.Store.FailOnce(key, WriteFault.BeforeEffect);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.HoldAsync(id, 2));
        Assert.NotNull((await office.HoldAsync(id, 2)).Answer.Hold);
        Assert.Equal(reads, office.Store.ReadsOf(key));
    }

    [Fact]
    public async Task Places_whose_claim_was_stored_but_not_acknowledged_show_as_held_until_their_lease_ends()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        office.Store.FailOnce(Pool, WriteFault.AfterEffect);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.HoldAsync(id, 2));
        office.Time.Advance(TimeSpan.FromSeconds(1));
        await office.UntilCountsAsync(id, (8, 2, 0));
        office.Time.Advance(TimeSpan.FromSeconds(122));
        await office.UntilCountsAsync(id, (10, 0, 0));
    }

    [Theory]
    [InlineData(WriteFault.BeforeEffect, false)]
    [InlineData(WriteFault.AfterEffect, true)]
    public async Task A_confirmation_whose_write_failed_is_repeated_to_one_effect(WriteFault fault, bool repeated)
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var hold = await office.HoldAsync(id, 2);
        office.Store.FailOnce(Pool, fault);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!));
        var again = await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!);
        Assert.Equal((null, repeated), (again.Refusal, again.Repeated));
        Assert.Equal((8, 0, 2), await office.CountsAsync(id));
        Assert.Equal(2, (await office.Bookings.FindAsync(BookingId.Of(hold.Answer.Hold.HoldId)))!.Quantity);
    }

    [Theory]
    [InlineData(WriteFault.BeforeEffect)]
    [InlineData(WriteFault.AfterEffect)]
    public async Task A_release_whose_write_failed_is_repeated_to_one_effect(WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var hold = await office.HoldAsync(id, 2);
        office.Store.FailOnce(Pool, fault);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.ReleaseAsync(hold.Answer.Hold!.HoldId, hold.Token));
        Assert.Null((await office.ReleaseAsync(hold.Answer.Hold!.HoldId, hold.Token)).Refusal);
        Assert.Equal((10, 0, 0), await office.CountsAsync(id));
        var counts = await office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Counts();
        Assert.Equal((2L, 2L), (counts!.Sections[0].Sum.Placed, counts.Sections[0].Sum.Released));
    }

    [Theory]
    [InlineData(WriteFault.BeforeEffect)]
    [InlineData(WriteFault.AfterEffect)]
    public async Task Places_whose_sweep_failed_are_free_when_it_is_tried_again_a_second_later(WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(2);
        await office.HoldAsync(id, 2);
        office.Store.FailOnce(Pool, fault);
        office.Time.Advance(TimeSpan.FromSeconds(120));
        await office.UntilAsync(() => Task.FromResult(office.Store.Failures == 1));
        await office.UntilAsync(async () =>
        {
            office.Time.Advance(TimeSpan.FromSeconds(1));
            try
            {
                return (await office.HoldAsync(id, 2)).Answer.Hold is not null;
            }
            catch (OutcomeUnknownException)
            {
                // The unit had not given itself up yet.
                return false;
            }
        });
        Assert.Equal((0, 2, 0), await office.CountsAsync(id));
    }

    /// <summary>Bookings are handed over without a write of their own; a unit that is lost after that must not look older than it is.</summary>
    [Fact]
    public async Task Counts_are_right_after_a_unit_was_lost_with_hand_overs_that_were_not_written()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        for (var i = 0; i < 4; i++)
        {
            var hold = await office.HoldAsync(id, 1);
            await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!);

            // The hand-over before this one may still be ending, and then sets the timer a little later.
            await office.UntilAsync(async () =>
            {
                await office.PassAsync(TimeSpan.FromMilliseconds(1));
                return await office.Bookings.FindAsync(BookingId.Of(hold.Answer.Hold!.HoldId)) is not null;
            });
            await office.GetAsync(hold.Answer.Hold.HoldId);
        }

        office.Store.FailOnce(Pool, WriteFault.BeforeEffect);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.HoldAsync(id, 1));
        Assert.NotNull((await office.HoldAsync(id, 1)).Answer.Hold);
        Assert.Equal((5, 1, 4), await office.CountsAsync(id));
    }

    private static PlaceHold Placing { get; } = new() { Nonce = 4_711, Quantity = 2, TokenHash = 11 };
}
