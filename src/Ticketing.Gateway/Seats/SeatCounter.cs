using System.Text;
using Orleans;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Seats;

/// <summary>
/// The house event: any id is a seat, and the user is the proof. Its seats are spread over many blocks by a hash of
/// their ids, so that their number is not bounded by one block.
/// </summary>
public sealed class SeatCounter(IGrainFactory grains, IIdSource ids, GatewayOptions options)
{
    private const ulong EventKey = EventId.HouseKey;
    private const int Blocks = 4_096;

    private readonly BlockTerms _terms = new()
    {
        Version = 1,
        Status = EventStatus.OnSale,
        HoldTtl = options.HouseHoldTtl,
        MaxQuantity = 1,
        Currency = "USD",
        SectionId = "house",
        Kind = SectionKind.Seated,
        Grace = options.Grace,
        OpenSeating = true,
    };

    /// <summary>Null: the user holds the seat now.</summary>
    public async Task<Refusal?> ReserveAsync(string seat, string user)
    {
        var section = SectionOf(seat);
        var command = new PlaceHold { Nonce = (ulong)ids.Next(), OpenSeat = seat, Customer = user };
        var answer = await section.Place(command);
        if (answer.Outcome == PlaceOutcome.NeedsTerms)
        {
            answer = await section.Place(command with { Terms = _terms });
        }

        return answer.Outcome == PlaceOutcome.Placed ? null : answer.Refusal ?? new Refusal(RefusalCode.Busy);
    }

    /// <summary>Null: the user has bought the seat.</summary>
    public async Task<Refusal?> BuyAsync(string seat, string user) => (await SectionOf(seat).BuyOpenSeat(seat, user)).Refusal;

    public Task<SeatStatus> StatusAsync(string seat) => SectionOf(seat).OpenSeat(seat);

    private ISectionGrain SectionOf(string seat)
    {
        // FNV-1a: where a seat lives must never change.
        var hash = 2_166_136_261u;
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(seat.Length)];
        foreach (var b in bytes[..Encoding.UTF8.GetBytes(seat, bytes)])
        {
            hash = (hash ^ b) * 16_777_619u;
        }

        return grains.GetGrain<ISectionGrain>(GrainKeys.Section(EventKey, (int)(hash % Blocks)));
    }
}
