namespace Ticketing.Webhooks;

/// <summary>What came of a try.</summary>
/// <param name="Status">The receiver's status code; 0 when there is none.</param>
/// <param name="Error">Why there is none, without anything that the receiver sent.</param>
public sealed record WebhookReply(int Status, string? Error = null)
{
    /// <summary>The receiver asks not to be tried before that time has passed.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Nothing was sent, since too much failed there lately. Not one of the tries that the schedule has.</summary>
    public bool IsHeldBack { get; init; }

    public bool IsDelivered => Status is >= 200 and < 300;

    /// <summary>The receiver wants no more.</summary>
    public bool IsGone => Status == 410;
}
