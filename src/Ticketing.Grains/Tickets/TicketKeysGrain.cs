using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Ticketing.Security;

namespace Ticketing.Tickets;

/// <summary>The keys as they are configured, and the service's own.</summary>
[GrainType("ticketing.ticket-keys")]
public sealed class TicketKeysGrain(TicketOptions options) : Grain, ITicketKeysGrain
{
    private ImmutableArray<TicketPublicKey> _keys;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        using var ring = TicketKeyRing.Of(options, await GrainFactory.GetGrain<ISecretGrain>(ITicketKeysGrain.SecretPurpose).Get());
        _keys = ring.PublicKeys;
    }

    public Task<ImmutableArray<TicketPublicKey>> Get() => Task.FromResult(_keys);
}
