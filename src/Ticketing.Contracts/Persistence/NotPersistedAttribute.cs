namespace Ticketing.Persistence;

/// <summary>Says that a settable member of a persisted type is left out on purpose.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NotPersistedAttribute : Attribute;
