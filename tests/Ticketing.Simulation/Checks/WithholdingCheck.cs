using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Withholdings;

namespace Ticketing.Simulation;

/// <summary>I17, read from what is durable once all is quiet: what units withhold is what staff keep from sale, no more and no less.</summary>
public sealed class WithholdingCheck(History history)
{
    private readonly Dictionary<(ulong Event, int Block, int Unit, Guid Claims), int> _units = [];
    private readonly List<(string Key, WithholdingState State)> _kept = [];

    public static bool IsWithholding(string key) => key.StartsWith("ticketing.withholding/", StringComparison.Ordinal);

    public void Read(string key, WithholdingState state)
    {
        history.Require(
            state.Phase is WithholdingPhase.None or WithholdingPhase.Active or WithholdingPhase.Refused, "I17", () => $"{key} was never brought to an end: it is {state.Phase}");
        history.Require(!state.Parts.Exists(static part => part.IsUntold), "I17", () => $"a unit was never told what {key} gave back");
        _kept.Add((key, state));
    }

    public void Read(UnitState unit)
    {
        foreach (var claim in unit.Claims.Where(static claim => claim is { Status: HoldStatus.Active, IsWithheld: true }))
        {
            _units[(unit.EventKey, unit.Block, unit.Unit, unit.HoldOf(claim).Value)] = claim.Quantity;
        }
    }

    public void Check()
    {
        foreach (var (key, state) in _kept.Where(static kept => kept.State.Phase == WithholdingPhase.Active))
        {
            foreach (var part in state.Parts)
            {
                _units.Remove((state.EventId.Key, part.Block, part.Unit, state.Claims.Value), out var places);
                history.Require(places == part.Places, "I17", () => $"{key} keeps {part.Places} places of unit {part.Block}-{part.Unit}, which keeps {places} for it");
            }
        }

        foreach (var (unit, places) in _units)
        {
            history.Break("I17", $"unit {GrainKeys.Unit(unit.Event, unit.Block, unit.Unit)} withholds {places} places that nobody keeps");
        }

        foreach (var record in history.Withholdings.Where(static record => record.IsGranted))
        {
            var state = _kept.Find(kept => kept.State.WithholdingId.ToString() == record.Id && kept.State.Phase == WithholdingPhase.Active).State;
            var left = state?.Parts.Sum(static part => part.Places) ?? -1;
            history.Require(
                left >= record.SurelyAt(HoldRecord.Never - 1) && left <= record.PossiblyAt(HoldRecord.Never - 1, HoldRecord.Never),
                "I17",
                () => $"{record} was granted, and {left} places are left of it");
        }
    }
}
