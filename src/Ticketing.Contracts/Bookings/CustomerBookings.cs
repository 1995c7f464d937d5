namespace Ticketing.Bookings;

/// <summary>Where a customer's own bookings are listed.</summary>
public static class CustomerBookings
{
    public static string Directory(string customer) => "bookings-of/" + customer;

    /// <summary>Where bookings of guests are listed whose tickets were mailed to an address, by the account that its owner signs in to (<see cref="SignIn.MailAccount"/>).</summary>
    public static string MailedTo(string account) => "bookings-mailed-to/" + account;
}
