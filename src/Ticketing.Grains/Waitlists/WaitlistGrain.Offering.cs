using System.Collections.Immutable;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Waitlists;

/// <content>
/// Offers: an ordinary hold of the whole party. That one begins is written before it does, and its hold's id follows from
/// the entry and the offer's number, so that an offer that was interrupted is brought to an end and never made twice.
/// </content>
public sealed partial class WaitlistGrain
{
    /// <summary>True: the party has its places. False: they were not to be had, or it does not wait any more.</summary>
    private async Task<bool> Offer(WaitlistEntry seen, SectionRoom room)
    {
        if (_line.Find(seen.Id) is not { Status: WaitlistStatus.Pending } entry)
        {
            return false;
        }

        var isAgain = entry.Offering is not null;
        if (!isAgain)
        {
            var blocks = RoomRules.Best(room.Plan, [.. room.Blocks.Select(AsRoom)], entry.Quantity, MaxBlocks).Where(block => block.Free > 0);
            entry = WaitlistDecisions.BeginOffer(entry, room.Plan.SectionId, [.. blocks.Select(static block => block.Block).Take(MaxBlocks)], Now);
            await Write(entry);
        }

        return await GoOnOffering(entry, isAgain);
    }

    /// <summary>Brings the offer that began to its end, however often it is asked for.</summary>
    private async Task<bool> GoOnOffering(WaitlistEntry entry, bool isAgain = true)
    {
        var (intent, id) = (entry.Offering!, WaitlistOffers.HoldOf(entry));
        var view = await Event.Get();
        if (view!.Sections.FirstOrDefault(section => section.SectionId == intent.SectionId) is not { } plan)
        {
            // It was taken away meanwhile, so nothing in it is anybody's.
            await Write(WaitlistDecisions.NotOffered(entry, Now));
            return false;
        }

        var prices = HoldPricing.OfOffer(view, plan, entry.Quantity, Now);
        var rooms = (await Event.LineRooms(intent.SectionId, MaxBlocks)).ToDictionary(static line => line.Block);
        var answer = await Hold(id).Place(new PlaceParts
        {
            HoldId = id,
            Fingerprint = WaitlistOffers.FingerprintOf(entry),
            Wishes =
            [
                new PlacesWish
                {
                    Kind = plan.Kind,
                    SectionId = plan.SectionId,
                    Quantity = entry.Quantity,
                    Blocks = [.. intent.Blocks.Select(block => rooms.TryGetValue(block, out var line) ? AsRoom(line) : new BlockRoom(block, 0, 0))],
                },
            ],
            Customer = entry.Customer,
            TokenHash = WaitlistOffers.TokenHashOf(entry),
            Ttl = _rules.OfferTime,
            MaxPerCustomer = view.Policy.MaxPerCustomer,
            Keyed = true,
            IsOffer = true,
            IsAgain = isAgain,
            Prices = prices,
            Quotas = QuotaRules.Of(prices, view.Quotas()),
        });

        // A repeat tells what the first answer was; the hold may have ended since.
        var hold = answer.Repeated && answer.Refusal is null ? (await Hold(id).Get(id)).Hold : answer.Hold;
        switch (answer.Refusal?.Code)
        {
            case null when hold is { Status: HoldStatus.Active }:
                await Write(WaitlistDecisions.Offered(entry, hold, Now));
                return true;
            case RefusalCode.Busy:
                throw new OutcomeUnknownException("Others wanted the offered places at the same moment; they are asked for again.");
            case null or RefusalCode.InsufficientSeats or RefusalCode.TypeSoldOut or RefusalCode.NotOnSale or RefusalCode.EventOver:
                await Write(WaitlistDecisions.NotOffered(entry, Now));
                return false;
            case { } refusal:
                // It would be refused again and again, and keep others waiting.
                await Write(WaitlistDecisions.End(entry, WaitlistStatus.Cancelled, WaitlistDecisions.Service, WhyEnded(refusal), Now));
                return false;
        }
    }

    /// <summary>What was interrupted is brought to an end, and what is over is ended.</summary>
    private async Task SettleOffers()
    {
        foreach (var entry in _line.Pending.Where(static entry => entry.Offering is not null).ToArray())
        {
            await InTurn(async () => _line.Find(entry.Id) is { Offering: not null } now && await GoOnOffering(now));
        }

        foreach (var entry in _line.Notified.Where(entry => entry.ExpiresAt <= Now).ToArray())
        {
            await InTurn(async () => _line.Find(entry.Id) is { Status: WaitlistStatus.Notified } now && await EndOffer(now));
        }
    }

    /// <summary>The offer's time is over: it was booked, or it lapsed. False: the hold's home says that it lasts.</summary>
    private async Task<bool> EndOffer(WaitlistEntry entry)
    {
        var id = WaitlistOffers.HoldOf(entry);
        var hold = (await Hold(id).Get(id)).Hold;
        if (hold is { Status: HoldStatus.Active })
        {
            return false;
        }

        var isBooked = hold is { Status: HoldStatus.Confirmed } || await Booking(id).Get() is not null;
        await Write(isBooked
            ? WaitlistDecisions.Booked(entry, entry.Customer, Now)
            : WaitlistDecisions.End(entry, WaitlistStatus.Expired, WaitlistDecisions.Service, "not_booked_in_time", Now));
        return true;
    }

    /// <summary>Frees the offered places. The entry, which is booked when somebody has paid for them already.</summary>
    private async Task<WaitlistEntry> ReleaseOffer(WaitlistEntry entry)
    {
        var id = WaitlistOffers.HoldOf(entry);
        var released = await Hold(id).Release(ReleaseHold.ByOperator(id));
        if (released.Refusal?.Code != RefusalCode.AlreadyBooked)
        {
            return entry;
        }

        var booked = WaitlistDecisions.Booked(entry, entry.Customer, Now);
        await Write(booked);
        return booked;
    }

    private IHoldGrain Hold(HoldId id) => GrainFactory.GetGrain<IHoldGrain>(id.CoordinatorKey());

    private IBookingGrain Booking(HoldId hold) => GrainFactory.GetGrain<IBookingGrain>(BookingId.Of(hold).GrainKey());

    private static BlockRoom AsRoom(BlockLine line) => new(line.Block, line.Free, line.LongestRun);

    private static string WhyEnded(RefusalCode refusal) => refusal == RefusalCode.CustomerLimit ? "customer_limit" : "not_possible";
}
