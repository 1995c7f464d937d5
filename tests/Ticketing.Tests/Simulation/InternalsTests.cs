using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Simulation;
using Orleans.Storage;

namespace Ticketing.Tests.Simulation;

/// <summary>The simulation uses internals of Orleans. Another version of Orleans is to fail here, by name, and nowhere else.</summary>
public sealed class InternalsTests
{
    [Fact]
    public void Orleans_has_what_the_simulation_uses()
    {
        ServiceCollection orleans = [];
        orleans.AddOrleans(static _ => { });
        Assert.Equal([], InternalsGuard.ChangedMembers(typeof(OrleansInternals)));
        Assert.Equal([], InternalsGuard.ChangedServices(OrleansInternals.Services, orleans));
    }

    [Fact]
    public void What_changed_is_said_by_name()
    {
        Assert.Equal(
            [
                "There is no type Orleans.Runtime.Renamed, Orleans.Core.",
                "Orleans.Storage.InconsistentStateException has no Boolean get_Vanished().",
                "Orleans.Storage.InconsistentStateException has no Int32 get_IsSourceActivation(); it has Boolean get_IsSourceActivation().",
            ],
            InternalsGuard.ChangedMembers(typeof(Changed)));
        Assert.Equal(["No service Gone is registered."], InternalsGuard.ChangedServices(["Gone"], new ServiceCollection()));
    }

    private static class Changed
    {
        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_BodyObject")]
        public static extern object? Body([UnsafeAccessorType("Orleans.Runtime.Renamed, Orleans.Core")] object message);

        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Vanished")]
        public static extern bool Vanished(InconsistentStateException exception);

        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_IsSourceActivation")]
        public static extern int IsSourceActivation(InconsistentStateException exception);
    }
}
