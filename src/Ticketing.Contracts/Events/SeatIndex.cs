using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Ticketing.Events;

/// <summary>
/// Finds seats of one event by name, in two look-ups and without allocating. What an index knows of a layout stays true; it does not
/// know what was added since. Safe for concurrent use; a section's rows are indexed when first asked for.
/// </summary>
public sealed class SeatIndex
{
    private readonly Dictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _sections;

    public SeatIndex(ImmutableArray<SectionPlan> sections)
    {
        Sections = sections;
        var bySection = new Dictionary<string, Entry>(sections.Length, StringComparer.Ordinal);
        foreach (var section in sections)
        {
            bySection.Add(section.SectionId, new Entry(section));
        }

        _sections = bySection.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public ImmutableArray<SectionPlan> Sections { get; }

    public bool TryFindSection(ReadOnlySpan<char> sectionId, [NotNullWhen(true)] out SectionPlan? section)
    {
        section = _sections.TryGetValue(sectionId, out var entry) ? entry.Section : null;
        return section is not null;
    }

    /// <summary>False when the event has no seat of this name.</summary>
    public bool TryLocate(
        ReadOnlySpan<char> seatId, out int block, out int seatInBlock, [NotNullWhen(true)] out SectionPlan? section)
    {
        (block, seatInBlock, section) = (0, 0, null);
        if (!SeatNames.TrySplit(seatId, out var sectionId, out var label, out var name)
            || !_sections.TryGetValue(sectionId, out var entry)
            || !entry.Rows.TryGetValue(label, out var row))
        {
            return false;
        }

        // What was added to a row is a part of its own.
        for (Row? part = row; part is not null; part = part.Next)
        {
            if (SeatLabels.TryFind(part.Labels, part.Seats, part.Before, name, out var at))
            {
                (block, seatInBlock, section) = (part.Block, part.FirstSeat + at, entry.Section);
                return true;
            }
        }

        return false;
    }

    private sealed record Row(int Block, int FirstSeat, int Before, int Seats, string? Labels, Row? Next = null);

    private sealed class Entry(SectionPlan section)
    {
        private RowTable? _rows;

        public SectionPlan Section => section;

        // Two callers may build the same table at once; either is right.
        public Dictionary<string, Row>.AlternateLookup<ReadOnlySpan<char>> Rows => (_rows ??= new RowTable(section)).Lookup;
    }

    private sealed class RowTable
    {
        public RowTable(SectionPlan section)
        {
            var rows = new Dictionary<string, Row>(section.Rows.Length, StringComparer.Ordinal);
            var parts = new List<(string Label, Row Row)>(section.Rows.Length);
            for (var index = 0; index < section.BlockRows.Length; index++)
            {
                var (block, firstSeat) = (section.BlockAt(index), 0);
                foreach (var row in SeatNames.RowsOf(section, block))
                {
                    parts.Add((row.Label, new Row(block, firstSeat, row.Before, row.Seats, row.Marks?.Labels)));
                    firstSeat += row.Seats;
                }
            }

            // The last part first: each knows the next.
            for (var i = parts.Count - 1; i >= 0; i--)
            {
                rows[parts[i].Label] = rows.TryGetValue(parts[i].Label, out var next) ? parts[i].Row with { Next = next } : parts[i].Row;
            }

            Lookup = rows.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        public Dictionary<string, Row>.AlternateLookup<ReadOnlySpan<char>> Lookup { get; }
    }
}
