namespace Ticketing.Persistence;

/// <summary>Stored bytes that are not a state of the type asked for: damaged, cut short, or written by another type.</summary>
public sealed class StateFormatException(string typeName, int offset, string problem, Exception? inner = null)
    : Exception($"State of {typeName} is unreadable at offset {offset}: {problem}.", inner)
{
    public string TypeName { get; } = typeName;

    /// <summary>Bytes from the start of the state.</summary>
    public int Offset { get; } = offset;
}
