using Ticketing.Events;

namespace Ticketing.Tests.Domain.Events;

public sealed class SeatLabelsTests
{
    [Theory]
    [InlineData("1 2 3", null)]
    [InlineData("1", null)]
    [InlineData("1 3 5 7", "1:7:2")]
    [InlineData("20 18 16 14", "20:14:-2")]
    [InlineData("5 3 1 2 4 6", "5:1:-2,2:6:2")]
    [InlineData("2 3 4", "2:4:1")]
    [InlineData("1 3", "1,3")]
    [InlineData("11 12 12a 13 14 15", "11,12,12a,13:15:1")]
    [InlineData("01 02 03", "01,02,03")]
    [InlineData("א ב ג", "א,ב,ג")]
    [InlineData("7 7 7", "7,7,7")]
    public void Labels_are_kept_in_few_letters(string labels, string? packed)
    {
        var all = labels.Split(' ');
        Assert.Equal(packed, SeatLabels.Pack(all));
        Assert.Equal(all, SeatLabels.AllOf(Row(all)));
    }

    [Fact]
    public void Every_label_leads_to_its_seat_and_back()
    {
        var random = new Random(23);
        for (var round = 0; round < 500; round++)
        {
            var labels = Enumerable.Range(0, random.Next(1, 40)).Select(_ => Any(random)).Distinct().ToArray();
            var row = Row(labels);
            Assert.Equal(labels, SeatLabels.AllOf(row));
            for (var seat = 0; seat < labels.Length; seat++)
            {
                Assert.Equal(labels[seat], SeatLabels.Of(row, seat));
                Assert.True(SeatLabels.TryFind(row.Marks?.Labels, row.Seats, row.Before, labels[seat], out var found));
                Assert.Equal(seat, found);
            }

            Assert.All(new[] { "", "0", "00", "-1", "1001", "zz", "4 ", "1:7:2" }.Except(labels), label => Assert.False(SeatLabels.TryFind(row.Marks?.Labels, row.Seats, row.Before, label, out _), label));
        }
    }

    [Fact]
    public void A_full_row_of_labels_that_follow_no_rule_is_still_found()
    {
        string[] labels = [.. Enumerable.Range(0, EventLimits.SeatsInRow).Select(static seat => $"s{seat * 7 % 1_024}")];
        var row = Row(labels);
        Assert.True(SeatLabels.TryFind(row.Marks!.Labels, row.Seats, row.Before, labels[^1], out var last));
        Assert.Equal(EventLimits.SeatsInRow - 1, last);
    }

    [Fact]
    public void A_part_that_was_added_to_a_row_goes_on_with_its_numbers()
    {
        var part = new RowPlan("A", 3) { Before = 4 };
        Assert.Equal(["5", "6", "7"], SeatLabels.AllOf(part));
        Assert.Equal("6", SeatLabels.Of(part, 1));
        Assert.True(SeatLabels.TryFind(null, part.Seats, part.Before, "7", out var seat));
        Assert.Equal(2, seat);
        Assert.False(SeatLabels.TryFind(null, part.Seats, part.Before, "4", out _));
        Assert.False(SeatLabels.TryFind(null, part.Seats, part.Before, "8", out _));
    }

    private static RowPlan Row(string[] labels) => new("A", labels.Length, SeatLabels.Pack(labels) is { } packed ? new RowMarks { Labels = packed } : null);

    private static string Any(Random random) => random.Next(4) switch
    {
        0 => $"{random.Next(1, 1_000)}{(char)('a' + random.Next(26))}",
        1 => $"{(char)('α' + random.Next(20))}",
        _ => $"{random.Next(1, 30)}",
    };
}
