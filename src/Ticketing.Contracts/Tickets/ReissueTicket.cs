using Orleans;

namespace Ticketing.Tickets;

/// <summary>Makes a ticket out anew: the code of <see cref="Revision"/> counts no more. It names the revision, so that a repeat changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.reissue-ticket")]
public sealed record ReissueTicket(
    [property: Id(0)] int Place,
    [property: Id(1)] int Revision);
