using Ticketing.Identifiers;
using Ticketing.Waitlists;

namespace Ticketing.Inventory;

/// <summary>The block behind a gate: what it has for the waitlist, and what of that the public may have.</summary>
public sealed partial class SectionGrain
{
    private const string Waiting = "What is free is for those on the waitlist. Join it to be offered places in turn: POST /api/v1/waitlist.";
    private readonly PublicShare _public = new();
    private long _gateKnownMs;

    public async Task<BlockLine> Line()
    {
        await SweepDue();
        if (_picture is not { } picture || _section.Value.Terms is not { } terms)
        {
            return new BlockLine { Block = _block, Free = -1, Public = _public.Given };
        }

        var line = new BlockLine
        {
            Block = _block,
            Free = picture.Free,
            LongestRun = picture.IsPool ? 0 : Seating().LongestRun(FreeSeats([])),
            Placed = picture.Sum.EverTaken,
            Public = Math.Min(picture.Free, _public.Left(terms, picture)),
        };
        await _section.Settled();
        return line;
    }

    /// <summary>
    /// The public is refused for the line's sake. An activation that goes on beside the one whose gate was opened has nothing
    /// to write, so now and then it writes all the same.
    /// </summary>
    private Task GateSettled()
    {
        if (NowMs - _gateKnownMs < ReminderPeriod.TotalMilliseconds)
        {
            return _section.Settled();
        }

        _gateKnownMs = NowMs;
        return _section.Changed();
    }

    public Task OpenTo(long placed)
    {
        _public.OpenTo(placed);
        return Task.CompletedTask;
    }

    /// <summary>Tells the waitlist when fewer places are taken than before.</summary>
    private void TellLine(int takenBefore)
    {
        if (_section.Value.Terms is { IsGated: true } && _picture!.Sum.Taken < takenBefore)
        {
            _ = GrainFactory.GetGrain<IWaitlistGrain>(GrainKeys.Event(_eventKey)).Freed();
        }
    }
}
