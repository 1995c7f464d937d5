using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Security;

namespace Ticketing.Waitlists;

/// <summary>What becomes of an entry by a command or by time. Pure: the line loads, asks here, writes and tells.</summary>
public static class WaitlistDecisions
{
    /// <summary>Who did what nobody asked for.</summary>
    public const string Service = ReservedNames.System;

    /// <summary>Null: the party may join as far as the event's facts tell.</summary>
    public static Refusal? WhyNotJoin(EventView @event, JoinWaitlist command, DateTimeOffset now)
    {
        if (WhyNoOffers(@event, now) is { } refusal)
        {
            return refusal;
        }

        if (command.SectionId is { } id && !@event.Sections.Any(plan => plan.SectionId == id))
        {
            return new Refusal(RefusalCode.SectionNotFound, $"The event has no section '{id}'.");
        }

        if (command.Quantity < 1 || command.Quantity > @event.MaxQuantity)
        {
            return Refusal.Invalid([new FieldError("quantity", $"quantity must be from 1 to {@event.MaxQuantity}.")]);
        }

        if (command.Priority is < 0 or > WaitlistRules.MaxPriority)
        {
            return Refusal.Invalid([new FieldError("priority", $"priority must be from 0 to {WaitlistRules.MaxPriority}.")]);
        }

        if (!Wanted(@event, command.SectionId, command.Quantity).Any())
        {
            return Refusal.Invalid([new FieldError("quantity", "No section that is sold without a code is large enough for the party.")]);
        }

        return @event.Policy.MaxPerCustomer is { } most && command.Quantity > most
            ? new Refusal(RefusalCode.CustomerLimit, $"A customer may take at most {most} places of this event.")
            : null;
    }

    /// <summary>Null: places are held for it, or it has booked them.</summary>
    public static Refusal? WhyNotBook(WaitlistView view) => (view.Entry.Status, view.Hold) switch
    {
        (WaitlistStatus.Pending, _) => new Refusal(RefusalCode.NothingOffered, "It waits: its turn has not come."),
        (WaitlistStatus.Cancelled, _) => new Refusal(RefusalCode.WaitlistTransition, "It is cancelled: nothing is kept for it. Join the waitlist again."),
        (_, null) => new Refusal(RefusalCode.WaitlistTransition, "It is over: nothing was offered to it."),
        (WaitlistStatus.Expired, _) => new Refusal(RefusalCode.HoldExpired, "The offer was not taken in time."),
        _ => null,
    };

    /// <summary>Null: offers can be made now.</summary>
    public static Refusal? WhyNoOffers(EventView @event, DateTimeOffset now) => SaleRules.WhyNotPlace(
        new BlockTerms
        {
            Status = @event.Status,
            SaleWindow = @event.SaleWindow,
            OverAt = EventEnd.Of(@event.StartsAt, @event.EndsAt),
            MaxQuantity = int.MaxValue,
        },
        1,
        now);

    /// <summary>No offer will ever be made again: what those who wait become, and why. Null: it may go on.</summary>
    public static (WaitlistStatus Status, string Why)? IsOver(EventView @event, DateTimeOffset now) => @event switch
    {
        { Status: EventStatus.Cancelled } => (WaitlistStatus.Cancelled, "event_cancelled"),
        _ when @event.SaleWindow.ClosesAt <= now || EventEnd.Of(@event.StartsAt, @event.EndsAt) <= now => (WaitlistStatus.Expired, "sale_over"),
        _ => null,
    };

    /// <summary>Its customer, or staff for them, wants to join beside it.</summary>
    public static Refusal AlreadyWaiting(WaitlistEntry entry) => new(
        RefusalCode.AlreadyWaiting,
        entry.Status == WaitlistStatus.Notified ? $"The entry is {entry.Id}. Places are offered to it: book them, or cancel it." : $"The entry is {entry.Id}. Cancel it to join with another wish.");

    /// <summary>Why an entry that does not wait any more, and has no offer, can't be cancelled.</summary>
    public static Refusal WhyNotCancel(WaitlistEntry entry) => new(
        RefusalCode.WaitlistTransition,
        entry.Status == WaitlistStatus.Booked
            ? $"It is booked: cancel the booking instead, which is {BookingId.Of(WaitlistOffers.HoldOf(entry))}."
            : $"It is {FeedData.Name(entry.Status)}: it waits for nothing any more.");

    /// <summary>The sections in which the party may be placed.</summary>
    public static IEnumerable<SectionPlan> Wanted(EventView @event, string? section, int quantity) =>
        @event.Sections.Where(plan => CanUse(plan, section, quantity));

    public static bool CanUse(SectionPlan plan, string? section, int quantity) =>
        (section is null || section == plan.SectionId) && plan.Places >= quantity && plan.CanBeOffered;

    /// <summary>The section that it waits for was taken away. Sections are never brought back.</summary>
    public static bool IsWithoutSection(EventView @event, WaitlistEntry entry) =>
        entry.SectionId is { } id && !@event.Sections.Any(plan => plan.SectionId == id);

    public static WaitlistEntry Join(JoinWaitlist command, int number, DateTimeOffset now) => Step(
        new WaitlistEntry
        {
            Id = WaitlistEntryId.Of(command.EventId, number, (ulong)command.Request),
            Request = command.Request,
            Customer = command.Customer,
            Quantity = command.Quantity,
            SectionId = command.SectionId,
            Priority = command.Priority,
            JoinedAt = now,
        },
        WaitlistStatus.Pending,
        command.By,
        null,
        now);

    /// <summary>An offer begins: from here on its hold may exist.</summary>
    public static WaitlistEntry BeginOffer(WaitlistEntry entry, string section, ImmutableArray<int> blocks, DateTimeOffset now) =>
        Next(entry, now) with { Offers = entry.Offers + 1, Offering = new WaitlistIntent(section, blocks) };

    /// <summary>The hold was granted.</summary>
    public static WaitlistEntry Offered(WaitlistEntry entry, HoldView hold, DateTimeOffset now) =>
        Step(entry, WaitlistStatus.Notified, Service, null, now) with { Offering = null, NotifiedAt = now, ExpiresAt = hold.ExpiresAt };

    /// <summary>The places were not to be had after all, or nobody would have had the time to take them.</summary>
    public static WaitlistEntry NotOffered(WaitlistEntry entry, DateTimeOffset now) => Next(entry, now) with { Offering = null };

    public static WaitlistEntry Booked(WaitlistEntry entry, string by, DateTimeOffset now) =>
        Step(entry, WaitlistStatus.Booked, by, null, now) with { BookedAt = now };

    /// <summary>It waits no longer, and has no offer.</summary>
    public static WaitlistEntry End(WaitlistEntry entry, WaitlistStatus status, string by, string? why, DateTimeOffset now) =>
        Step(entry, status, by, why, now) with { Offering = null };

    /// <summary>What became of it stays; who it was for goes, and what they wrote. One that is active ends by it.</summary>
    public static WaitlistEntry Erase(WaitlistEntry entry, EraseEntry command, DateTimeOffset now)
    {
        var over = entry.IsActive ? End(entry, WaitlistStatus.Cancelled, command.Pseudonym, "erased", now) : Next(entry, now);
        return over with
        {
            Customer = command.Pseudonym,
            Steps = [.. over.Steps.Select(step => step.By == command.Customer ? step with { By = command.Pseudonym, Why = null } : step)],
        };
    }

    public static WaitlistEntry Passed(WaitlistEntry entry, DateTimeOffset now) => Next(entry, now) with { Passed = entry.Passed + 1 };

    public static WaitlistEntry Keep(WaitlistEntry entry, DateTimeOffset until, DateTimeOffset now) => Next(entry, now) with { KeepUntil = until };

    private static WaitlistEntry Step(WaitlistEntry entry, WaitlistStatus status, string by, string? why, DateTimeOffset now) =>
        Next(entry, now) with { Status = status, Steps = entry.Steps.Add(new WaitlistStep(status, now, by, why)) };

    private static WaitlistEntry Next(WaitlistEntry entry, DateTimeOffset now) => entry with { Version = entry.Version + 1, UpdatedAt = now };
}
