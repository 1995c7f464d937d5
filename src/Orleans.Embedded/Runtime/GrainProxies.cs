using System.Collections.Concurrent;

namespace Orleans.Embedded;

/// <summary>The proxies that the generator wrote; each assembly with grain interfaces adds its own when it is loaded.</summary>
public static class GrainProxies
{
    private static readonly ConcurrentDictionary<Type, Func<GrainId, EmbeddedSilo, GrainProxy>> Factories = new();

    public static void Add(Type grainInterface, Func<GrainId, EmbeddedSilo, GrainProxy> factory) => Factories[grainInterface] = factory;

    internal static Func<GrainId, EmbeddedSilo, GrainProxy> FactoryOf(Type grainInterface) =>
        Factories.TryGetValue(grainInterface, out var factory)
            ? factory
            : throw new InvalidOperationException($"{grainInterface} has no generated proxy: is it a grain interface?");
}
