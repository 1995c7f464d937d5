using System.Collections.Immutable;
using Ticketing.Persistence;

namespace Ticketing.Tests.Persistence;

public sealed class RoundTripTests
{
    [Fact]
    public void Every_kind_of_scalar_comes_back() => AssertSame(Samples.EveryScalar());

    [Fact]
    public void Extremes_come_back()
    {
        AssertSame(new EveryScalar
        {
            Int16 = short.MinValue, UInt16 = ushort.MaxValue, Int32 = int.MinValue, UInt32 = uint.MaxValue, Int64 = long.MinValue,
            UInt64 = ulong.MaxValue, Single = float.NaN, Double = -0.0, Decimal = decimal.MinValue, Instant = DateTimeOffset.MaxValue,
            Duration = TimeSpan.MinValue, Date = DateOnly.MaxValue, UInt128 = UInt128.MaxValue, SByte = sbyte.MinValue, Byte = 255,
            Guid = Guid.AllBitsSet, Far = int.MaxValue, Direction = (Direction)int.MinValue, Colour = (Colour)77,
        });
        AssertSame(new EveryScalar { Int64 = long.MaxValue, Int32 = int.MaxValue, Duration = TimeSpan.MaxValue, Decimal = 0.00m });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(41)]
    [InlineData(42)]
    [InlineData(43)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(100_000)]
    public void Text_of_any_length_comes_back(int length)
    {
        var text = new string('€', length);
        Assert.Equal(text, Wire.RoundTrip(new EveryScalar { Text = text, Note = text }).Text);
        Assert.Equal(text, Wire.RoundTrip(new EveryScalar { Note = text }).Note);
    }

    [Fact]
    public void An_instant_keeps_its_moment_and_loses_its_offset()
    {
        var instant = new DateTimeOffset(2030, 5, 6, 7, 8, 9, TimeSpan.FromHours(2));
        var read = Wire.RoundTrip(new EveryScalar { Instant = instant }).Instant;
        Assert.Equal(instant, read);
        Assert.Equal(TimeSpan.Zero, read.Offset);
    }

    [Fact]
    public void Minus_zero_and_scale_are_kept_to_the_bit()
    {
        var read = Wire.RoundTrip(new EveryScalar { Double = -0.0, Decimal = 0.00m, Single = -0.0f });
        Assert.True(double.IsNegative(read.Double));
        Assert.True(float.IsNegative(read.Single));
        Assert.Equal("0.00", read.Decimal.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_default_inside_a_nullable_is_not_null()
    {
        var read = Wire.RoundTrip(new EveryScalar { MaybeInt32 = 0, MaybeGuid = Guid.Empty, MaybeColour = Colour.None, MaybeSeat = default(SeatId) });
        Assert.Equal(0, read.MaybeInt32);
        Assert.Equal(Guid.Empty, read.MaybeGuid);
        Assert.Equal(Colour.None, read.MaybeColour);
        Assert.Equal(default(SeatId), read.MaybeSeat);
    }

    [Fact]
    public void Collections_come_back()
    {
        var written = Samples.Collections();
        var read = Wire.RoundTrip(written);
        Assert.Equal(written.Numbers, read.Numbers);
        Assert.Equal(written.Words, read.Words);
        Assert.Equal(written.Seats.AsSpan(), read.Seats.AsSpan());
        Assert.Equal(written.Details, read.Details);
        Assert.Equal(written.ByBooking, read.ByBooking);
        Assert.Equal(written.Grid, read.Grid);
        Assert.Equal(written.Hash.AsSpan(), read.Hash.AsSpan());
        Assert.Equal(written.Weights, read.Weights);
        Assert.Equal(written.Times.AsSpan(), read.Times.AsSpan());
        Assert.Equal(written.Colours, read.Colours);
        Assert.Equal(written.Raw, read.Raw);
    }

    [Fact]
    public void A_missing_collection_is_empty_unless_it_may_be_null()
    {
        var read = Wire.FromHex<Collections>("0104");
        Assert.Empty(read.Numbers);
        Assert.Empty(read.Words);
        Assert.False(read.Seats.IsDefault);
        Assert.Empty(read.Details);
        Assert.Empty(read.Grid);
        Assert.False(read.Hash.IsDefault);
        Assert.Null(read.Weights);
        Assert.Null(read.Colours);
        Assert.Null(read.Raw);
    }

    [Fact]
    public void Empty_is_not_null_where_both_are_allowed()
    {
        var read = Wire.RoundTrip(new Collections([], [], [], [], [], [], [], [], [], [], []));
        Assert.NotNull(read.Weights);
        Assert.NotNull(read.Colours);
        Assert.NotNull(read.Raw);
        Assert.Equal("0104", Wire.Hex(read with { Weights = null, Colours = null, Raw = null }));
    }

    [Fact]
    public void An_immutable_array_never_made_is_written_as_empty() =>
        Assert.Equal("0104", Wire.Hex(new Collections([], [], default, [], [], [], default, null, default, null, null)));

    [Fact]
    public void A_pool_of_claims_comes_back()
    {
        var written = Samples.Pool(256);
        var read = Wire.RoundTrip(written);
        Assert.Equal(written.Capacity, read.Capacity);
        Assert.Equal(written.Claims, read.Claims);
    }

    [Fact]
    public void Writing_allocates_the_bytes_and_nothing_that_grows_with_the_state()
    {
        const int arrayHeaderAndBinaryData = 128;
        var serializer = new StateSerializer();
        var pool = Samples.Pool(256);
        var least = long.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var length = serializer.Serialize(pool).ToMemory().Length;
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before - length);
        }

        Assert.InRange(least, 0, arrayHeaderAndBinaryData);
    }

    [Fact]
    public void No_state_comes_back_as_no_state()
    {
        Assert.Equal("00", Wire.Hex<EveryScalar?>(null));
        Assert.Null(Wire.Read<EveryScalar?>([0]));
    }

    [Fact]
    public void A_type_without_codec_is_refused_by_name()
    {
        var refusal = Assert.Throws<NotSupportedException>(() => Wire.Write(new Uri("urn:x")));
        Assert.Contains("System.Uri", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_struct_is_a_state_too()
    {
        Assert.Equal(new SeatId(3, -4), Wire.RoundTrip(new SeatId(3, -4)));
        Assert.Equal(new Empty(), Wire.RoundTrip(new Empty()));
    }

    [Fact]
    public void State_that_contains_itself_is_refused_instead_of_overflowing()
    {
        Detail? deep = null;
        for (var i = 0; i < WireType.MaxDepth; i++)
        {
            deep = new Detail("d", deep);
        }

        Assert.Equal(deep, Wire.RoundTrip(deep));
        Assert.Throws<InvalidOperationException>(() => Wire.Write(new Detail("one more", deep)));
    }

    private static void AssertSame(EveryScalar written)
    {
        var read = Wire.RoundTrip(written);
        foreach (var property in typeof(EveryScalar).GetProperties())
        {
            Assert.Equal(property.GetValue(written), property.GetValue(read));
        }
    }
}
