namespace Ticketing.Payments;

/// <summary>Where a payment is at its provider, in the terms of payment intents. Numbers are stored: never reuse one.</summary>
public enum IntentState
{
    /// <summary>The provider has not said: it was not asked yet, or its answer was lost.</summary>
    Unknown = 0,

    /// <summary>The customer must do something, such as confirm at their bank.</summary>
    RequiresAction = 1,

    /// <summary>The provider does not know yet itself.</summary>
    Processing = 2,

    /// <summary>The money is reserved.</summary>
    RequiresCapture = 3,

    /// <summary>The money was taken.</summary>
    Succeeded = 4,

    /// <summary>No money was taken, and none will be.</summary>
    Canceled = 5,

    /// <summary>It was declined: no money was taken, and none will be.</summary>
    Failed = 6,
}
