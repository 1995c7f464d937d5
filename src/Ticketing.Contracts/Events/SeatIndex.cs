using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Ticketing.Events;

/// <summary>
/// Finds seats of one event by name, in two look-ups and without allocating. An event's layout never changes, so an
/// index can be kept for as long as one likes. Safe for concurrent use; a section's rows are indexed when first asked for.
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
            || !entry.Rows.TryGetValue(label, out var row)
            || !SeatLabels.TryFind(row.Labels, row.Seats, name, out var at))
        {
            return false;
        }

        (block, seatInBlock, section) = (row.Block, row.FirstSeat + at, entry.Section);
        return true;
    }

    private readonly record struct Row(int Block, int FirstSeat, int Seats, string? Labels);

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
            for (var index = 0; index < section.BlockRows.Length; index++)
            {
                var firstSeat = 0;
                foreach (var row in SeatNames.RowsOf(section, section.FirstBlock + index))
                {
                    rows.Add(row.Label, new Row(section.FirstBlock + index, firstSeat, row.Seats, row.Marks?.Labels));
                    firstSeat += row.Seats;
                }
            }

            Lookup = rows.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        public Dictionary<string, Row>.AlternateLookup<ReadOnlySpan<char>> Lookup { get; }
    }
}
