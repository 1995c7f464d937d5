namespace Ticketing.Webhooks;

/// <summary>Why nothing is sent. Numbers are stored: never reuse one.</summary>
public enum WebhookStop
{
    None = 0,

    /// <summary>An admin said so.</summary>
    Admin = 1,

    /// <summary>The receiver answered 410.</summary>
    Gone = 2,

    /// <summary>Nothing could be delivered for as long as the schedule lasts.</summary>
    Failing = 3,
}
