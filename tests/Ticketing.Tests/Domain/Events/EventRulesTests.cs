using System.Collections.Immutable;
using Ticketing.Events;

namespace Ticketing.Tests.Domain.Events;

public sealed class EventRulesTests
{
    [Fact]
    public void Proper_event_has_no_errors() => Assert.Empty(EventRules.Validate(Samples.Concert, 256));

    [Fact]
    public void Every_wrong_member_is_named()
    {
        var command = Samples.Concert with
        {
            Name = " ",
            Venue = new string('v', 201),
            Currency = "eur",
            Status = EventStatus.Paused,
            SaleWindow = new SaleWindow(Samples.Now, Samples.Now),
            Policy = new EventPolicy { HoldTtl = TimeSpan.Zero, MaxQuantity = 1_001, MaxPerCustomer = 0 },
            Sections = [],
        };

        Assert.Equal(
            ["name", "venue", "currency", "status", "sale_closes_at", "policy.hold_ttl_seconds", "policy.max_quantity", "policy.max_per_customer", "sections"],
            Fields(command));
    }

    [Fact]
    public void Every_wrong_member_of_a_section_is_named()
    {
        SectionSpec[] sections =
        [
            Samples.Stalls,
            new() { SectionId = "a-b", Name = new string('n', 201), PriceMinor = -1, Rows = [new("A", 0), new("A", 1_025), new("B-", 1), default] },
            Samples.Stalls with { PriceMinor = EventLimits.PriceMinor + 1, Capacity = 5 },
            new() { SectionId = "empty" },
            Samples.General("none", 0) with { Rows = [new("A", 1)] },
            new() { SectionId = "what", Kind = (SectionKind)9 },
        ];

        Assert.Equal(
            [
                "sections[1].id", "sections[1].name", "sections[1].price",
                "sections[1].rows[0].seats", "sections[1].rows[1].label", "sections[1].rows[1].seats",
                "sections[1].rows[2].label", "sections[1].rows[3].label", "sections[1].rows[3].seats",
                "sections[2].id", "sections[2].price", "sections[2].capacity",
                "sections[3].rows", "sections[4].capacity", "sections[4].rows", "sections[5].kind",
            ],
            Fields(Samples.Concert with { Sections = [.. sections] }));
    }

    [Fact]
    public void Message_says_the_remedy()
    {
        var errors = EventRules.Validate(Samples.Concert with { Sections = [Samples.Seated("a", 1, 1_025)] }, 256);

        Assert.Equal(
            [new FieldError("sections[0].rows[0].seats", "1025 is out of range; give a number from 1 to 1024.")], errors);
    }

    [Theory]
    [InlineData(257, 1, false)]
    [InlineData(256, 1, true)]
    public void Sections_are_limited(int sections, int capacity, bool right) => Assert.Equal(
        right, EventRules.Validate(Samples.Concert with { Sections = [.. Enumerable.Range(0, sections).Select(i => Samples.General($"s{i}", capacity))] }, 256).Count == 0);

    [Theory]
    [InlineData(20_000, true)]
    [InlineData(20_001, false)]
    public void Rows_are_limited(int rows, bool right) => Assert.Equal(
        right, EventRules.Validate(Samples.Concert with { Sections = [Samples.Seated("a", rows, 1)] }, 256).Count == 0);

    [Fact]
    public void Places_rows_blocks_and_value_of_the_whole_event_are_limited()
    {
        var half = Samples.General("a", EventLimits.Places / 2);
        var rest = Samples.General("b", EventLimits.Places / 2);

        Assert.Empty(SectionRules.Validate([half, rest], 256));
        Assert.Contains("places are too many", Only([half, rest, Samples.General("c", 1)], 256), StringComparison.Ordinal);
        Assert.Contains("blocks", Only([half, rest], 32), StringComparison.Ordinal);
        Assert.Contains("minor units", Only([half with { PriceMinor = EventLimits.PriceMinor }], 256), StringComparison.Ordinal);
        Assert.Contains("20001 rows are too many", Only([Samples.Seated("a", 20_000, 1), Samples.Seated("b", 1, 1)], 256), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_lists_a_bounded_number_of_errors() => Assert.Equal(
        EventLimits.ListedErrors, SectionRules.Validate([Samples.Seated("a", 20_000, 0)], 256).Count);

    [Fact]
    public void Missing_arrays_and_texts_are_errors_too()
    {
        Assert.Equal(["sections"], Fields(Samples.Concert with { Sections = default }));
        Assert.Equal(
            ["name", "currency", "sections[0].id", "sections[0].rows"],
            Fields(Samples.Concert with { Name = null!, Currency = null!, Policy = null!, SaleWindow = null!, Sections = [new() { SectionId = null!, Name = null!, Rows = default }] }));
    }

    [Fact]
    public void Change_is_checked_like_a_new_event()
    {
        var errors = EventRules.Validate(new UpdateEvent
        {
            Name = "",
            Status = (EventStatus)9,
            SaleWindow = new SaleWindow(Samples.Now, Samples.Now.AddTicks(-1)),
            Policy = new EventPolicy { HoldTtl = TimeSpan.FromHours(25) },
        });

        Assert.Equal(["name", "status", "policy.hold_ttl_seconds"], errors.Select(error => error.Field));
        Assert.Empty(EventRules.Validate(new UpdateEvent()));
    }

    [Fact]
    public void Status_goes_only_where_it_may()
    {
        const EventStatus draft = EventStatus.Draft, onSale = EventStatus.OnSale, paused = EventStatus.Paused;
        const EventStatus closed = EventStatus.Closed, cancelled = EventStatus.Cancelled;
        (EventStatus, EventStatus)[] legal =
        [
            (draft, onSale), (draft, cancelled),
            (onSale, paused), (onSale, closed), (onSale, cancelled),
            (paused, onSale), (paused, closed), (paused, cancelled),
            (closed, onSale), (closed, cancelled),
        ];
        var all = Enum.GetValues<EventStatus>();

        Assert.Equal(
            legal,
            all.SelectMany(from => all.Where(to => to != from && EventRules.MayGo(from, to)).Select(to => (from, to))));
        Assert.All(all, status => Assert.True(EventRules.MayGo(status, status)));
    }

    private static IEnumerable<string> Fields(CreateEvent command) => EventRules.Validate(command, 256).Select(error => error.Field);

    private static string Only(ImmutableArray<SectionSpec> sections, int poolSize)
    {
        var error = Assert.Single(SectionRules.Validate(sections, poolSize));
        Assert.Equal("sections", error.Field);
        return error.Message;
    }
}
