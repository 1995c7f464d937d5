using Ticketing.Customers;

namespace Ticketing.Tickets;

/// <summary>Whose name is on tickets.</summary>
public static class TicketHolder
{
    /// <summary>Before the names that guests give themselves in Strict mode, so that they are never a customer's.</summary>
    public const string GuestPrefix = "guest:";

    /// <summary>Guests have no profile.</summary>
    public static bool IsGuest(string customer) => customer.StartsWith(GuestPrefix, StringComparison.Ordinal);

    /// <summary>The name in the customer's profile, else what the customer is known by.</summary>
    public static string? Of(string? customer, CustomerView? profile) =>
        customer is not null && IsGuest(customer) ? customer[GuestPrefix.Length..] : profile?.Name ?? customer;
}
