using System.Collections.Immutable;
using System.Globalization;
using Ticketing.Holds;
using Ticketing.Inventory;

namespace Ticketing.Feeds;

/// <summary>What becomes of holds as events: each was placed, and expired or was released unless it became a booking.</summary>
public static class HoldFeed
{
    /// <summary>What all types begin with.</summary>
    public const string Prefix = "hold.";

    public static bool IsOfHold(FeedEvent told) => told.Type.StartsWith(Prefix, StringComparison.Ordinal);

    public static ImmutableArray<FeedEvent> Events(UnitState unit, Claim claim, HoldNews news)
    {
        var view = unit.View(claim, claim.IssuedMs);
        var hold = new HoldView
        {
            HoldId = view.HoldId,
            Quantity = view.Quantity,
            SectionId = unit.SectionId,
            Seats = unit.Seat is null ? [] : [unit.Seat],
            Customer = view.Customer,
            CreatedAt = view.CreatedAt,
            ExpiresAt = view.CreatedAt.AddMilliseconds(claim.FirstTtlMs),
            AmountMinor = view.Quantity * view.UnitPriceMinor,
            Currency = view.Currency,
        };
        return Events(hold, news, claim.Status, DateTimeOffset.FromUnixTimeMilliseconds(claim.EndedMs));
    }

    /// <summary>What of a hold over several units is to be told, to whoever follows since then.</summary>
    public static HoldNews Of(HoldState hold, DateTimeOffset since)
    {
        if (hold.Phase is HoldPhase.None or HoldPhase.Placing or HoldPhase.Refused)
        {
            return HoldNews.None;
        }

        var news = hold.CreatedAt >= since ? HoldNews.Placed : HoldNews.None;
        if (hold.Phase is HoldPhase.Expired or HoldPhase.Released && hold.EndedAt >= since)
        {
            news |= HoldNews.Ended;
        }

        return news & ~hold.Told;
    }

    public static ImmutableArray<FeedEvent> Events(HoldState hold, HoldNews news) => Events(
        HoldDecisions.View(hold, hold.CreatedAt) with { ExpiresAt = hold.PlacedUntil ?? hold.ExpiresAt },
        news,
        hold.Phase == HoldPhase.Expired ? HoldStatus.Expired : HoldStatus.Released,
        hold.EndedAt ?? hold.CreatedAt);

    private static ImmutableArray<FeedEvent> Events(HoldView hold, HoldNews news, HoldStatus end, DateTimeOffset endedAt)
    {
        var events = ImmutableArray.CreateBuilder<FeedEvent>();
        if (news.HasFlag(HoldNews.Placed))
        {
            events.Add(Event(hold, "placed", HoldStatus.Active, hold.CreatedAt));
        }

        if (news.HasFlag(HoldNews.Ended))
        {
            events.Add(Event(hold, FeedData.Name(end), end, endedAt));
        }

        return events.ToImmutable();
    }

    /// <summary>A hold that money came too late for may be placed once more: the time tells its lives apart.</summary>
    private static FeedEvent Event(HoldView hold, string step, HoldStatus status, DateTimeOffset at) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{hold.HoldId}-{hold.CreatedAt.ToUnixTimeMilliseconds()}-{step}"),
        Type = Prefix + step,
        Subject = $"holds/{hold.HoldId}",
        EventId = hold.HoldId.Event,
        At = at,
        Data = FeedData.Of((hold, status, at), static (json, facts) =>
        {
            var (hold, status, at) = facts;
            json.WriteString("hold_id"u8, hold.HoldId.Value);
            json.WriteString("event_id"u8, hold.HoldId.Event.Value);
            json.WriteString("section"u8, hold.SectionId);
            json.WriteNumber("quantity"u8, hold.Quantity);
            json.WriteStartArray("seats"u8);
            foreach (var seat in hold.Seats)
            {
                json.WriteStringValue(seat);
            }

            json.WriteEndArray();
            json.WriteString("status"u8, FeedData.Name(status));
            json.WriteString("total_amount"u8, FeedData.Amount(hold.AmountMinor, hold.Currency));
            json.WriteString("currency"u8, hold.Currency);
            json.WriteString("user_id"u8, hold.Customer);
            json.WriteString("created_at"u8, FeedData.Time(hold.CreatedAt));
            json.WriteString("expires_at"u8, FeedData.Time(hold.ExpiresAt));
            json.WriteString("ended_at"u8, status == HoldStatus.Active ? null : FeedData.Time(at));
        }),
    };
}
