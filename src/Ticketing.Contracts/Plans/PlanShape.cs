using System.Collections.Immutable;

namespace Ticketing.Plans;

/// <summary>A hall in numbers, from the stage to the back: what a plan is made from.</summary>
public sealed record PlanShape
{
    public ImmutableArray<SectionShape> Sections { get; init; } = [];
}

/// <summary>A section in numbers.</summary>
public sealed record SectionShape
{
    public string SectionId { get; init; } = "";

    /// <summary>Empty: as its id.</summary>
    public string Name { get; init; } = "";

    public SectionForm Form { get; init; }

    public int Rows { get; init; }

    /// <summary>Of the first row, or of each table.</summary>
    public int Seats { get; init; }

    /// <summary>So many more has each row than the one before.</summary>
    public int More { get; init; }

    /// <summary>How many seats of each row there are before each aisle, from the left.</summary>
    public ImmutableArray<int> Aisles { get; init; } = [];

    public SeatNumbering Numbering { get; init; }

    public RowNaming RowNaming { get; init; }

    /// <summary>Accessible seats at the ends of the last row, each with one for a companion beside it.</summary>
    public int Accessible { get; init; }

    public int Tables { get; init; }

    /// <summary>Tables side by side.</summary>
    public int Across { get; init; }

    /// <summary>Places of a section without seats.</summary>
    public int Capacity { get; init; }
}

/// <summary>How a section is laid out.</summary>
public enum SectionForm
{
    Straight = 0,

    /// <summary>Around the stage.</summary>
    Curved = 1,
    Tables = 2,
    Standing = 3,
}

/// <summary>How the seats of a row are numbered. Left and right are those of who looks at the stage.</summary>
public enum SeatNumbering
{
    FromLeft = 0,
    FromRight = 1,

    /// <summary>1, 3, 5 from the left.</summary>
    Odd = 2,

    /// <summary>2, 4, 6 from the left.</summary>
    Even = 3,

    /// <summary>From the middle: 5, 3, 1 on the left and 2, 4, 6 on the right.</summary>
    OddEven = 4,
}

/// <summary>How rows are called.</summary>
public enum RowNaming
{
    Letters = 0,
    Numbers = 1,
}
