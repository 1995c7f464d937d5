using Orleans;

namespace Ticketing.Tickets;

/// <summary>
/// Passes a ticket on: its code so far counts no more. It names the revision and who is to have it, so that a repeat changes
/// nothing.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticketing.transfer-ticket")]
public sealed record TransferTicket
{
    [Id(0)]
    public required int Place { get; init; }

    /// <summary>The revision whose code is to end.</summary>
    [Id(1)]
    public required int Revision { get; init; }

    /// <summary>Null: who booked.</summary>
    [Id(2)]
    public string? To { get; init; }

    [Id(3)]
    public required string By { get; init; }

    /// <summary>Whoever asks may pass on anybody's ticket.</summary>
    [Id(4)]
    public bool IsStaff { get; init; }

    [Id(5)]
    public string? Why { get; init; }

    /// <summary>How often somebody had come to the door with it when the door was asked, and nobody was in.</summary>
    [Id(6)]
    public int Attendances { get; init; }
}
