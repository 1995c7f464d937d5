using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tickets;
using Ticketing.Waitlists;

namespace Ticketing.Feeds;

/// <summary>A change of an event as an event of the feed. Changes that were not told one by one are told by the last of them.</summary>
public static class EventFeed
{
    public static ImmutableArray<FeedEvent> Untold(EventState state) => state.AnnouncedVersion >= state.Version ? [] :
    [
        new FeedEvent
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{state.EventId}-{state.Version}"),
            Type = state.CancelledVersion > state.AnnouncedVersion ? "event.cancelled" : state.OwesNotice ? "event.moved" : "event.changed",
            Subject = $"events/{state.EventId}",
            EventId = state.EventId,
            At = state.UpdatedAt,
            Data = FeedData.Of(state, static (json, state) =>
            {
                json.WriteString("event_id"u8, state.EventId.Value);
                json.WriteString("name"u8, state.Name);
                json.WriteString("status"u8, FeedData.Name(state.Status));
                json.WriteString("starts_at"u8, state.StartsAt is { } start ? FeedData.Time(start) : null);
                json.WriteString("ends_at"u8, state.EndsAt is { } end ? FeedData.Time(end) : null);
                if (state.OwesNotice)
                {
                    WriteMove(json, state, state.Moved!);
                }

                if (state.Capacity is { Version: > 0 } capacity)
                {
                    json.WriteNumber("total_seats"u8, capacity.Places);
                }

                json.WriteString("updated_at"u8, FeedData.Time(state.UpdatedAt));
                json.WriteNumber("version"u8, state.Version);
            }),
        },
    ];

    private static void WriteMove(Utf8JsonWriter json, EventState state, EventMove move)
    {
        var now = state.Schedule;
        json.WriteString("doors_open_at"u8, now.DoorsOpenAt is { } doors ? FeedData.Time(doors) : null);
        json.WriteString("venue"u8, now.Venue);
        json.WriteString("address"u8, now.Address);
        json.WriteString("give_back_until"u8, state.GiveBackUntil is { } until ? FeedData.Time(until) : null);
        json.WriteStartObject("former"u8);
        json.WriteString("starts_at"u8, move.Former.StartsAt is { } start ? FeedData.Time(start) : null);
        json.WriteString("ends_at"u8, move.Former.EndsAt is { } end ? FeedData.Time(end) : null);
        json.WriteString("doors_open_at"u8, move.Former.DoorsOpenAt is { } opened ? FeedData.Time(opened) : null);
        json.WriteString("venue"u8, move.Former.Venue);
        json.WriteString("address"u8, move.Former.Address);
        json.WriteEndObject();
    }

    /// <summary>The event's last place was sold. It may be sold out again later, after places went back: that is another event.</summary>
    public static FeedEvent SoldOut(EventState state) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{state.EventId}-sold-out-{state.SoldOutAt}"),
        Type = "event.sold_out",
        Subject = $"events/{state.EventId}",
        EventId = state.EventId,
        At = state.SoldOutSince ?? state.UpdatedAt,
        Data = FeedData.Of(state, static (json, state) =>
        {
            json.WriteString("event_id"u8, state.EventId.Value);
            json.WriteString("sold_out_at"u8, FeedData.Time(state.SoldOutSince ?? state.UpdatedAt));
        }),
    };
}

/// <summary>What becomes of holds as events: each was placed, and expired or was released unless it became a booking.</summary>
public static class HoldFeed
{
    /// <summary>What all types begin with.</summary>
    public const string Prefix = "hold.";

    public static bool IsOfHold(FeedEvent told) => told.Type.StartsWith(Prefix, StringComparison.Ordinal);

    public static ImmutableArray<FeedEvent> Events(UnitState unit, Claim claim, HoldNews news)
    {
        // With all that was given back since: what is told twice is the same.
        var placed = unit.View(claim with { Quantity = claim.Quantity + claim.GivenBack }, claim.IssuedMs);
        var hold = placed with { ExpiresAt = placed.CreatedAt.AddMilliseconds(claim.FirstTtlMs) };
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

/// <summary>A booking's audit trail as events: the trail is written with the change, so it is the outbox too.</summary>
public static class BookingFeed
{
    /// <summary>Every step that the feed does not have yet, in order, and in its place that the tickets are made out, if that is to be told.</summary>
    public static ImmutableArray<FeedEvent> Untold(BookingState booking, bool owesFinalized = false)
    {
        var events = ImmutableArray.CreateBuilder<FeedEvent>();
        for (var i = 0; i < booking.Audit.Count; i++)
        {
            if (booking.Audit[i].Version > booking.PublishedVersion)
            {
                events.Add(Event(booking, booking.Audit[i], i == 0 ? null : booking.Audit[i - 1]));
            }

            if (owesFinalized && booking.Audit[i].Version == booking.FinalizedVersion)
            {
                events.Add(Finalized(booking, booking.Audit[i]));
            }
        }

        return events.ToImmutable();
    }

    /// <summary>Its tickets are made out: the facts of the version that it had then, the same in every telling.</summary>
    private static FeedEvent Finalized(BookingState booking, AuditEntry step) => Event(booking, step, before: null, isFinalized: true) with
    {
        Id = $"{booking.BookingId}-finalized",
        Type = "booking.finalized",
        At = booking.FinalizedAt!.Value,
    };

    /// <summary>What is not the same in a repeat after a lost write (who confirmed, and why) is left out.</summary>
    private static FeedEvent Event(BookingState booking, AuditEntry step, AuditEntry? before, bool isFinalized = false) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{booking.BookingId}-{step.Version}"),
        Type = Type(step, before),
        Subject = $"bookings/{booking.BookingId}",
        EventId = booking.BookingId.Hold.Event,
        At = step.At,
        Data = FeedData.Of((booking, step, had: PlacesAt(booking, step), isFinalized), static (json, facts) =>
        {
            var (booking, step, had, isFinalized) = facts;
            json.WriteString("id"u8, booking.BookingId.Value);
            json.WriteString("booking_reference"u8, BookingReference.Of(booking.BookingId));
            json.WriteString("hold_id"u8, booking.BookingId.Hold.Value);
            json.WriteString("event_id"u8, booking.BookingId.Hold.Event.Value);
            json.WriteString("section"u8, had.SectionId);
            json.WriteNumber("quantity"u8, had.Quantity);
            WriteSeats(json, "seats"u8, had);
            if (step.Exchanged is { } former)
            {
                json.WriteString("former_section"u8, former.SectionId);
                WriteSeats(json, "former_seats"u8, former);
            }

            if (step.Transferred is { } ticket)
            {
                json.WriteString("ticket_id"u8, new TicketId(booking.BookingId, ticket.Place).ToString());
                json.WriteString("from_user_id"u8, ticket.From);
                json.WriteString("to_user_id"u8, ticket.To);
            }

            if (step.GaveBack is { } returned)
            {
                json.WriteStartArray("given_back_tickets"u8);
                foreach (var place in returned.Places)
                {
                    json.WriteStringValue(new TicketId(booking.BookingId, place).ToString());
                }

                json.WriteEndArray();
            }

            json.WriteString("status"u8, FeedData.Name(step.Status));
            json.WriteString("payment_status"u8, FeedData.Name(step.PaymentStatus));
            if (isFinalized)
            {
                json.WriteString("ticket_status"u8, "FINALIZED"u8);
            }

            json.WriteString("total_amount"u8, FeedData.Amount(had.AmountMinor, booking.Currency));
            json.WriteString("refunded_amount"u8, FeedData.Amount(step.RefundedMinor, booking.Currency));
            json.WriteString("currency"u8, booking.Currency);
            json.WriteString("user_id"u8, booking.Customer);
            json.WriteString("created_at"u8, FeedData.Time(booking.CreatedAt));
            json.WriteString("updated_at"u8, FeedData.Time(step.At));
            json.WriteNumber("version"u8, step.Version);
        }),
    };

    private static string Type(AuditEntry step, AuditEntry? before) =>
        step.Exchanged is not null ? "booking.exchanged"
        : step.Transferred is not null ? "ticket.transferred"
        : step.Disputed is not null ? "booking.disputed"
        : step.GaveBack is not null && step.Status == BookingStatus.Confirmed ? "ticket.given_back"
        : before is null || before.Status != step.Status ? $"booking.{FeedData.Name(step.Status)}"
        : step.RefundedMinor > before.RefundedMinor ? "booking.refunded"
        : "booking.changed";

    /// <summary>What the booking had after a step: the next exchange noted it, and the steps since the last one which tickets were given back. So a step says the same whenever it is told.</summary>
    private static ExchangedPlaces PlacesAt(BookingState booking, AuditEntry step)
    {
        var had = booking.Audit.Find(later => later.Version > step.Version && later.Exchanged is not null)?.Exchanged
            ?? new ExchangedPlaces { SectionId = booking.SectionId, Seats = booking.Seats, AmountMinor = booking.AmountMinor };
        var since = booking.Audit.FindLast(known => known.Version <= step.Version && known.Exchanged is not null)?.Version ?? 0;
        var gone = booking.Audit
            .Where(known => known.Version > since && known.Version <= step.Version && known is { Status: BookingStatus.Confirmed, GaveBack: not null })
            .SelectMany(static known => known.GaveBack!.Places)
            .ToHashSet();
        return had with
        {
            Quantity = (had.Quantity > 0 ? had.Quantity : booking.Quantity) - gone.Count,
            Seats = [.. had.Seats.Where((_, i) => !gone.Contains(i + 1))],
        };
    }

    private static void WriteSeats(Utf8JsonWriter json, ReadOnlySpan<byte> name, ExchangedPlaces places)
    {
        json.WriteStartArray(name);
        foreach (var seat in places.Seats)
        {
            json.WriteStringValue(seat);
        }

        json.WriteEndArray();
    }
}

/// <summary>The steps of a waitlist's entries as events.</summary>
public static class WaitlistFeed
{
    /// <summary>The steps that <paramref name="entry"/> has and <paramref name="before"/> did not have, in order.</summary>
    public static IEnumerable<FeedEvent> Steps(WaitlistEntry? before, WaitlistEntry entry)
    {
        for (var number = (before?.Steps.Length ?? 0) + 1; number <= entry.Steps.Length; number++)
        {
            yield return Event(entry, number);
        }
    }

    private static FeedEvent Event(WaitlistEntry entry, int number) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{entry.Id.Value}-{number}"),
        Type = $"waitlist.{Name(entry.Steps[number - 1].Status)}",
        Subject = $"waitlist/{entry.Id.Value}",
        EventId = entry.Id.Event,
        At = entry.Steps[number - 1].At,
        Data = FeedData.Of((entry, number), static (json, facts) =>
        {
            var (entry, number) = facts;
            var step = entry.Steps[number - 1];
            json.WriteString("id"u8, entry.Id.Value);
            json.WriteString("event_id"u8, entry.Id.Event.Value);
            json.WriteString("user_id"u8, entry.Customer);
            json.WriteString("section"u8, entry.SectionId);
            json.WriteNumber("quantity"u8, entry.Quantity);
            json.WriteNumber("priority"u8, entry.Priority);
            json.WriteString("status"u8, FeedData.Name(step.Status));

            // What somebody wrote is not for others.
            json.WriteString("why"u8, step.By == WaitlistDecisions.Service ? step.Why : null);
            json.WriteString("joined_at"u8, FeedData.Time(entry.JoinedAt));
            json.WriteString("notified_at"u8, entry.NotifiedAt is { } notified ? FeedData.Time(notified) : null);
            json.WriteString("expires_at"u8, entry.ExpiresAt is { } end ? FeedData.Time(end) : null);
            json.WriteString("updated_at"u8, FeedData.Time(step.At));
            json.WriteNumber("step"u8, number);
        }),
    };

    private static string Name(WaitlistStatus status) => status switch
    {
        WaitlistStatus.Pending => "joined",
        WaitlistStatus.Notified => "offered",
        _ => FeedData.Name(status),
    };
}
