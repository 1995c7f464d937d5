using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans;
using Ticketing.Holds;

namespace Ticketing.Inventory;

/// <summary>
/// The one protocol of everything that can be held and sold: a seat, a pool of places, a customer's allowance. Each
/// command is idempotent by its hold, so a retry after a lost reply is safe. Answers rest on durable state only.
/// </summary>
[Alias("ticketing.inventory-unit")]
public interface IInventoryUnit : IGrainWithStringKey
{
    /// <summary>Grants a lease on places, or refuses.</summary>
    [Alias("claim")]
    Task<UnitAnswer> Claim(ClaimUnit command);

    /// <summary>A claim whose booking takes its facts from it. Null: there is none, or the booking has them. Answered at once.</summary>
    [Alias("kept"), AlwaysInterleave]
    Task<HoldView?> Kept(Identifiers.HoldId hold);

    /// <summary>Moves the end of a live claim.</summary>
    [Alias("extend")]
    Task<UnitAnswer> Extend(Identifiers.HoldId hold, DateTimeOffset until);

    /// <summary>Keeps a claim from lapsing until its coordinator's verdict.</summary>
    [Alias("pin")]
    Task<UnitAnswer> Pin(Identifiers.HoldId hold);

    /// <summary>Keeps so many of the claimed places from sale, until they are released: never more than before.</summary>
    [Alias("withhold")]
    Task<UnitAnswer> Withhold(Identifiers.HoldId hold, int places);

    /// <summary>Sells what is claimed. A direct claim must be in time and the proof right; a pinned one is told.</summary>
    [Alias("confirm")]
    Task<UnitAnswer> Confirm(ConfirmUnit command);

    /// <summary>Ends a claim that is not confirmed.</summary>
    [Alias("release")]
    Task<UnitAnswer> Release(ReleaseUnit command);

    /// <summary>Gives the places of a booking back.</summary>
    [Alias("return")]
    Task<UnitAnswer> Return(Identifiers.BookingId booking, EndReason reason);

    /// <summary>Gives some places of a booking back: so many stay sold. Never more than before.</summary>
    [Alias("keep")]
    Task<UnitAnswer> Keep(KeepSold command);

    /// <summary>Takes a customer's name out of a claim.</summary>
    [Alias("rename")]
    Task<UnitAnswer> Rename(Holds.RenameHolder command);

    /// <summary>One claim, and the counts.</summary>
    [Alias("find")]
    Task<UnitAnswer> Find(Identifiers.HoldId hold);

    /// <summary>The counts, for a block that builds its picture anew.</summary>
    [Alias("survey")]
    Task<UnitAnswer> Survey();

    /// <summary>Ends every claim that is due, and asks the coordinator of every pin that grew old.</summary>
    [Alias("sweep")]
    Task<UnitAnswer> Sweep();
}

/// <summary>One seat. Keyed by <see cref="Identifiers.GrainKeys.Unit"/>.</summary>
[Alias("ticketing.seat")]
public interface ISeatGrain : IInventoryUnit
{
    /// <summary>
    /// The seat's room in the house block is to be another's. Refused where it is held, or was ever sold. From the answer on no claim
    /// is granted that comes from before the fence.
    /// </summary>
    [Alias("vacate")]
    Task<UnitAnswer> Vacate(long fence);
}

/// <summary>At most a few hundred places of a general section. Keyed by <see cref="Identifiers.GrainKeys.Unit"/>.</summary>
[Alias("ticketing.pool")]
public interface IPoolGrain : IInventoryUnit
{
    /// <summary>As <see cref="IInventoryUnit.Claim"/>, several in their order, under one write.</summary>
    [Alias("claim-all")]
    Task<ImmutableArray<UnitAnswer>> ClaimAll(ImmutableArray<ClaimUnit> commands);

    /// <summary>As <see cref="IInventoryUnit.Confirm"/>, several in their order, under one write.</summary>
    [Alias("confirm-all")]
    Task<ImmutableArray<UnitAnswer>> ConfirmAll(ImmutableArray<ConfirmUnit> commands);
}

/// <summary>How many places a customer may still take of an event, how often they may use a code, or how many places may still be sold as a ticket type. Keyed by what it is of.</summary>
[Alias("ticketing.allowance")]
public interface IAllowanceGrain : IInventoryUnit
{
    /// <summary>How much of it is held and sold, without leases that are over.</summary>
    [Alias("taken")]
    Task<int> Taken();
}

/// <summary>
/// One block of a section: the way in to its units, their sweeper, and the home of holds within one unit. It proposes
/// units from what it knows in memory and learns from their answers; truth stays in the units. Keyed by
/// <see cref="Identifiers.GrainKeys.Section"/>.
/// </summary>
[Alias("ticketing.section")]
public interface ISectionGrain : IHoldHome
{
    /// <summary>As <see cref="IInventoryUnit.Kept"/>.</summary>
    [Alias("kept"), AlwaysInterleave]
    Task<HoldView?> Kept(Identifiers.HoldId hold);

    /// <summary>Claims places of one unit. A block that was never used asks its event for its terms first.</summary>
    [Alias("place")]
    Task<PlaceAnswer> Place(PlaceHold command);

    /// <summary>As <see cref="Place"/>, for several at once. Null: what came of it is not known.</summary>
    [Alias("place-all")]
    Task<ImmutableArray<PlaceAnswer?>> PlaceAll(ImmutableArray<PlaceHold> commands);

    /// <summary>As <see cref="IHoldHome.Book"/>, for several at once. Null: what came of it is not known.</summary>
    [Alias("book-all")]
    Task<ImmutableArray<HoldAnswer?>> BookAll(ImmutableArray<BookHold> commands);

    /// <summary>Claims places for a coordinated hold: all that it wishes here, or none unless it takes fewer.</summary>
    [Alias("claim-part")]
    Task<PartAnswer> ClaimPart(ClaimPart command);

    /// <summary>Keeps the claims from lapsing until the hold's verdict; or says why one of them can't be kept.</summary>
    [Alias("pin-part")]
    Task<RefusalCode> PinPart(PartCommand command);

    /// <summary>Moves the end of the claims; or says why one of them can't be kept.</summary>
    [Alias("extend-part")]
    Task<RefusalCode> ExtendPart(PartCommand command, DateTimeOffset until);

    [Alias("confirm-part")]
    Task ConfirmPart(PartCommand command);

    /// <summary>Frees the claims; unpins them too.</summary>
    [Alias("release-part")]
    Task ReleasePart(PartCommand command);

    /// <summary>Of what is claimed or withheld in each unit, so many places are kept from sale from now on, and the others are free. Or says why a claim can't be kept.</summary>
    [Alias("withhold-part")]
    Task<RefusalCode> WithholdPart(WithholdPart command);

    /// <summary>Gives back the places that a coordinated hold had sold here.</summary>
    [Alias("return-part")]
    Task ReturnPart(PartCommand command);

    /// <summary>Of what a coordinated hold had sold in each unit so many places stay sold, and the others are free.</summary>
    [Alias("keep-part")]
    Task KeepPart(KeepPart command);

    /// <summary>Takes a customer's name out of the claims of a coordinated hold.</summary>
    [Alias("rename-part")]
    Task RenamePart(RenameHolder command, ImmutableArray<int> units);

    /// <summary>Obeys these terms from now on, durably, unless it knows later ones.</summary>
    [Alias("obey")]
    Task Obey(BlockTerms terms);

    [Alias("counts")]
    Task<BlockCounts> Counts();

    /// <summary>What seems free: places and the longest run of seats.</summary>
    [Alias("room")]
    Task<Events.BlockRoom> Room();

    /// <summary>What is free, for the waitlist.</summary>
    [Alias("line")]
    Task<BlockLine> Line();

    /// <summary>
    /// Gives what nobody in line can use back to the public: while the gate is closed, the public may have places until
    /// <paramref name="placed"/> places were ever held or withheld in the block. What is freed later is not among them.
    /// </summary>
    [Alias("open-to")]
    Task OpenTo(long placed);

    /// <summary>The state of every seat of the block, in order. Empty for pools.</summary>
    [Alias("seats")]
    Task<SeatStates> Seats();

    /// <summary>As <see cref="Seats"/>; null when nothing changed since that <see cref="SeatStates.Revision"/>.</summary>
    [Alias("seats-since")]
    Task<SeatStates?> SeatsSince(long revision);

    /// <summary>The state of one seat of the house event.</summary>
    [Alias("open-seat")]
    Task<SeatStatus> OpenSeat(string seat);

    /// <summary>Sells the seat that the customer holds in the house event.</summary>
    [Alias("buy-open-seat")]
    Task<HoldAnswer> BuyOpenSeat(string seat, string customer);

    /// <summary>The event knows that the block was sold out when so many of its places had ever been sold or withheld.</summary>
    [Alias("sold-out-heard"), OneWay]
    Task SoldOutHeard(long taken);
}
