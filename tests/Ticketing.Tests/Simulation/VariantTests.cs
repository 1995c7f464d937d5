using Ticketing.Simulation;
using Ticketing.Tests.HouseRules;

namespace Ticketing.Tests.Simulation;

/// <summary>The broken variants of the code, which the simulation is to find: <c>Ticketing.Simulation -- variants</c>.</summary>
public sealed class VariantTests
{
    [Fact]
    public void What_a_variant_breaks_is_in_its_file_exactly_once() => Assert.All(Variant.All, static variant =>
        Assert.Equal(2, File.ReadAllText(Path.Combine(Source.Root, variant.File)).Split(variant.Find).Length));
}
