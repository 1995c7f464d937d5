namespace Ticketing.Bookings;

/// <summary>Where a customer's own bookings are listed.</summary>
public static class CustomerBookings
{
    public static string Directory(string customer) => "bookings-of/" + customer;
}
