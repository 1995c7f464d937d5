using System.Collections.Immutable;
using Orleans;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Withholdings;

public sealed class WithholdingService(IGrainFactory grains, IEventCatalog events, Outages outages) : IWithholdingService
{
    /// <summary>Blocks that nobody used yet: each has more places than one withholding.</summary>
    private const int FreshBlocks = 2;
    private const int MostBlocks = 32;

    public async Task<WithholdingAnswer> PlaceAsync(WithholdingRequest request)
    {
        if (await events.FindAsync(request.Event) is not { } entry)
        {
            return WithholdingAnswer.Refused(RefusalCode.EventNotFound);
        }

        if (entry.View.Status == EventStatus.Cancelled)
        {
            return new WithholdingAnswer(null, new Refusal(RefusalCode.NotOnSale, "The event is cancelled: nothing of it is sold, and nothing is to be withheld."));
        }

        var (wish, refusal) = request.Seats.IsEmpty ? await PlacesAsync(request, entry) : Seats(request, entry);
        return refusal is not null ? new WithholdingAnswer(null, refusal) : await Grain(request.Event, request.WithholdingId).Place(new Withhold
        {
            EventId = request.Event,
            WithholdingId = request.WithholdingId,
            Wish = wish,
            Reason = request.Reason,
            By = request.By,
        });
    }

    public Task<WithholdingAnswer> ReleaseAsync(EventId id, Guid withholding, ReleaseWithheld command) =>
        outages.RepeatAsync((Grain: Grain(id, withholding), command), static all => all.Grain.Release(all.command));

    public Task<WithholdingView?> FindAsync(EventId id, Guid withholding) =>
        outages.RepeatAsync(Grain(id, withholding), static found => found.Get());

    public async Task<(IReadOnlyList<WithholdingView> Items, int? Next)> ListAsync(EventId id, int start, int limit)
    {
        var page = await grains.GetGrain<IDirectoryGrain>(GrainKeys.Withholdings(id.Key)).List(start, limit);
        var found = await Task.WhenAll(page.Ids.Select(withholding => FindAsync(id, withholding)));
        return ([.. found.OfType<WithholdingView>()], page.Next);
    }

    private static (PlacesWish Wish, Refusal? Refusal) Seats(WithholdingRequest request, CatalogEntry entry)
    {
        List<(int Block, int Seat, string Section)> seats = [];
        foreach (var name in request.Seats)
        {
            if (!entry.Seats.TryLocate(name, out var block, out var seat, out var section))
            {
                return (new PlacesWish(), new Refusal(RefusalCode.SeatNotFound, $"The event has no seat '{name}'.") { Seats = [name] });
            }

            seats.Add((block, seat, section.SectionId));
        }

        return (new PlacesWish
        {
            Kind = SectionKind.Seated,
            SectionId = seats.TrueForAll(at => at.Section == seats[0].Section) ? seats[0].Section : "",
            Quantity = seats.Count,
            Seats = [.. seats.GroupBy(static at => at.Block).Select(static block => new BlockSeats(block.Key, [.. block.Select(static at => at.Seat)]))],
        }, null);
    }

    private async Task<(PlacesWish Wish, Refusal? Refusal)> PlacesAsync(WithholdingRequest request, CatalogEntry entry)
    {
        if (!entry.Seats.TryFindSection(request.Section, out var plan))
        {
            return (new PlacesWish(), new Refusal(RefusalCode.SectionNotFound));
        }

        if (plan.Kind == SectionKind.Seated)
        {
            return (new PlacesWish(), Refusal.Invalid([new FieldError("seats", $"Section '{plan.SectionId}' has seats with names; say in seats which of them to withhold.")]));
        }

        var blocks = plan.AllBlocks == 1
            ? [new BlockRoom(plan.FirstBlock, plan.Places, 0)]
            : await RoomAsync(request.Event, plan.SectionId);
        return (new PlacesWish { Kind = plan.Kind, SectionId = plan.SectionId, Quantity = request.Quantity, Blocks = blocks }, null);
    }

    /// <summary>All that is free, whoever may have it: what is kept for those who wait, too. Where most is free comes first.</summary>
    private async Task<ImmutableArray<BlockRoom>> RoomAsync(EventId id, string section)
    {
        var lines = await grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).LineRooms(section, FreshBlocks);
        return [.. lines.OrderByDescending(static line => line.Free).Take(MostBlocks).Select(static line => new BlockRoom(line.Block, line.Free, 0))];
    }

    private IWithholdingGrain Grain(EventId id, Guid withholding) =>
        grains.GetGrain<IWithholdingGrain>(GrainKeys.Withholding(id.Key, withholding));
}
