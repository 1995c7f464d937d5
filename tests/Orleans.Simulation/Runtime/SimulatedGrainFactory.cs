using Orleans.Runtime;

namespace Orleans.Simulation;

/// <summary>Makes the references of one silo.</summary>
internal sealed class SimulatedGrainFactory(SimulatedSilo silo) : IGrainFactory
{
    private readonly Dictionary<Type, (GrainType Grain, GrainInterfaceType Interface)> _known = [];

    public T GetGrain<T>(Guid primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithGuidKey =>
        Get<T>(GrainIdKeyExtensions.CreateGuidKey(primaryKey), grainClassNamePrefix);

    public T GetGrain<T>(long primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithIntegerKey =>
        Get<T>(GrainIdKeyExtensions.CreateIntegerKey(primaryKey), grainClassNamePrefix);

    public T GetGrain<T>(string primaryKey, string? grainClassNamePrefix = null) where T : IGrainWithStringKey =>
        Get<T>(IdSpan.Create(primaryKey), grainClassNamePrefix);

    public T GetGrain<T>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null) where T : IGrainWithGuidCompoundKey =>
        Get<T>(GrainIdKeyExtensions.CreateGuidKey(primaryKey, keyExtension), grainClassNamePrefix);

    public T GetGrain<T>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null) where T : IGrainWithIntegerCompoundKey =>
        Get<T>(GrainIdKeyExtensions.CreateIntegerKey(primaryKey, keyExtension), grainClassNamePrefix);

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => (IGrain)GetGrain(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => (IGrain)GetGrain(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => (IGrain)GetGrain(grainInterfaceType, IdSpan.Create(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) =>
        (IGrain)GetGrain(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey, keyExtension));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) =>
        (IGrain)GetGrain(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey, keyExtension));

    public T GetGrain<T>(GrainId grainId) where T : IAddressable => (T)(object)silo.References.CreateReference(grainId, OrleansServices.Interfaces.GetGrainInterfaceType(typeof(T)));

    public IAddressable GetGrain(GrainId grainId) => silo.References.CreateReference(grainId, default);

    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => silo.References.CreateReference(grainId, interfaceType);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string? grainClassNamePrefix) => grainClassNamePrefix is null
        ? GetGrain(interfaceType, grainKey)
        : throw new NotSupportedException("Prefixes of class names are not simulated.");

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey)
    {
        var (grain, @interface) = Known(interfaceType);
        return silo.References.CreateReference(GrainId.Create(grain, grainKey), @interface);
    }

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver =>
        throw new NotSupportedException("Observers are not simulated.");

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver =>
        throw new NotSupportedException("Observers are not simulated.");

    private T Get<T>(IdSpan key, string? prefix) => (T)GetGrain(typeof(T), key, prefix);

    private (GrainType Grain, GrainInterfaceType Interface) Known(Type type)
    {
        if (!_known.TryGetValue(type, out var known))
        {
            var @interface = OrleansServices.Interfaces.GetGrainInterfaceType(type);
            _known[type] = known = (OrleansServices.TypeOf(@interface), @interface);
        }

        return known;
    }
}
