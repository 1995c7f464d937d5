using System.Text.RegularExpressions;
using Ticketing.Bookings;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Waitlists;

namespace Ticketing.Tests.HouseRules;

/// <summary>The list of types that subscriptions may name, beside what is told and what the documents say.</summary>
public sealed partial class FeedTypesTests
{
    private static readonly HoldId Hold = HoldId.InUnit(7, 0, 0, 1);

    [Fact]
    public void Every_type_that_is_told_can_be_named()
    {
        string[] told =
        [
            .. Enum.GetValues<BookingStatus>().SelectMany(Steps).Select(static one => one.Type),
            .. Enum.GetValues<WaitlistStatus>().SelectMany(static status => WaitlistFeed.Steps(
                null, new WaitlistEntry { Id = WaitlistEntryId.Of(EventId.FromKey(7), 1, 1), Steps = [new WaitlistStep(status, default, "", null)] })).Select(static one => one.Type),
            .. new[] { HoldPhase.Expired, HoldPhase.Released }.SelectMany(static phase => HoldFeed.Events(
                new HoldState { HoldId = Hold, Phase = phase }, HoldNews.Placed | HoldNews.Ended)).Select(static one => one.Type),
            .. Source.Of("src/Ticketing.Domain/Feeds").SelectMany(static file => Literal().Matches(file.Text)).Select(static match => match.Groups[1].Value),
            FeedTypes.Test,
        ];
        Assert.Equal(FeedTypes.All.Order(StringComparer.Ordinal), told.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_type_is_in_the_documents()
    {
        var table = File.ReadLines(Path.Combine(Source.Root, "docs/api/webhooks.md")).SkipWhile(static line => line != "| Type | When |").Skip(2).TakeWhile(static line => line.Length > 0);
        List<string> listed = [];
        foreach (var line in table)
        {
            var first = "";
            foreach (Match match in Listed().Matches(line.Split('|')[1]))
            {
                first = match.Groups[1].Length > 0 ? match.Groups[1].Value : first;
                listed.Add($"{first}.{match.Groups[2].Value}");
            }
        }

        Assert.Equal(FeedTypes.All.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("booking.confirmed", true)]
    [InlineData("booking.*", true)]
    [InlineData("webhook.*", true)]
    [InlineData("booking", false)]
    [InlineData("booking.", false)]
    [InlineData("booking.con*", false)]
    [InlineData("book.*", false)]
    [InlineData(".*", false)]
    [InlineData("*", false)]
    [InlineData("", false)]
    public void A_type_is_known_whole_or_by_its_first_part(string type, bool isKnown) => Assert.Equal(isKnown, FeedTypes.Know(type));

    private static IEnumerable<FeedEvent> Steps(BookingStatus status) => BookingFeed.Untold(
        new BookingState { BookingId = BookingId.Of(Hold), Currency = "EUR", Audit = [new AuditEntry { Version = 1, Status = status }] });

    [GeneratedRegex("\"([a-z]+\\.[a-z_]+)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("`([a-z]*)\\.([a-z_]+)`")]
    private static partial Regex Listed();
}
