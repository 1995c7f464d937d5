namespace Ticketing.Events;

/// <summary>The event after a change, or why there is none.</summary>
/// <param name="State">The state before when nothing changed (see <see cref="Changed"/>) or the change is refused.</param>
/// <param name="Changed">True when <paramref name="State"/> is to be written and told to the touched blocks.</param>
public readonly record struct EventChange(EventState State, bool Changed, Refusal? Refusal = null);
