using Ticketing.Holds;

namespace Ticketing.Waitlists;

/// <content>A customer is forgotten.</content>
public sealed partial class WaitlistGrain
{
    public Task<bool> Erase(EraseEntry command) => InTurn(async () =>
    {
        if (await Find(command.Id) is not { } entry || entry.Customer != command.Customer)
        {
            return false;
        }

        if (entry.Offering is not null)
        {
            // Its hold may exist: it is known when the offer has come to an end.
            await GoOnOffering(entry);
            entry = (await Find(command.Id))!;
        }

        if (entry.Status == WaitlistStatus.Notified)
        {
            entry = await ReleaseOffer(entry);
        }

        // The holds first: who comes again after a failure finds the entry as it was.
        for (var offer = 1; offer <= entry.Offers; offer++)
        {
            var hold = WaitlistOffers.HoldOf(entry with { Offers = offer });
            await Hold(hold).Rename(new RenameHolder(hold, command.Customer, command.Pseudonym));
        }

        await Write(WaitlistDecisions.Erase(entry, command, Now));
        GoSoon();
        return true;
    });
}
