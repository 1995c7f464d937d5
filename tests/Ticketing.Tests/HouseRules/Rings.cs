using Orleans;

namespace Ticketing.Tests.HouseRules;

[GrainType("test-first")]
internal sealed class First : Grain, IFirstRing
{
    public async Task Go() => await Task.WhenAll(new[] { "a", "b" }.Select(key => GrainFactory.GetGrain<ISecondRing>(key).Go()));

    public Task Tell() => Task.CompletedTask;

    public Task Look() => Task.CompletedTask;

    public async Task LookFurther()
    {
        await Task.Yield();
        await Go();
    }
}

[GrainType("test-second")]
internal sealed class Second : Grain, ISecondRing
{
    public async Task Go()
    {
        await Task.Yield();
        await GrainFactory.GetGrain<IFirstRing>("a").Go();
    }
}

[GrainType("test-teller")]
internal sealed class Teller : Grain, ISecondRing
{
    public Task Go() => GrainFactory.GetGrain<IFirstRing>("a").Tell();
}

[GrainType("test-looker")]
internal sealed class Looker : Grain, ISecondRing
{
    public Task Go() => GrainFactory.GetGrain<IFirstRing>("a").Look();
}

[GrainType("test-far-looker")]
internal sealed class FarLooker : Grain, ISecondRing
{
    public Task Go() => GrainFactory.GetGrain<IFirstRing>("a").LookFurther();
}
