using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Tests.Domain.Events;

/// <summary>What lists of events find, and in which order.</summary>
public sealed class EventIndexTests
{
    private static readonly DateTimeOffset Day = new(2030, 6, 1, 18, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("koln", true)]
    [InlineData("KÖLN", true)]
    [InlineData("Ko\u0308ln", true)]
    [InlineData("kol", true)]
    [InlineData("oln", false)]
    [InlineData("nacht koln", true)]
    [InlineData("nacht bonn", false)]
    [InlineData("strasse", true)]
    [InlineData("Straße 7", true)]
    [InlineData("lodz", true)]
    [InlineData("dvorak", true)]
    [InlineData("чайковскии", true)]
    [InlineData("東京", true)]
    [InlineData("-", false)]
    public void Every_word_must_begin_one_of_name_organizer_venue_or_address(string text, bool isFound)
    {
        var index = Index(Event(0) with
        {
            Name = "Die lange Nacht: Dvořák, Чайковский",
            Venue = "Gürzenich Köln 東京",
            Details = new EventDetails { Organizer = "Filharmonia Łódź", Address = "Alte Straße 29-37\n7. Stock" },
        });

        Assert.Equal(isFound ? 1 : 0, index.Find(new EventFit(new EventQuery { Text = text }), null, 0, 10).Total);
    }

    [Fact]
    public void Events_without_a_start_come_last_in_either_direction()
    {
        var index = Index(Event(0), Event(1, Day.AddDays(1)), Event(2, Day), Event(3), Event(4, Day));

        Assert.Equal([2, 4, 1, 0, 3], Walk(index, EventOrder.Start, isDescending: false));
        Assert.Equal([1, 2, 4, 0, 3], Walk(index, EventOrder.Start, isDescending: true));
    }

    [Fact]
    public void Names_are_ordered_without_regard_to_capitals_and_accents()
    {
        var index = Index(Event(0) with { Name = "zebra" }, Event(1) with { Name = "Éclair" }, Event(2) with { Name = "apple" }, Event(3) with { Name = "eclair" });

        Assert.Equal([2, 1, 3, 0], Walk(index, EventOrder.Name, isDescending: false));
        Assert.Equal([0, 1, 3, 2], Walk(index, EventOrder.Name, isDescending: true));
        Assert.Equal([3, 2, 1, 0], Walk(index, EventOrder.Created, isDescending: true));
    }

    [Fact]
    public void Who_walks_on_meets_each_event_once_whatever_becomes_of_others_meanwhile()
    {
        var index = Index([.. Enumerable.Range(0, 9).Select(static number => Event(number, Day.AddDays(number)))]);
        EventFit fit = new(new EventQuery { Order = EventOrder.Start });
        var (first, next, total) = index.Find(fit, null, 0, 4);
        Assert.Equal(9, total);

        // One that was met moves behind, one that was not moves before, the last one met goes away, and a new one comes.
        var later = index.With([(0, Changed(0, Day.AddDays(20))), (8, Changed(8, Day.AddDays(-1))), (3, null), (9, Event(9, Day.AddDays(4)))]);
        var (rest, end, _) = later.Find(fit, next, 0, 100);

        Assert.Equal([0, 1, 2, 3], first.Select(static row => row.Position));
        Assert.Equal([4, 9, 5, 6, 7, 0], rest.Select(static row => row.Position));
        Assert.Null(end);
        Assert.Equal([8, 1, 2, 4, 9, 5, 6, 7, 0], Walk(later, EventOrder.Start, isDescending: false));

        static EventView Changed(int number, DateTimeOffset startsAt) => Event(number, startsAt) with { Version = 2 };
    }

    [Fact]
    public void Filters_are_of_facts()
    {
        var hall = Guid.NewGuid();
        var index = Index(
            Event(0, Day) with { Status = EventStatus.Draft },
            Event(1, Day) with { VenueId = hall, Venue = "Old Hall", Currency = "EUR" },
            Event(2, Day.AddDays(2)) with { Details = new EventDetails { Organizer = "Théâtre" } },
            Event(3));

        Assert.Equal([1, 2, 3], Find(new EventQuery()));
        Assert.Equal([0, 1, 2, 3], Find(new EventQuery { IsForStaff = true }));
        Assert.Equal([0], Find(new EventQuery { IsForStaff = true, Status = EventStatus.Draft }));
        Assert.Equal([1], Find(new EventQuery { VenueId = hall }));
        Assert.Equal([1], Find(new EventQuery { Venue = "old hall" }));
        Assert.Equal([], Find(new EventQuery { Venue = "hall" }));
        Assert.Equal([2], Find(new EventQuery { Organizer = "Theatre" }));
        Assert.Equal([1], Find(new EventQuery { Currency = "EUR" }));
        Assert.Equal([1], Find(new EventQuery { To = Day.AddDays(2) }));
        Assert.Equal([2], Find(new EventQuery { From = Day.AddTicks(1) }));
        Assert.Equal([2, 3], Find(new EventQuery { GoesOnAt = Day.AddHours(12) }));

        int[] Find(EventQuery query) => [.. index.Find(new EventFit(query), null, 0, 10).Rows.Select(static row => row.Position)];
    }

    [Fact]
    public void Days_are_those_of_the_clocks_at_the_venue()
    {
        // Half past midnight in Berlin, where it is the second of June already.
        var index = Index(Event(0, new DateTimeOffset(2030, 6, 1, 22, 30, 0, TimeSpan.Zero)) with { Details = new EventDetails { TimeZone = "Europe/Berlin" } });

        Assert.Equal(1, index.Find(new EventFit(new EventQuery { FirstDay = new DateOnly(2030, 6, 2), LastDay = new DateOnly(2030, 6, 2) }), null, 0, 1).Total);
        Assert.Equal(0, index.Find(new EventFit(new EventQuery { LastDay = new DateOnly(2030, 6, 1) }), null, 0, 1).Total);
    }

    private static EventIndex Index(params EventView[] views) => EventIndex.Empty.With([.. views.Select(static (view, position) => (position, (EventView?)view))]);

    private static EventView Event(int number, DateTimeOffset? startsAt = null) => new()
    {
        EventId = EventId.FromKey((ulong)number + 1),
        Version = 1,
        Name = $"Event {number}",
        Status = EventStatus.OnSale,
        Currency = "USD",
        StartsAt = startsAt,
    };

    private static int[] Walk(EventIndex index, EventOrder order, bool isDescending)
    {
        List<int> met = [];
        EventFit fit = new(new EventQuery { Order = order, IsDescending = isDescending });
        for (EventPlace? place = null, next = new EventPlace(); next is not null; place = next)
        {
            (var rows, next, _) = index.Find(fit, place, 0, 1);
            met.AddRange(rows.Select(static row => row.Position));
        }

        return [.. met];
    }
}
