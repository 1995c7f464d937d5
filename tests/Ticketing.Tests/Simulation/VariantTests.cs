using Ticketing.Simulation;

namespace Ticketing.Tests.Simulation;

/// <summary>The simulation can fail: it finds every way in which the code is broken on purpose.</summary>
public sealed class VariantTests
{
    [Fact]
    public void Every_broken_variant_is_found_within_its_seeds()
    {
        using var output = new StringWriter();
        Assert.True(VariantHunt.Run(output), output.ToString());
    }
}
