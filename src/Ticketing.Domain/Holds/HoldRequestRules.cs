using Ticketing.Codes;
using Ticketing.Events;
using Ticketing.Tickets;

namespace Ticketing.Holds;

/// <summary>What can be said of a hold request by the event's facts alone.</summary>
public static class HoldRequestRules
{
    /// <summary>The request with whom its places, or its order, count for.</summary>
    public static HoldRequest Counted(HoldRequest request) => (request.Customer ?? request.Guest) switch
    {
        // One mailbox counts once, however its address is written.
        { } customer => request with { Customer = TicketHolder.ContactOf(customer) is null ? customer : customer.ToLowerInvariant() },
        null => request,
    };

    /// <summary>Null when there is nothing wrong with it.</summary>
    public static Refusal? Check(HoldRequest request, EventView view)
    {
        var most = view.MaxQuantity;
        if (request.Seats.IsEmpty && (request.Quantity < 1 || request.Quantity > most))
        {
            return Invalid("qty", $"qty must be from 1 to {most}.");
        }

        if (request.Seats.Length > most)
        {
            return Invalid("seats", $"At most {most} seats can be held at once.");
        }

        if (request.Seats.Length > 1 && request.Seats.Distinct(StringComparer.Ordinal).Count() != request.Seats.Length)
        {
            return Invalid("seats", "A seat is named twice.");
        }

        if (!request.Types.IsEmpty && WhyNotTypes(request) is { } wrong)
        {
            return wrong;
        }

        if (view.Policy.MaxPerCustomer is not null && WhyNotCounted(request, "the event limits places per customer") is { } uncounted)
        {
            return uncounted;
        }

        return request.Section is { } section && !view.Sections.Any(plan => plan.SectionId == section)
            ? new Refusal(RefusalCode.SectionNotFound, $"The event has no section '{section}'.")
            : null;
    }

    /// <summary>What can be said of it by the code that it names. Null: nothing is wrong.</summary>
    public static Refusal? Check(HoldRequest request, CodeView code) =>
        code.Terms.CustomerLimit is null || request.ExchangeFor is not null ? null : WhyNotCounted(request, "the code limits orders per customer");

    /// <summary>A name that a guest chooses binds nobody; an address that the tickets are sent to does.</summary>
    private static Refusal? WhyNotCounted(HoldRequest request, string why) => request switch
    {
        { Customer: null, CustomerMember: var member } => Invalid(member, $"{member} is required, since {why}."),
        { Customer: var customer, CustomerMember: var member } when TicketHolder.IsGuest(customer) && TicketHolder.ContactOf(customer) is null =>
            Invalid(member, $"{member} must be the mail address that a guest's tickets are sent to, since {why}."),
        _ => null,
    };

    /// <summary>The types are of all places, each of so many; or of seats that are named once.</summary>
    private static Refusal? WhyNotTypes(HoldRequest request)
    {
        if (request.Seats.IsEmpty)
        {
            return request.Types.Sum(static wish => (long)wish.Quantity) == request.Quantity ? null
                : Invalid("types", $"The types are of {request.Types.Sum(static wish => (long)wish.Quantity)} places, not of {request.Quantity}: give each place a type, or leave the number of places out.");
        }

        var typed = request.Types.SelectMany(static wish => wish.Seats).ToArray();
        return typed.Distinct(StringComparer.Ordinal).Count() != typed.Length ? Invalid("types", "A seat has two types; give it one.")
            : typed.Except(request.Seats, StringComparer.Ordinal).FirstOrDefault() is { } stranger ? Invalid("types", $"Seat '{stranger}' has a type and is not among the seats; name it there too.")
            : null;
    }

    private static Refusal Invalid(string field, string message) => Refusal.Invalid([new FieldError(field, message)]);
}
