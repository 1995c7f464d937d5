namespace Ticketing.Security;

/// <summary>What was signed, and the signature.</summary>
internal readonly ref struct Signed(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
{
    public readonly ReadOnlySpan<byte> Input = input;
    public readonly ReadOnlySpan<byte> Signature = signature;
}
