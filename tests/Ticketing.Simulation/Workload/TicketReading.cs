namespace Ticketing.Simulation;

/// <summary>How the town gets hold of a booking's tickets.</summary>
internal static class TicketReading
{
    /// <summary>Notes the tickets and codes that are new. Nothing, when there is no answer.</summary>
    public static async Task ReadTicketsAsync(this HoldRecord hold, Town town)
    {
        var reply = await town.AskAsync(new Ask("GET", "/api/v1/bookings/{id}/tickets")
        {
            Values = new Dictionary<string, string> { ["id"] = hold.BookingId! },
            Caller = Town.Boss,
        });
        if (!reply.IsSuccess)
        {
            return;
        }

        foreach (var item in reply.Body.GetProperty("items").EnumerateArray())
        {
            var (id, revision) = (item.GetProperty("id").GetString()!, item.GetProperty("revision").GetInt32());
            if (hold.Tickets.Find(known => known.Id == id) is not { } ticket)
            {
                hold.Tickets.Add(ticket = new TicketRecord { Id = id, Number = item.GetProperty("number").GetInt32(), Hold = hold });
            }

            if (!ticket.Codes.Exists(code => code.Revision == revision))
            {
                ticket.Codes.Add((revision, item.GetProperty("code").GetString()!));
                ticket.Codes.Sort();
            }
        }
    }
}
