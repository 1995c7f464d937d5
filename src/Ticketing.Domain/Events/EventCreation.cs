namespace Ticketing.Events;

/// <summary>How an event came to be. Exactly one of the members says it.</summary>
public sealed record EventCreation
{
    /// <summary>The event to be written, its layout first.</summary>
    public (EventState State, LayoutState Layout)? Created { get; init; }

    /// <summary>The same request created the event before: answer with what is there.</summary>
    public bool Repeated { get; init; }

    /// <summary>Another request drew the same key first: the caller must draw another.</summary>
    public bool KeyTaken { get; init; }

    public Refusal? Refusal { get; init; }
}
