using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace Ticketing.Tests.Harness;

/// <summary>The form in which the service stores state: that of Orleans' own serializer.</summary>
internal static class StoredForm
{
    public static IGrainStorageSerializer Serializer { get; } =
        new OrleansGrainStorageSerializer(new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>());

    /// <summary>What is read back after a write.</summary>
    public static T RoundTrip<T>(T state) => Serializer.Deserialize<T>(Serializer.Serialize(state))!;
}
