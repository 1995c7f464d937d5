using Orleans;

namespace Ticketing.Tickets;

/// <summary>A key that ticket codes are checked with: a point on the curve P-256.</summary>
/// <param name="Id">The first 32 bits of the key's thumbprint (RFC 7638), as codes carry them.</param>
/// <param name="X">32 bytes.</param>
/// <param name="Y">32 bytes.</param>
[GenerateSerializer, Immutable, Alias("ticketing.ticket-public-key")]
public sealed record TicketPublicKey(
    [property: Id(0)] uint Id,
    [property: Id(1)] byte[] X,
    [property: Id(2)] byte[] Y);
