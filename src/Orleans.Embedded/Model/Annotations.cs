#pragma warning disable CA1019 // the programming model's attributes are declared as Orleans declares them
namespace Orleans
{
    /// <summary>The type is sent or stored: its members are numbered with <see cref="IdAttribute"/>.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
    public sealed class GenerateSerializerAttribute : Attribute;

    /// <summary>The name under which a type or method is known on the wire, whatever the code calls it.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Method | AttributeTargets.Enum,
        AllowMultiple = true)]
    public sealed class AliasAttribute(string alias) : Attribute
    {
        public string Alias { get; } = alias;
    }

    /// <summary>Instances never change, so they need not be copied.</summary>
    [AttributeUsage(
        AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Field
        | AttributeTargets.Parameter | AttributeTargets.ReturnValue,
        Inherited = false)]
    public sealed class ImmutableAttribute : Attribute;

    /// <summary>The name of a grain class in identifiers and in storage.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class GrainTypeAttribute(string grainType) : Attribute
    {
        internal string Name { get; } = grainType;
    }
}

namespace Orleans.Concurrency
{
    /// <summary>Requests interleave at every await; turns still never overlap.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class ReentrantAttribute : Attribute;

    /// <summary>The method may run while any other request of the grain is under way.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class AlwaysInterleaveAttribute : Attribute;

    /// <summary>The method changes nothing: it may run beside others that change nothing.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ReadOnlyAttribute : Attribute;

    /// <summary>The caller does not wait, and hears of no failure.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OneWayAttribute : Attribute;
}

namespace Orleans.Placement
{
    /// <summary>Where a grain is activated. One process has one place.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public abstract class PlacementAttribute : Attribute
    {
        private protected PlacementAttribute()
        {
        }
    }

    /// <summary>Activate the grain where it is called from.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class PreferLocalPlacementAttribute : PlacementAttribute;

    /// <summary>Activate the grain on the silo that has few activations, by counts that go on between two reports.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class ActivationCountBasedPlacementAttribute : PlacementAttribute;
}
