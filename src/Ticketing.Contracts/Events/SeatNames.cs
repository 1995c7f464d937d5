using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Ticketing.Inventory;

namespace Ticketing.Events;

/// <summary>
/// The names of seats: <c>{section}-{row}-{seat}</c>, such as <c>stalls-A-1</c>. Neither section ids nor labels
/// contain a dash, so a name can be read in one way only. Names match exactly, capitals too.
/// </summary>
public static class SeatNames
{
    /// <summary>The name of the seat that is called <paramref name="seat"/> in its row.</summary>
    public static string Of(string sectionId, string row, string seat) => $"{sectionId}-{row}-{seat}";

    /// <summary>The name of a seat of a block, by its number within it.</summary>
    public static string NameOf(BlockTerms terms, int seatInBlock) => NameOf(terms.SectionId, terms.Rows.AsSpan(), seatInBlock);

    /// <summary>The name of a seat of the section's block <paramref name="block"/>, by its number within the block.</summary>
    public static string NameOf(SectionPlan section, int block, int seatInBlock) =>
        NameOf(section.SectionId, RowsOf(section, block), seatInBlock);

    /// <summary>The rows of one block of a seated section, from the front; the seats of a block are numbered along them from 0.</summary>
    public static ReadOnlySpan<RowPlan> RowsOf(SectionPlan section, int block)
    {
        var index = section.IndexOf(block);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)section.BlockRows.Length, nameof(block));
        var first = section.BlockRows[index];
        var end = index + 1 < section.BlockRows.Length ? section.BlockRows[index + 1] : section.Rows.Length;
        return section.Rows.AsSpan()[first..end];
    }

    /// <summary>
    /// Finds one seat by walking the sections. To find many seats of one event build a <see cref="SeatIndex"/>.
    /// </summary>
    public static bool TryLocate(
        ImmutableArray<SectionPlan> sections,
        string seatId,
        out int block,
        out int seatInBlock,
        [NotNullWhen(true)] out SectionPlan? section)
    {
        (block, seatInBlock, section) = (0, 0, null);
        if (!TrySplit(seatId, out var sectionId, out var label, out var seat))
        {
            return false;
        }

        foreach (var candidate in sections)
        {
            if (candidate.Kind == SectionKind.Seated && sectionId.SequenceEqual(candidate.SectionId))
            {
                section = TryLocate(candidate, label, seat, out block, out seatInBlock) ? candidate : null;
                break;
            }
        }

        return section is not null;
    }

    /// <summary>Takes a name apart. False unless it has three parts, the last of them letters and digits.</summary>
    public static bool TrySplit(
        ReadOnlySpan<char> seatId, out ReadOnlySpan<char> section, out ReadOnlySpan<char> row, out ReadOnlySpan<char> seat)
    {
        section = [];
        row = [];
        seat = [];
        var first = seatId.IndexOf('-');
        var last = seatId.LastIndexOf('-');
        if (first <= 0 || last <= first + 1)
        {
            return false;
        }

        section = seatId[..first];
        row = seatId[(first + 1)..last];
        seat = seatId[(last + 1)..];
        return Labels.IsOne(seat, "");
    }

    private static bool TryLocate(SectionPlan section, ReadOnlySpan<char> label, ReadOnlySpan<char> seat, out int block, out int seatInBlock)
    {
        for (var index = 0; index < section.BlockRows.Length; index++)
        {
            var before = 0;
            foreach (var row in RowsOf(section, section.BlockAt(index)))
            {
                if (label.SequenceEqual(row.Label) && SeatLabels.TryFind(row.Marks?.Labels, row.Seats, row.Before, seat, out var at))
                {
                    (block, seatInBlock) = (section.BlockAt(index), before + at);
                    return true;
                }

                before += row.Seats;
            }
        }

        (block, seatInBlock) = (0, 0);
        return false;
    }

    private static string NameOf(string sectionId, ReadOnlySpan<RowPlan> rows, int seatInBlock)
    {
        var seat = seatInBlock;
        foreach (var row in rows)
        {
            if ((uint)seat < (uint)row.Seats)
            {
                return Of(sectionId, row.Label, SeatLabels.Of(row, seat));
            }

            seat -= row.Seats;
        }

        throw new ArgumentOutOfRangeException(nameof(seatInBlock), seatInBlock, $"Section '{sectionId}' has no such seat in this block.");
    }
}
