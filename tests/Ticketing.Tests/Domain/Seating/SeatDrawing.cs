using System.Collections.Immutable;
using System.Text;
using Ticketing.Events;
using Ticketing.Seating;

namespace Ticketing.Tests.Domain.Seating;

/// <summary>
/// A block drawn as rows from the front: "A: ..|xx" has two free seats, an aisle and two taken ones. A free seat that is accessible or for a
/// companion is "a".
/// </summary>
internal sealed class SeatDrawing
{
    private readonly string[] _rows;

    public SeatDrawing(params string[] lines)
    {
        string[] drawn = [.. lines.Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())];
        _rows = [.. drawn.Select(static row => row.Replace("|", "", StringComparison.Ordinal))];
        Seating = new BlockSeating(
            [.. lines.Select((line, i) => new RowPlan(line[..line.IndexOf(':', StringComparison.Ordinal)].Trim(), _rows[i].Length, MarksOf(drawn[i])))], 0);
        Free = new ulong[Seating.WordCount];
        var seats = string.Concat(_rows);
        for (var seat = 0; seat < seats.Length; seat++)
        {
            if (seats[seat] != 'x')
            {
                Free[seat / 64] |= 1UL << (seat % 64);
            }
        }
    }

    public BlockSeating Seating { get; }

    public ulong[] Free { get; }

    public static SeatDrawing Random(Random random, int maxRows, int maxSeats)
    {
        var density = random.NextDouble();
        return new SeatDrawing([.. Enumerable.Range(0, random.Next(1, maxRows + 1)).Select(row =>
            $"R{row}: " + string.Concat(Enumerable.Range(0, random.Next(1, maxSeats + 1)).Select(_ => random.NextDouble() < density ? '.' : 'x')))]);
    }

    public bool IsReserved(int seat) => string.Concat(_rows)[seat] == 'a';

    /// <summary>No aisle is between them and they are in one row.</summary>
    public bool AreNeighbours(int one, int other) => Seating.RowOf(one) == Seating.RowOf(other) && Math.Abs(one - other) == 1 && Seating.AislesWithin(Math.Min(one, other), 2) == 0;

    private static RowMarks? MarksOf(string row)
    {
        var marks = new RowMarks
        {
            Aisles = SeatPositions.Pack(row.Select((mark, at) => (mark, at)).Where(static pair => pair.mark == '|').Select((pair, nth) => pair.at - nth)),
            Reserved = SeatPositions.Pack(row.Replace("|", "", StringComparison.Ordinal).Select((mark, at) => (mark, at)).Where(static pair => pair.mark == 'a').Select(static pair => pair.at)),
        };
        return marks == new RowMarks() ? null : marks;
    }

    public bool IsFree(int seat) => (Free[seat / 64] >> (seat % 64) & 1) != 0;

    public string Together(int quantity) => Draw(BestSeats.Together(Seating, Free, quantity));

    public string Split(int quantity) => Draw(BestSeats.Split(Seating, Free, quantity));

    /// <summary>The free seats that have no free neighbour but had one before these were chosen.</summary>
    public int Orphans(ImmutableArray<int> chosen)
    {
        var count = 0;
        for (var row = 0; row < Seating.RowCount; row++)
        {
            var (first, last) = (Seating.StartOf(row), Seating.StartOf(row) + Seating.SeatsOf(row) - 1);
            for (var seat = first; seat <= last; seat++)
            {
                int[] neighbours = [.. new[] { seat - 1, seat + 1 }.Where(n => n >= first && n <= last && IsFree(n))];
                if (IsFree(seat) && !chosen.Contains(seat) && neighbours.Length > 0 && neighbours.All(chosen.Contains))
                {
                    count++;
                }
            }
        }

        return count;
    }

    public int Groups(IReadOnlyCollection<int> chosen) => chosen.Count(
        seat => !chosen.Contains(seat - 1) || Seating.RowOf(seat - 1) != Seating.RowOf(seat));

    public override string ToString() => string.Join('/', _rows);

    private string Draw(SeatChoice? choice)
    {
        if (choice is not { } chosen)
        {
            return "none";
        }

        var seats = new StringBuilder(string.Concat(_rows));
        foreach (var seat in chosen.Seats)
        {
            seats[seat] = 'O';
        }

        var text = seats.ToString();
        return string.Join('/', Enumerable.Range(0, _rows.Length).Select(row => text.Substring(Seating.StartOf(row), _rows[row].Length)))
            + $" in {chosen.Groups}";
    }
}
