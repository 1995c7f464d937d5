namespace Ticketing.Security;

/// <summary>A key that signatures are checked with. It knows its one algorithm, so that no header can choose another for it.</summary>
public abstract class TokenKey(string? id, TokenAlgorithm algorithm)
{
    /// <summary>The <c>kid</c>. Null: it has none.</summary>
    public string? Id { get; } = id;

    public TokenAlgorithm Algorithm { get; } = algorithm;

    public abstract bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature);
}
