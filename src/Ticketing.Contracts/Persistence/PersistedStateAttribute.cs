namespace Ticketing.Persistence;

/// <summary>
/// Asks for a generated <see cref="IStateCodec{T}"/>. Members are numbered with Orleans' <c>[Id]</c>; a number is never
/// reused for another meaning, and a member's wire type never changes (int may become long, never uint).
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class PersistedStateAttribute : Attribute;
