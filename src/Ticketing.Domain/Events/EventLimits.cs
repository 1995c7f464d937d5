using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>How large an event and its parts may be.</summary>
public static class EventLimits
{
    /// <summary>Characters of the name of an event, a section or a venue.</summary>
    public const int NameLength = 200;

    /// <summary>Characters of a section id: <c>[A-Za-z0-9_.]</c>, no dash, since the dash parts a seat's name.</summary>
    public const int SectionIdLength = 32;

    /// <summary>Characters of a row label: <c>[A-Za-z0-9]</c>.</summary>
    public const int RowLabelLength = 8;

    /// <summary>A row is never cut, so it must fit into a block.</summary>
    public const int SeatsInRow = SeatsInBlock;

    public const int RowsInSection = 20_000;
    public const int Sections = 256;

    /// <summary>Seats of one block; keeps its picture in memory and one answer with all its states small.</summary>
    public const int SeatsInBlock = 1_024;

    /// <summary>Pools of one block of a general section.</summary>
    public const int PoolsInBlock = 16;

    /// <summary>Places of one event.</summary>
    public const int Places = 1 << 28;

    /// <summary>Blocks of one event: their numbers must fit into a hold's id, and the last is not used.</summary>
    public const int Blocks = HoldId.BlockLimit - 1;

    /// <summary>The highest price of a place, in minor units.</summary>
    public const long PriceMinor = 1_000_000_000_000;

    /// <summary>The highest value of all places of an event together, in minor units: revenue is summed in 64 bits.</summary>
    public const long ValueMinor = 1_000_000_000_000_000_000;

    /// <summary>Places in one hold, whatever the policy says.</summary>
    public const int MaxQuantity = 1_000;

    public const int MaxPerCustomer = 100_000;

    /// <summary>Errors that one answer lists; a layout can have a million.</summary>
    public const int ListedErrors = 32;

    /// <summary>The shortest life of a hold.</summary>
    public static readonly TimeSpan MinHoldTtl = TimeSpan.FromSeconds(1);

    /// <summary>The longest life of a hold.</summary>
    public static readonly TimeSpan MaxHoldTtl = TimeSpan.FromHours(24);
}
