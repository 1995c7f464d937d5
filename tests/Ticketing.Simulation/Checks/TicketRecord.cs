namespace Ticketing.Simulation;

/// <summary>What the town knows of a ticket.</summary>
public sealed class TicketRecord
{
    public required string Id { get; init; }

    public required int Number { get; init; }

    public required HoldRecord Hold { get; init; }

    /// <summary>Every code that it had, and its revision.</summary>
    public List<(int Revision, string Code)> Codes { get; } = [];

    /// <summary>When it was first asked to be made out anew, and when that was acknowledged, by the revision that was meant to end.</summary>
    public List<(int Revision, long Asked, long Done)> Reissues { get; } = [];

    public List<ScanRecord> Scans { get; } = [];

    /// <summary>Whom it was asked to be passed on to, in this order.</summary>
    public List<PassRecord> Passes { get; } = [];

    /// <summary>When it was first asked to be given back, and when that was acknowledged.</summary>
    public long ReturnAsked => Hold.Returns.Find(back => back.Numbers.Contains(Number))?.Asked ?? HoldRecord.Never;

    public long Returned => Hold.Returns.Find(back => back.Numbers.Contains(Number))?.Done ?? HoldRecord.Never;

    /// <summary>Whose it is as far as anybody was told.</summary>
    public string Believed() =>
        Passes.FindLast(static pass => pass.IsDone) is { } last && !Hold.Swaps.Exists(swap => swap.IsGranted && swap.Granted > last.Asked) ? last.To : Hold.Customer!;

    /// <summary>Whose it may be: with an exchange all tickets come back to who booked.</summary>
    public IEnumerable<string?> MayHave() => Passes.Where(static pass => !pass.IsSettled).Select(static pass => pass.To)
        .Append(Passes.FindLast(static pass => pass.IsDone)?.To ?? Hold.Customer)
        .Concat(Hold.ExchangeAsked == HoldRecord.Never ? [] : [Hold.Customer]);

    /// <summary>Somebody else than who booked has it, whatever is still on its way.</summary>
    public bool IsElsewhere => Hold.ExchangeAsked == HoldRecord.Never && Passes.TrueForAll(static pass => pass.IsSettled)
        && Passes.FindLast(static pass => pass.IsDone) is { } last && last.To != Hold.Customer;
}
