using Ticketing.Money;

namespace Ticketing.Events;

/// <summary>What an event must be like. Field errors name members as they are called on the wire.</summary>
public static class EventRules
{
    /// <summary>What is wrong with a new event; empty when nothing is.</summary>
    /// <param name="command">The event.</param>
    /// <param name="poolSize">Places of one pool of a general section: together with the sections it tells how many blocks there are.</param>
    public static IReadOnlyList<FieldError> Validate(CreateEvent command, int poolSize)
    {
        var errors = new FieldErrors();
        errors.CheckName("name", command.Name);
        errors.CheckName("venue", command.Venue, required: false);
        if (!Currency.TryFind(command.Currency, out _))
        {
            errors.Add("currency", "Give an active ISO 4217 code in capitals, such as 'EUR'.");
        }

        if (command.Status is not (EventStatus.Draft or EventStatus.OnSale))
        {
            errors.Add("status", "An event begins as 'draft' or 'on_sale'.");
        }

        if (command.EndsAt is { } ends && (command.StartsAt is not { } starts || ends <= starts))
        {
            errors.Add("ends_at", "It must end after it starts; give starts_at and a later time.");
        }

        CheckWindow(command.SaleWindow, errors);
        CheckPolicy(command.Policy, errors);
        SectionRules.Check(command.Sections, poolSize, errors);
        return errors.List;
    }

    /// <summary>What is wrong with a change, whatever the event's state; empty when nothing is.</summary>
    public static IReadOnlyList<FieldError> Validate(UpdateEvent command)
    {
        var errors = new FieldErrors();
        if (command.Name is { } name)
        {
            errors.CheckName("name", name);
        }

        if (command.Status is { } status && !Enum.IsDefined(status))
        {
            errors.Add("status", "Give 'draft', 'on_sale', 'paused', 'closed' or 'cancelled'.");
        }

        CheckWindow(command.SaleWindow, errors);
        CheckPolicy(command.Policy, errors);
        return errors.List;
    }

    /// <summary>True when an event may go from one status to the other. Staying is always allowed; a cancelled event stays.</summary>
    public static bool MayGo(EventStatus from, EventStatus to) => from == to || from switch
    {
        EventStatus.Draft => to is EventStatus.OnSale or EventStatus.Cancelled,
        EventStatus.OnSale => to is EventStatus.Paused or EventStatus.Closed or EventStatus.Cancelled,
        EventStatus.Paused => to is EventStatus.OnSale or EventStatus.Closed or EventStatus.Cancelled,
        EventStatus.Closed => to is EventStatus.OnSale or EventStatus.Cancelled,
        _ => false,
    };

    private static void CheckWindow(SaleWindow? window, FieldErrors errors)
    {
        if (window is { OpensAt: { } opens, ClosesAt: { } closes } && opens >= closes)
        {
            errors.Add("sale_window.closes_at", "The sale must close after it opens; give a later time.");
        }
    }

    private static void CheckPolicy(EventPolicy? policy, FieldErrors errors)
    {
        if (policy?.HoldTtl is { } ttl && (ttl < EventLimits.MinHoldTtl || ttl > EventLimits.MaxHoldTtl))
        {
            errors.Add(
                "policy.hold_ttl_seconds",
                FormattableString.Invariant($"Give {EventLimits.MinHoldTtl.TotalSeconds} to {EventLimits.MaxHoldTtl.TotalSeconds} seconds."));
        }

        if (policy?.MaxQuantity is { } quantity)
        {
            errors.CheckRange("policy.max_quantity", quantity, 1, EventLimits.MaxQuantity);
        }

        if (policy?.MaxPerCustomer is { } perCustomer)
        {
            errors.CheckRange("policy.max_per_customer", perCustomer, 1, EventLimits.MaxPerCustomer);
        }

        if (policy?.RefundPercent is { } percent)
        {
            errors.CheckRange("policy.refund_percent", percent, 0, 100);
        }
    }
}
