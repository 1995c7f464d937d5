namespace Orleans.Simulation;

/// <summary>A seeded source of chance (SplitMix64): the same on every machine and in every version of .NET.</summary>
public sealed class Chance(ulong seed) : Random
{
    private ulong _state = seed;

    public ulong Bits()
    {
        var z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>A source of its own: drawing from it does not change what this one draws.</summary>
    public Chance Fork(ulong purpose) => new(Bits() ^ (purpose * 0xD6E8_FEB8_6659_FD93));

    public int Below(int count) => (int)(((UInt128)Bits() * (ulong)count) >> 64);

    public int Between(int least, int most) => least + Below(most - least + 1);

    public bool Hits(double probability) => probability > 0 && Sample() < probability;

    /// <summary>A delay between zero and <paramref name="most"/>. Short ones are more frequent than long ones.</summary>
    public TimeSpan Delay(TimeSpan most)
    {
        var share = Sample();
        return most * (share * share);
    }

    public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public override int Next() => (int)(Bits() >> 33);

    public override int Next(int maxValue) => Below(maxValue);

    public override int Next(int minValue, int maxValue) => minValue + Below(maxValue - minValue);

    public override long NextInt64() => (long)(Bits() >> 1);

    public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

    public override long NextInt64(long minValue, long maxValue) =>
        minValue + (long)(((UInt128)Bits() * (ulong)(maxValue - minValue)) >> 64);

    public override double NextDouble() => Sample();

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        for (var i = 0; i < buffer.Length; i++)
        {
            buffer[i] = (byte)(Bits() >> 56);
        }
    }

    protected override double Sample() => (Bits() >> 11) * (1.0 / (1UL << 53));
}
