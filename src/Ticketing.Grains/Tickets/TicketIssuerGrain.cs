using Orleans;
using Orleans.Runtime;
using Ticketing.Events;
using Ticketing.Security;

namespace Ticketing.Tickets;

/// <summary>
/// Signs what <see cref="TicketIssue"/> decides. One for each event, so that the signing for several events, which is most
/// of the work, spreads over the silos.
/// </summary>
[GrainType("ticketing.ticket-issuer")]
public sealed class TicketIssuerGrain(TicketOptions options) : Grain, ITicketIssuerGrain
{
    private TicketKeyRing? _ring;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _ring = TicketKeyRing.Of(options, await GrainFactory.GetGrain<ISecretGrain>(ITicketKeysGrain.SecretPurpose).Get());

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ring?.Dispose();
        return Task.CompletedTask;
    }

    public async Task<TicketsAnswer> Issue(IssueTickets command)
    {
        // Each time: a ticket says what its event is called now.
        if (await GrainFactory.GetGrain<IEventGrain>(this.GetPrimaryKeyString()).Get() is not { } @event)
        {
            return TicketsAnswer.Refused(RefusalCode.EventNotFound);
        }

        var answer = TicketIssue.Of(command, @event, options);
        return answer with { Tickets = [.. answer.Tickets.Select(ticket => ticket with { Code = _ring!.Sign(ticket.Claims) })] };
    }
}
