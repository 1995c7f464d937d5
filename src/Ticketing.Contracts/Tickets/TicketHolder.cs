using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Mail;
using Ticketing.Security;
using Ticketing.SignIn;

namespace Ticketing.Tickets;

/// <summary>Whose name is on tickets.</summary>
public static class TicketHolder
{
    /// <summary>Guests have no profile.</summary>
    public static bool IsGuest(string customer) => customer.StartsWith(ReservedNames.GuestPrefix, StringComparison.Ordinal);

    /// <summary>No account has it: a guest's, who gave a name at most, or a mail address.</summary>
    public static bool IsNobodys(string? customer) => customer is null || IsGuest(customer) || Mailbox.IsReachable(customer);

    /// <summary>Where a guest can be written to who is known by a mail address. Null: somebody else.</summary>
    public static string? ContactOf(string? customer) =>
        customer is not null && IsGuest(customer) && customer[ReservedNames.GuestPrefix.Length..] is var name && Mailbox.IsReachable(name) ? name : null;

    /// <summary>What a holder of a booking's tickets reads: who booked, as they said then, else as their profile says. Null: nobody knows.</summary>
    public static string? LocaleOf(BookingView booking, string? holder, CustomerView? profile) =>
        (holder == booking.Customer ? booking.Locale : null) ?? profile?.Locale;

    /// <summary>The name in the customer's profile, else what the customer is known by.</summary>
    public static string? Of(string? customer, CustomerView? profile) =>
        customer is not null && IsGuest(customer) ? customer[ReservedNames.GuestPrefix.Length..] : profile?.Name ?? (customer is not null && MailAccount.Is(customer) ? profile?.Email : customer);
}
