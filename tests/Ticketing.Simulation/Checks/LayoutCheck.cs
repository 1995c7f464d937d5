using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Withholdings;

namespace Ticketing.Simulation;

/// <summary>
/// I18, read from what is durable once all is quiet: an event knows what became of every removal, what it says was taken away is what its units
/// keep for good, and no unit has a place that the event never laid out.
/// </summary>
public sealed class LayoutCheck(History history)
{
    private readonly Dictionary<ulong, EventState> _events = [];
    private readonly Dictionary<string, LayoutState> _layouts = [];
    private readonly Dictionary<(ulong Event, int Block), (int Removed, int Taken)> _blocks = [];
    private readonly Dictionary<ulong, int> _removals = [];

    public void Read(EventState state) => _events[state.EventId.Key] = state;

    public void Read(string key, LayoutState layout) => _layouts[key] = layout;

    public void Read(WithholdingState state)
    {
        if (state is { Removes: true, Phase: WithholdingPhase.Active })
        {
            _removals[state.EventId.Key] = _removals.GetValueOrDefault(state.EventId.Key) + state.Parts.Sum(static part => part.Places);
        }
    }

    public void Read(UnitState unit)
    {
        var counts = unit.Counts().Places;
        var removed = unit.Claims.Where(static claim => claim is { Status: HoldStatus.Active, IsWithheld: true, IsRemoved: true }).Sum(static claim => claim.Quantity);
        history.Require(removed == counts.Removed, "I18", () => $"unit {unit.EventKey}-{unit.Block}-{unit.Unit} says that {counts.Removed} places were taken away, and its claims say {removed}");
        var (before, taken) = _blocks.GetValueOrDefault((unit.EventKey, unit.Block));
        _blocks[(unit.EventKey, unit.Block)] = (before + removed, taken + counts.Taken);
    }

    public void Check()
    {
        foreach (var (key, state) in _events.Where(static at => at.Value.Exists))
        {
            var sections = SectionsOf(state);
            history.Require(state.Capacity?.Removal is null, "I18", () => $"event {state.EventId} does not know what became of removal {state.Capacity!.Removal}");
            history.Require(
                sections.Sum(static plan => plan.Removed) == _removals.GetValueOrDefault(key),
                "I18",
                () => $"event {state.EventId} says that {sections.Sum(static plan => plan.Removed)} places were taken away, and its removals have {_removals.GetValueOrDefault(key)}");
            foreach (var ((_, block), (removed, taken)) in _blocks.Where(at => at.Key.Event == key))
            {
                var plan = EventLayout.SectionOf(sections, block);
                history.Require(
                    plan is not null && taken <= EventLayout.CapacityOf(plan, block), "I18", () => $"block {block} of {state.EventId} has {taken} places that are somebody's, of {(plan is null ? 0 : EventLayout.CapacityOf(plan, block))}");
            }

            foreach (var plan in sections)
            {
                var removed = plan.Blocks.Sum(block => _blocks.GetValueOrDefault((key, block)).Removed);
                history.Require(removed == plan.Removed, "I18", () => $"section {plan.SectionId} of {state.EventId} lost {plan.Removed} places, and its units {removed}");
            }
        }
    }

    /// <summary>All that was laid out, with what was taken away.</summary>
    public int CapacityOf(string @event) => _events.Values.FirstOrDefault(state => state.EventId.ToString() == @event) is { } state
        ? SectionsOf(state).Sum(static plan => plan.Capacity) : 0;

    private System.Collections.Immutable.ImmutableArray<SectionPlan> SectionsOf(EventState state) =>
        _layouts.TryGetValue(GrainKeys.Event(state.EventId.Key), out var layout) ? layout.Of(state) : [];
}
