namespace Ticketing.Simulation;

/// <summary>Places that are to be sold as one ticket type.</summary>
/// <param name="Type">The type's id.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Seats">Their names. Empty: the service chooses.</param>
public sealed record TypeAsk(string Type, int Quantity, string[] Seats)
{
    public string Json => Seats.Length > 0
        ? $$"""{"type":"{{Type}}","seats":[{{string.Join(',', Seats.Select(static seat => $"\"{seat}\""))}}]}"""
        : $$"""{"type":"{{Type}}","qty":{{Quantity}}}""";
}

/// <summary>Places of one section, or named seats, of a hold over several sections.</summary>
public sealed record ItemAsk(string Json);
