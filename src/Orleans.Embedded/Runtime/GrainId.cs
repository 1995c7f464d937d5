namespace Orleans.Embedded;

/// <summary>Names a grain: its type and its key.</summary>
public readonly struct GrainId(string type, string key) : IEquatable<GrainId>
{
    public string Type { get; } = type;

    public string Key { get; } = key;

    public bool Equals(GrainId other) =>
        string.Equals(Key, other.Key, StringComparison.Ordinal) && string.Equals(Type, other.Type, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is GrainId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(string.GetHashCode(Key, StringComparison.Ordinal), Type.Length);

    public override string ToString() => $"{Type}/{Key}";

    public static bool operator ==(GrainId left, GrainId right) => left.Equals(right);

    public static bool operator !=(GrainId left, GrainId right) => !left.Equals(right);
}
