namespace Ticketing.Tests.Persistence;

/// <summary>States whose every member differs from its default.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset s_instant = new(2031, 2, 3, 4, 5, 6, TimeSpan.Zero);

    public static EveryScalar EveryScalar() => new()
    {
        Boolean = true, Byte = 200, Int16 = -300, UInt16 = 60_000, Int32 = -70_000, UInt32 = 4_000_000_000, Int64 = -5_000_000_000,
        UInt64 = 10_000_000_000_000_000_000, Single = 1.5f, Double = -2.25, Decimal = -12.50m, Guid = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        Instant = s_instant, Duration = TimeSpan.FromMinutes(-2), Date = new DateOnly(2031, 2, 3), UInt128 = new UInt128(1, 2), Colour = Colour.Blue,
        Direction = Direction.Down, SByte = -7, Text = "Zoë", Note = "", Bytes = [1, 2, 255], MaybeInt32 = 0, MaybeGuid = Guid.Empty,
        MaybeColour = Colour.Red, MaybeSeat = new SeatId(1, 0), Far = 9,
    };

    public static Collections Collections() => new(
        [1, -1, 1000],
        ["a", "", "b"],
        [new SeatId(1, 2), default, new SeatId(0, 3)],
        new() { ["x"] = new Detail("t", new Detail("u")), [""] = new Detail("") },
        new() { [new Guid("00112233-4455-6677-8899-aabbccddeeff")] = [new SeatId(9, 9)] },
        [[1, 2], [], [3]],
        [9, 250],
        [0.5],
        [s_instant],
        new() { [0] = Colour.None, [5] = Colour.Red },
        []);

    public static PoolSample Pool(int claims)
    {
        var pool = new PoolSample { Capacity = 256 };
        for (var i = 0; i < claims; i++)
        {
            pool.Claims.Add(new Claim(
                new UInt128(0x1234_5678_9ABC_DEF0, (ulong)i), 1 + (i % 4), s_instant.AddSeconds(i), 0xFEED_FACE_CAFE_BEEF + (ulong)i,
                Colour.Red, i % 2 == 0 ? null : "customer-" + i, i % 3 == 0 ? new UInt128(7, (ulong)i) : default));
        }

        return pool;
    }
}
