using System.Buffers.Binary;
using System.Globalization;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>
/// Cuts an event's tickets into shards of about <see cref="Tickets"/>, so that a scan writes a small state and scans at one
/// event spread. It follows from the event's capacity, which never changes, so nothing is kept.
/// </summary>
public static class DoorShards
{
    /// <summary>How many places there are to a shard.</summary>
    public const int Tickets = 64;

    /// <summary>The most shards, so that asking all of them stays cheap; beyond 65,536 places shards grow.</summary>
    public const int Most = 1_024;

    /// <summary>How many shards an event of so many places has.</summary>
    public static int Count(long capacity) => (int)Math.Clamp((capacity + Tickets - 1) / Tickets, 1, Most);

    public static int Of(TicketId ticket, int count)
    {
        // FNV-1a over the id: the same in every process, and spread where ids differ in a few bits.
        Span<byte> bytes = stackalloc byte[20];
        ticket.Booking.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], ticket.Place);
        var hash = 0xCBF2_9CE4_8422_2325UL;
        foreach (var value in bytes)
        {
            hash = (hash ^ value) * 0x0000_0100_0000_01B3UL;
        }

        // Its lowest bits depend on few others; folded twice, all of them do.
        hash = (hash ^ (hash >> 33)) * 0xFF51_AFD7_ED55_8CCDUL;
        return (int)((hash ^ (hash >> 33)) % (uint)count);
    }

    public static string Key(EventId id, int shard) =>
        string.Create(CultureInfo.InvariantCulture, $"{GrainKeys.Event(id.Key)}/{shard}");
}
