using Ticketing.Persistence;

namespace Ticketing.Tests.Persistence;

/// <summary>Damaged bytes are refused or read as something else; nothing worse.</summary>
public sealed class DamageTests
{
    private const int Seed = 20310203;

    [Fact]
    public void Damaged_scalars() => Damage(Samples.EveryScalar());

    [Fact]
    public void Damaged_collections() => Damage(Samples.Collections());

    [Fact]
    public void Damaged_claims() => Damage(Samples.Pool(5));

    [Fact]
    public void Damaged_shapes() => Damage(new Shapes { Required = "r", Currency = null, MaybeLimit = null });

    [Fact]
    public void Damage_in_what_is_skipped() => Damage<Empty>(Wire.Write(Samples.Collections()));

    [Fact]
    public void Random_bytes()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(1, 64)];
            random.NextBytes(bytes);
            bytes[0] = 1;
            ReadOrRefuse<Collections>(bytes);
            ReadOrRefuse<Newer>(bytes);
        }
    }

    [Theory]
    [InlineData("", 0, "empty")]
    [InlineData("01", 1, "cut short")]
    [InlineData("010404", 2, "1 bytes follow")]
    [InlineData("0105", 2, "wire type 5")]
    [InlineData("0107F8FFFFFF7F04", 7, "can't fit")]
    [InlineData("010FFAFFFFFF7F04", 7, "can't fit")]
    [InlineData("0152FFFFFFFF0F04", 7, "announced")]
    [InlineData("01FFFFFFFFFFFFFFFFFFFF", 11, "more than 64 bits")]
    [InlineData("010C", 2, "wire type 4")]
    [InlineData("01A40104", 3, "end mark with a number")]
    [InlineData("011F0B0A01610404", 7, "no value")]
    [InlineData("010F0A02FFFE04", 6, "not UTF-8")]
    public void What_is_wrong_is_named_with_its_offset(string hex, int offset, string problem)
    {
        var refusal = Assert.Throws<StateFormatException>(() => Wire.FromHex<Collections>(hex));
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(offset, refusal.Offset);
        Assert.Equal(typeof(Collections).FullName, refusal.TypeName);
    }

    [Fact]
    public void Endless_nesting_is_refused()
    {
        Assert.Throws<StateFormatException>(() => Wire.Read<Empty>([1, .. Enumerable.Repeat((byte)0x0B, 100_000)]));
        Assert.Throws<StateFormatException>(() => Wire.Read<Detail>([1, .. Enumerable.Repeat((byte)0x0B, 100_000)]));
        Assert.Throws<StateFormatException>(() => Wire.Read<Empty>([1, 7, .. Enumerable.Repeat((byte)0x0F, 100_000)]));
    }

    private static void Damage<T>(T sample) => Damage<T>(Wire.Write(sample));

    private static void Damage<T>(byte[] intact)
    {
        Assert.NotNull(Wire.Read<T>(intact));
        for (var length = 0; length < intact.Length; length++)
        {
            Assert.Throws<StateFormatException>(() => Wire.Read<T>(intact[..length]));
        }

        for (var at = 0; at < intact.Length; at++)
        {
            var damaged = (byte[])intact.Clone();
            for (var value = 0; value < 256; value++)
            {
                damaged[at] = (byte)value;
                ReadOrRefuse<T>(damaged);
            }
        }
    }

    /// <summary>Any other exception, or one for lack of memory, fails the test.</summary>
    private static void ReadOrRefuse<T>(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Wire.Read<T>(bytes);
        }
        catch (StateFormatException refusal)
        {
            Assert.InRange(refusal.Offset, 0, bytes.Length);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64_000 + (1_000L * bytes.Length));
    }
}
