using System.Collections.Immutable;
using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Tests.Persistence;

/// <summary>Builds of different age share a cluster while it is upgraded, so each reads what the other wrote.</summary>
public sealed class EvolutionTests
{
    [Fact]
    public void An_older_build_skips_what_it_does_not_know()
    {
        var newer = new Newer(
            5, "kept", new Added(Guid.Empty, [new Added(default, [], null)], 1.5f), [Samples.EveryScalar(), Samples.EveryScalar()],
            [[1, 2], [3]], new() { ["k"] = [new SeatId(1, 2)] }, 2.5, [1, 2, 3], 0.5m, ["a", "b"], [2.5, 3.5], [1.5f], null);
        Assert.Equal(new Older(5, "kept"), Wire.Read<Older>(Wire.Write(newer)));
    }

    [Fact]
    public void A_newer_build_reads_older_state_and_gives_new_members_their_defaults()
    {
        var read = Wire.Read<Newer>(Wire.Write(new Older(5, "kept")));
        Assert.Equal(5, read.Number);
        Assert.Equal("kept", read.Text);
        Assert.Null(read.Group);
        Assert.Empty(read.Groups);
        Assert.False(read.Numbers.IsDefault);
        Assert.Equal("EUR", read.Currency);
    }

    [Fact]
    public void A_member_taken_out_leaves_the_rest_readable() => Assert.Equal(new OnlyText("kept"), Wire.Read<OnlyText>(Wire.Write(new Older(5, "kept"))));

    [Fact]
    public void A_number_may_widen()
    {
        Assert.Equal(-5L, Wire.Read<WideNumber>(Wire.Write(new Older(-5, ""))).Number);
        var tooLarge = Wire.Write(new WideNumber(long.MaxValue));
        Assert.Contains("out of range for int", Assert.Throws<StateFormatException>(() => Wire.Read<Older>(tooLarge)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_changed_its_wire_type_is_refused_by_number()
    {
        var bytes = Wire.Write(new Older(5, "kept"));
        var refusal = Assert.Throws<StateFormatException>(() => Wire.Read<Changed>(bytes));
        Assert.Contains("member 1 has wire type 2", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Changed), refusal.TypeName, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_format_is_refused()
    {
        var refusal = Assert.Throws<StateFormatException>(() => Wire.FromHex<Older>("0204"));
        Assert.Contains("format 2", refusal.Message, StringComparison.Ordinal);
    }
}

[PersistedState]
public sealed record Older([property: Id(0)] int Number, [property: Id(1)] string Text);

[PersistedState]
public sealed record OnlyText([property: Id(1)] string Text);

[PersistedState]
public sealed record WideNumber([property: Id(0)] long Number);

[PersistedState]
public sealed record Changed([property: Id(1)] double Text);

[PersistedState]
public sealed record Added([property: Id(0)] Guid Id, [property: Id(1)] List<Added> Children, [property: Id(2)] float? Weight);

[PersistedState]
public sealed record Newer(
    [property: Id(0)] int Number,
    [property: Id(1)] string Text,
    [property: Id(2)] Added? Group,
    [property: Id(3)] List<EveryScalar> Groups,
    [property: Id(4)] List<int[]> Nested,
    [property: Id(5)] Dictionary<string, ImmutableArray<SeatId>> Map,
    [property: Id(6)] double Fixed64,
    [property: Id(7)] ImmutableArray<int> Numbers,
    [property: Id(8)] decimal Fixed128,
    [property: Id(9)] string[] Words,
    [property: Id(10)] double[] Doubles,
    [property: Id(11)] List<float> Floats,
    [property: Id(12)] string? Currency = "EUR");
