using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Ticketing.Simulation;

/// <summary>Reads what grains stored, with a serializer apart from theirs.</summary>
internal static class StoredState
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    public static T Read<T>(ReadOnlyMemory<byte> value) => Serializer.Deserialize<T>(value)!;
}
