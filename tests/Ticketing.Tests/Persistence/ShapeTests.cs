namespace Ticketing.Tests.Persistence;

public sealed class ShapeTests
{
    [Fact]
    public void Every_way_to_set_a_member_is_taken()
    {
        var written = new Shapes { Field = 1, Required = "r", Limit = 2, Currency = "USD", MaybeNull = [8], MaybeLimit = 4, @class = 6, Cached = 9 };
        written.Added.Add(7);
        written.Hide(5);
        var read = Wire.RoundTrip(written);
        Assert.Equal(1, read.Field);
        Assert.Equal(7, read.ReadOnlyField);
        Assert.Equal("r", read.Required);
        Assert.Equal(2, read.Limit);
        Assert.Equal("USD", read.Currency);
        Assert.Equal([1, 7], read.Added);
        Assert.Equal(5, read.Hidden);
        Assert.Equal([8], read.MaybeNull);
        Assert.Equal(4, read.MaybeLimit);
        Assert.Equal(6, read.@class);
        Assert.Equal(0, read.Cached);
    }

    [Fact]
    public void A_missing_member_keeps_the_initializers_value()
    {
        var read = Wire.FromHex<Shapes>("0104");
        Assert.Equal(7, read.ReadOnlyField);
        Assert.Equal("", read.Required);
        Assert.Equal(100, read.Limit);
        Assert.Equal("EUR", read.Currency);
        Assert.Equal([1], read.Added);
        Assert.Equal([5], read.MaybeNull);
        Assert.Equal(3, read.MaybeLimit);
    }

    [Fact]
    public void A_default_set_over_an_initializer_stays_a_default()
    {
        var written = new Shapes { Required = "", Limit = 0, Currency = null, MaybeNull = null, MaybeLimit = null };
        written.Added.Clear();
        var read = Wire.RoundTrip(written);
        Assert.Equal(0, read.Limit);
        Assert.Null(read.Currency);
        Assert.Empty(read.Added);
        Assert.Null(read.MaybeNull);
        Assert.Null(read.MaybeLimit);
    }

    [Fact]
    public void A_records_missing_member_takes_the_parameters_default() =>
        Assert.Equal(new WithDefaults(""), Wire.FromHex<WithDefaults>("0104"));

    [Fact]
    public void A_default_given_over_a_parameters_default_stays_a_default()
    {
        var written = new WithDefaults("n", 0, Colour.None, null, false);
        Assert.Equal(written, Wire.RoundTrip(written));
    }

    [Fact]
    public void A_mutable_struct_with_fields_comes_back()
    {
        var read = Wire.RoundTrip(new MutableStruct { A = 1, B = "b", Seat = new SeatId(2, 3) });
        Assert.Equal((1, "b", new SeatId(2, 3)), (read.A, read.B, read.Seat));
    }

    [Fact]
    public void A_class_is_made_through_the_constructor_that_its_members_fit()
    {
        var read = Wire.RoundTrip(new ByConstructor(3, "n") { Extra = 4 });
        Assert.Equal((3, "n", 4), (read.Count, read.Name, read.Extra));
    }

    [Fact]
    public void A_struct_member_is_omitted_only_when_default()
    {
        // The seat is left out. The others' groups hold nothing, yet are written: an empty text is not the default of its struct.
        Assert.Equal("010B04130404", Wire.Hex(new Holder(default, new Name(""), default)));
        Assert.Equal(new Name(""), Wire.RoundTrip(new Holder(default, new Name(""), default)).Name);
        Assert.Equal(new SeatId(0, 1), Wire.RoundTrip(new Holder(new SeatId(0, 1), default, default)).Seat);
    }
}
