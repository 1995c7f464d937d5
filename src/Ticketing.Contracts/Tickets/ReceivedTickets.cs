namespace Ticketing.Tickets;

/// <summary>Where the bookings are listed of which a customer was passed a ticket. One that has no ticket of theirs is passed over.</summary>
public static class ReceivedTickets
{
    public static string Directory(string customer) => "tickets-of/" + customer;
}
