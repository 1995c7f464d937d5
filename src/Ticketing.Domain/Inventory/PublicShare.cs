namespace Ticketing.Inventory;

/// <summary>
/// How much of a gated block the public may have: what the waitlist gave back, and not what is freed later. Counted by the
/// places ever held, so that hearing of it twice, or late, gives nothing more. In memory only: the waitlist gives anew.
/// </summary>
public sealed class PublicShare
{
    private long _placed;

    /// <summary>What the public may have of a block in which nothing was ever held.</summary>
    public int Given => (int)Math.Min(_placed, int.MaxValue);

    /// <summary>The public may have places until so many were ever held.</summary>
    public void OpenTo(long placed) => _placed = Math.Max(_placed, placed);

    /// <summary>Nothing is given any more.</summary>
    public void Close() => _placed = 0;

    /// <summary>What is left for the public; all that is free when nobody waits.</summary>
    public int Left(BlockTerms terms, BlockPicture picture) => terms.IsGated
        ? (int)Math.Clamp(_placed - picture.Sum.Placed - picture.InFlight, 0, Math.Max(picture.Free, 0))
        : int.MaxValue;
}
