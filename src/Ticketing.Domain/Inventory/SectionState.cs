using Orleans;

namespace Ticketing.Inventory;

/// <summary>
/// What a block keeps: the terms it obeys, which units were ever claimed, and, when it went to rest with nothing live,
/// the counts of its units, so that waking up asks none of them.
/// </summary>
[GenerateSerializer, Alias("ticketing.section-state")]
public sealed class SectionState
{
    [Id(0)]
    public BlockTerms? Terms { get; set; }

    /// <summary>One bit for each unit that was ever claimed.</summary>
    [Id(1)]
    public List<ulong> Touched { get; set; } = [];

    /// <summary>The names of the house block's seats, by unit.</summary>
    [Id(2)]
    public List<string> OpenSeats { get; set; } = [];

    /// <summary>Counts of the touched units, in order, as of a quiet moment after which nothing was claimed.</summary>
    [Id(3)]
    public List<RestingUnit>? Resting { get; set; }

    /// <summary>How often the house block, when it had that many, has made room for another seat.</summary>
    [Id(4)]
    public long Fence { get; set; }

    /// <summary>What the seats that gave up their room had counted, so that no sum falls.</summary>
    [Id(5)]
    public BlockCounts Vacated { get; set; }

    public bool IsTouched(int unit) => unit >> 6 < Touched.Count && (Touched[unit >> 6] >> (unit & 63) & 1) != 0;

    public void Touch(int unit)
    {
        while (Touched.Count <= unit >> 6)
        {
            Touched.Add(0);
        }

        Touched[unit >> 6] |= 1UL << (unit & 63);
    }

    public IEnumerable<int> TouchedUnits()
    {
        for (var unit = 0; unit < Touched.Count << 6; unit++)
        {
            if (IsTouched(unit))
            {
                yield return unit;
            }
        }
    }
}

/// <summary>A unit's counts while nothing in it is live.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.resting-unit")]
public readonly record struct RestingUnit(
    [property: Id(0)] long Revision,
    [property: Id(1)] BlockCounts Places);

/// <summary>
/// How much of a gated block the public may have: what the waitlist gave back, and not what is freed later. Counted by the
/// places ever held or withheld, so that hearing of it twice, or late, gives nothing more. In memory only: the waitlist gives anew.
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
        ? (int)Math.Clamp(_placed - picture.Sum.EverTaken - picture.InFlight, 0, Math.Max(picture.Free, 0))
        : int.MaxValue;
}
