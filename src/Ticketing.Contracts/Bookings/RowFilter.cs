using System.Collections.Immutable;

namespace Ticketing.Bookings;

/// <summary>A Bloom filter for what the rows of one page have: of 128 values, a 46th of all others pass by mistake.</summary>
internal static class RowFilter
{
    private const int BitsLog = 10;
    private const int Probes = 5;

    public static ImmutableArray<byte> Of(IEnumerable<ulong> hashes)
    {
        var bits = new byte[(1 << BitsLog) / 8];
        foreach (var hash in hashes)
        {
            for (var probe = 0; probe < Probes; probe++)
            {
                var bit = Bit(hash, probe);
                bits[bit / 8] |= (byte)(1 << (bit % 8));
            }
        }

        return ImmutableArray.Create(bits);
    }

    public static bool MayHave(ImmutableArray<byte> bits, ulong hash)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = Bit(hash, probe);
            if ((bits[bit / 8] & (1 << (bit % 8))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Stored: it never changes. The last step of SplitMix64.</summary>
    public static ulong Hash(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Stored: it never changes. FNV-1a, mixed.</summary>
    public static ulong Hash(string text)
    {
        var hash = 14_695_981_039_346_656_037;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * 1_099_511_628_211;
        }

        return Hash(hash);
    }

    private static int Bit(ulong hash, int probe) => (int)(hash >> (probe * BitsLog)) & ((1 << BitsLog) - 1);
}
