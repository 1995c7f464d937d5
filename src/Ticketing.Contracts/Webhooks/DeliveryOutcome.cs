namespace Ticketing.Webhooks;

/// <summary>What followed from a try. Numbers are stored: never reuse one.</summary>
public enum DeliveryOutcome
{
    Delivered = 0,

    /// <summary>It is tried again.</summary>
    Failed = 1,

    /// <summary>It was the last try of the schedule; others get through, so this event is passed over.</summary>
    GivenUp = 2,

    /// <summary>The subscription was stopped by it. Nothing is lost: it goes on there when it is enabled.</summary>
    Stopped = 3,
}
