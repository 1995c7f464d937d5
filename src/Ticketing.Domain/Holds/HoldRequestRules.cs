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
        if ((request.Items.IsEmpty ? WhyNot(request, view) : WhyNotItems(request, view)) is { } wrong)
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

    /// <summary>What is wrong with places of one section, or with named seats.</summary>
    /// <param name="item">What is wanted.</param>
    /// <param name="view">The event.</param>
    /// <param name="at">What comes before the names of its members in the request.</param>
    private static Refusal? WhyNot(HoldItem item, EventView view, string at = "")
    {
        var most = view.MaxQuantity;
        return item.Seats.IsEmpty && (item.Quantity < 1 || item.Quantity > most) ? Invalid($"{at}qty", $"qty must be from 1 to {most}.")
            : item.Seats.Length > most ? Invalid($"{at}seats", $"At most {most} seats can be held at once.")
            : item.Seats.Length > 1 && item.Seats.Distinct(StringComparer.Ordinal).Count() != item.Seats.Length ? Invalid($"{at}seats", "A seat is named twice.")
            : item.Types.IsEmpty ? null : WhyNotTypes(item, at);
    }

    /// <summary>Each item is right by itself, no section is asked for in two ways, and together they are not too many.</summary>
    private static Refusal? WhyNotItems(HoldRequest request, EventView view)
    {
        HashSet<string> sections = new(StringComparer.Ordinal);
        HashSet<string> seats = new(StringComparer.Ordinal);
        for (var i = 0; i < request.Items.Length; i++)
        {
            var item = request.Items[i];
            if (WhyNot(item, view, $"items[{i}].") is { } wrong)
            {
                return wrong;
            }

            if (item.Seats.FirstOrDefault(seat => !seats.Add(seat)) is not null)
            {
                return Invalid($"items[{i}].seats", "A seat is named twice.");
            }

            if (item.Section is { } section && view.Sections.All(plan => plan.SectionId != section))
            {
                return new Refusal(RefusalCode.SectionNotFound, $"The event has no section '{section}'.");
            }

            if (item.Section is { } again && !sections.Add(again))
            {
                return Invalid($"items[{i}].section", $"Section '{again}' is asked for twice; name it once, with its types.");
            }
        }

        return request.Places > view.MaxQuantity ? Invalid("items", $"At most {view.MaxQuantity} places can be held at once; these are {request.Places}.") : null;
    }

    /// <summary>The types are of all places, each of so many; or of seats that are named once.</summary>
    private static Refusal? WhyNotTypes(HoldItem item, string at)
    {
        if (item.Seats.IsEmpty)
        {
            return item.Types.Sum(static wish => (long)wish.Quantity) == item.Quantity ? null
                : Invalid($"{at}types", $"The types are of {item.Types.Sum(static wish => (long)wish.Quantity)} places, not of {item.Quantity}: give each place a type, or leave the number of places out.");
        }

        var typed = item.Types.SelectMany(static wish => wish.Seats).ToArray();
        return typed.Distinct(StringComparer.Ordinal).Count() != typed.Length ? Invalid($"{at}types", "A seat has two types; give it one.")
            : typed.Except(item.Seats, StringComparer.Ordinal).FirstOrDefault() is { } stranger ? Invalid($"{at}types", $"Seat '{stranger}' has a type and is not among the seats; name it there too.")
            : null;
    }

    private static Refusal Invalid(string field, string message) => Refusal.Invalid([new FieldError(field, message)]);
}
