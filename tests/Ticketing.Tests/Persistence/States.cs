using System.Collections.Immutable;
using Orleans;
using Ticketing.Persistence;

#pragma warning disable CA1051 // Fields are a supported kind of member.

namespace Ticketing.Tests.Persistence;

public enum Colour : byte
{
    None,
    Red,
    Blue = 200,
}

public enum Direction
{
    Down = -1,
    None,
    Up,
}

[PersistedState]
public sealed class EveryScalar
{
    [Id(0)] public bool Boolean { get; set; }

    [Id(1)] public byte Byte { get; set; }

    [Id(2)] public short Int16 { get; set; }

    [Id(3)] public ushort UInt16 { get; set; }

    [Id(4)] public int Int32 { get; set; }

    [Id(5)] public uint UInt32 { get; set; }

    [Id(6)] public long Int64 { get; set; }

    [Id(7)] public ulong UInt64 { get; set; }

    [Id(8)] public float Single { get; set; }

    [Id(9)] public double Double { get; set; }

    [Id(10)] public decimal Decimal { get; set; }

    [Id(11)] public Guid Guid { get; set; }

    [Id(12)] public DateTimeOffset Instant { get; set; }

    [Id(13)] public TimeSpan Duration { get; set; }

    [Id(14)] public DateOnly Date { get; set; }

    [Id(15)] public UInt128 UInt128 { get; set; }

    [Id(16)] public Colour Colour { get; set; }

    [Id(17)] public Direction Direction { get; set; }

    [Id(18)] public sbyte SByte { get; set; }

    [Id(19)] public string Text { get; set; } = "";

    [Id(20)] public string? Note { get; set; }

    [Id(21)] public byte[] Bytes { get; set; } = [];

    [Id(22)] public int? MaybeInt32 { get; set; }

    [Id(23)] public Guid? MaybeGuid { get; set; }

    [Id(24)] public Colour? MaybeColour { get; set; }

    [Id(25)] public SeatId? MaybeSeat { get; set; }

    [Id(2000)] public int Far { get; set; }
}

[PersistedState]
public readonly record struct SeatId([property: Id(0)] int Row, [property: Id(1)] int Seat);

[PersistedState]
public readonly record struct Name([Id(0)] string Value);

[PersistedState]
public readonly record struct Claim(
    [property: Id(0)] UInt128 Hold,
    [property: Id(1)] int Quantity,
    [property: Id(2)] DateTimeOffset Until,
    [property: Id(3)] ulong TokenHash,
    [property: Id(4)] Colour Status,
    [property: Id(5)] string? Customer,
    [property: Id(6)] UInt128 Booking);

[PersistedState]
public sealed class PoolSample
{
    [Id(0)] public int Capacity { get; set; }

    [Id(1)] public List<Claim> Claims { get; set; } = [];
}

[PersistedState]
public sealed record Collections(
    [property: Id(0)] List<int> Numbers,
    [property: Id(1)] string[] Words,
    [property: Id(2)] ImmutableArray<SeatId> Seats,
    [property: Id(3)] Dictionary<string, Detail> Details,
    [property: Id(4)] Dictionary<Guid, List<SeatId>> ByBooking,
    [property: Id(5)] int[][] Grid,
    [property: Id(6)] ImmutableArray<byte> Hash,
    [property: Id(7)] List<double>? Weights,
    [property: Id(8)] ImmutableArray<DateTimeOffset> Times,
    [property: Id(9)] Dictionary<int, Colour>? Colours,
    [property: Id(10)] byte[]? Raw);

[PersistedState]
public sealed record Detail([property: Id(0)] string Title, [property: Id(1)] Detail? Inner = null);

[PersistedState]
public sealed class Shapes
{
    [Id(0)] public int Field;

    [Id(1)] public readonly long ReadOnlyField = 7;

    [Id(2)] public required string Required { get; init; }

    [Id(3)] public int Limit { get; set; } = 100;

    [Id(4)] public string? Currency { get; init; } = "EUR";

    [Id(5)] public List<int> Added { get; } = [1];

    [Id(6)] public int Hidden { get; private set; }

    [Id(7)] public List<int>? MaybeNull { get; set; } = [5];

    [Id(8)] public int? MaybeLimit { get; set; } = 3;

    [Id(9)] public int @class { get; init; }

    [NotPersisted] public int Cached { get; set; }

    public int Twice => Field * 2;

    public void Hide(int value) => Hidden = value;
}

[PersistedState]
public sealed record WithDefaults(
    [property: Id(0)] string Name,
    [property: Id(1)] int Limit = 10,
    [property: Id(2)] Colour Colour = Colour.Blue,
    [property: Id(3)] string? Currency = "EUR",
    [property: Id(4)] bool Open = true);

[PersistedState]
public struct MutableStruct
{
    [Id(0)] public int A;

    [Id(1)] public string? B { get; set; }

    [Id(2)] public SeatId Seat { readonly get; init; }
}

[PersistedState]
internal sealed class ByConstructor
{
    public ByConstructor(int count, string name)
    {
        Count = count;
        Name = name;
    }

    [Id(0)] public int Count { get; }

    [Id(1)] public string Name { get; }

    [Id(2)] public int Extra { get; set; }
}

[PersistedState]
public sealed record Holder([property: Id(0)] SeatId Seat, [property: Id(1)] Name Name, [property: Id(2)] MutableStruct Mutable);

[PersistedState]
public sealed record Empty;
