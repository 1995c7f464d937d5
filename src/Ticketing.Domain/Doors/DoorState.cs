using Orleans;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>The tickets of one shard that were shown at the door.</summary>
[GenerateSerializer, Alias("ticketing.door-state")]
public sealed class DoorState
{
    [Id(0)]
    public List<TicketPass> Passes { get; set; } = [];

    /// <summary>Null: it was not shown yet.</summary>
    public TicketPass? Find(TicketId ticket) => Passes.Find(pass => IsOf(pass, ticket));

    public void Put(TicketPass pass)
    {
        var ticket = new TicketId(pass.Booking, pass.Place);
        var index = Passes.FindIndex(known => IsOf(known, ticket));
        if (index < 0)
        {
            Passes.Add(pass);
        }
        else
        {
            Passes[index] = pass;
        }
    }

    private static bool IsOf(TicketPass pass, TicketId ticket) => pass.Booking == ticket.Booking && pass.Place == ticket.Place;
}

/// <summary>The end of an event's revocations: how many pages are full, and those after them.</summary>
[GenerateSerializer, Alias("ticketing.revocation-list-state")]
public sealed class RevocationListState : IPagedLogState<Revocation>
{
    [Id(0)]
    public int FullPages { get; set; }

    [Id(1)]
    public List<Revocation> Last { get; set; } = [];
}

/// <summary>A full page of an event's revocations.</summary>
[GenerateSerializer, Alias("ticketing.revocation-page-state")]
public sealed class RevocationPageState
{
    [Id(0)]
    public List<Revocation> Revocations { get; set; } = [];
}
