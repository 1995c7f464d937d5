using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using Ticketing.Holds;

namespace Ticketing.Inventory;

/// <summary>
/// One block of a section: the way in to its units, their sweeper, and the home of holds within one unit. It proposes
/// units from what it knows in memory and learns from their answers; truth stays in the units. Keyed by
/// <see cref="Identifiers.GrainKeys.Section"/>.
/// </summary>
[Alias("ticketing.section")]
public interface ISectionGrain : IHoldHome
{
    [Alias("place")]
    Task<PlaceAnswer> Place(PlaceHold command);

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

    /// <summary>Gives back the places that a coordinated hold had sold here.</summary>
    [Alias("return-part")]
    Task ReturnPart(PartCommand command);

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
    /// <paramref name="placed"/> places were ever held in the block. What is freed later is not among them.
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

    /// <summary>The event knows that the block was sold out when so many of its places had ever been sold.</summary>
    [Alias("sold-out-heard"), OneWay]
    Task SoldOutHeard(long confirmed);
}
