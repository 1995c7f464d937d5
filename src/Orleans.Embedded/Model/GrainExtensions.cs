using Orleans.Embedded;
using Orleans.Runtime;

namespace Orleans;

/// <summary>What a grain, or a reference to one, is called.</summary>
public static class GrainExtensions
{
    public static string GetPrimaryKeyString(this IAddressable grain) => grain switch
    {
        Grain own => ((Activation)own.GrainContext).Id.Key,
        GrainProxy reference => reference.Id.Key,
        _ => throw new ArgumentException("Not a grain or a reference to one.", nameof(grain)),
    };
}
