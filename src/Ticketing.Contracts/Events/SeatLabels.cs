using System.Globalization;
using System.Text;

namespace Ticketing.Events;

/// <summary>
/// What the seats of a row are called, in few letters: a text of parts, each a label, or <c>first:last:step</c> for numbers at one distance. A row whose
/// seats are numbered from 1 has no text at all.
/// </summary>
public static class SeatLabels
{
    private const int LeastOfRun = 3;

    /// <summary>Null: they are numbered from 1. No label may have a comma or a colon in it.</summary>
    public static string? Pack(IReadOnlyList<string> labels)
    {
        var text = new StringBuilder();
        for (var at = 0; at < labels.Count;)
        {
            var (count, step) = RunAt(labels, at);
            if (at == 0 && count == labels.Count && step is 0 or 1 && labels[0] == "1")
            {
                return null;
            }

            text.Append(at == 0 ? "" : ",");
            if (count < LeastOfRun)
            {
                text.Append(labels[at++]);
                continue;
            }

            text.Append(CultureInfo.InvariantCulture, $"{labels[at]}:{labels[at + count - 1]}:{step}");
            at += count;
        }

        return text.ToString();
    }

    /// <summary>What the seat is called, by its place in the row from 0.</summary>
    public static string Of(RowPlan row, int seat)
    {
        if (row.Marks?.Labels is not { } text)
        {
            return Number(row.Before + seat + 1);
        }

        foreach (var part in new Parts(text))
        {
            if (seat < part.Count)
            {
                return part.LabelAt(seat);
            }

            seat -= part.Count;
        }

        throw new ArgumentOutOfRangeException(nameof(seat), seat, $"Row '{row.Label}' has no such seat.");
    }

    /// <summary>What all seats of the row are called, in their order.</summary>
    public static string[] AllOf(RowPlan row)
    {
        var labels = new string[row.Seats];
        var seat = 0;
        if (row.Marks?.Labels is { } text)
        {
            foreach (var part in new Parts(text))
            {
                for (var i = 0; i < part.Count; i++)
                {
                    labels[seat++] = part.LabelAt(i);
                }
            }
        }

        for (; seat < labels.Length; seat++)
        {
            labels[seat] = Number(row.Before + seat + 1);
        }

        return labels;
    }

    /// <summary>The place, from 0, of the seat that is called so in a row, or in the part of it that has so many seats before it. False: none is.</summary>
    public static bool TryFind(string? labels, int seats, int before, ReadOnlySpan<char> label, out int seat)
    {
        if (labels is null)
        {
            var isOne = TryNumber(label, out var number) && number > before && number <= before + seats;
            seat = isOne ? number - before - 1 : 0;
            return isOne;
        }

        var passed = 0;
        foreach (var part in new Parts(labels))
        {
            if (part.TryFind(label, out var at))
            {
                seat = passed + at;
                return true;
            }

            passed += part.Count;
        }

        seat = 0;
        return false;
    }

    /// <summary>How many labels from there on are numbers at one distance, and which.</summary>
    private static (int Count, int Step) RunAt(IReadOnlyList<string> labels, int at)
    {
        if (!TryNumber(labels[at], out var last) || at + 1 == labels.Count || !TryNumber(labels[at + 1], out var next) || next == last)
        {
            return (1, 0);
        }

        var step = next - last;
        var count = 1;
        while (at + count < labels.Count && TryNumber(labels[at + count], out next) && next == last + step)
        {
            last = next;
            count++;
        }

        return (count, step);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>As it is written: without a sign, and without zeros before it.</summary>
    private static bool TryNumber(ReadOnlySpan<char> label, out int number)
    {
        number = 0;
        return label is ['0'] or [>= '1' and <= '9', ..] && int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Walks over the parts of a text.</summary>
    private ref struct Parts(ReadOnlySpan<char> text)
    {
        private ReadOnlySpan<char> _rest = text;
        private bool _isOver;

        public Part Current { get; private set; }

        public readonly Parts GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_isOver)
            {
                return false;
            }

            var comma = _rest.IndexOf(',');
            Current = new Part(comma < 0 ? _rest : _rest[..comma]);
            _rest = _rest[(comma + 1)..];
            _isOver = comma < 0;
            return true;
        }
    }

    /// <summary>One label, or numbers at one distance.</summary>
    private readonly ref struct Part
    {
        private readonly ReadOnlySpan<char> _label;
        private readonly int _first;
        private readonly int _step;

        public Part(ReadOnlySpan<char> text)
        {
            _label = text;
            Count = 1;
            var colon = text.IndexOf(':');
            if (colon < 0)
            {
                return;
            }

            var second = text.LastIndexOf(':');
            _first = int.Parse(text[..colon], NumberStyles.None, CultureInfo.InvariantCulture);
            _step = int.Parse(text[(second + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            Count = ((int.Parse(text[(colon + 1)..second], NumberStyles.None, CultureInfo.InvariantCulture) - _first) / _step) + 1;
        }

        public int Count { get; }

        public string LabelAt(int at) => _step == 0 ? _label.ToString() : Number(_first + (at * _step));

        public bool TryFind(ReadOnlySpan<char> label, out int at)
        {
            at = 0;
            if (_step == 0)
            {
                return label.SequenceEqual(_label);
            }

            if (!TryNumber(label, out var number) || (number - _first) % _step != 0)
            {
                return false;
            }

            at = (number - _first) / _step;
            return at >= 0 && at < Count;
        }
    }
}
