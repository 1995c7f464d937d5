namespace Ticketing.Webhooks;

/// <summary>What came of a batch.</summary>
/// <param name="Batch">What was to be sent.</param>
/// <param name="Done">How many of its events are done with.</param>
/// <param name="Delivered">How many of those were delivered; the others are no longer kept.</param>
/// <param name="Failure">The reply to the next one. Null: nothing failed.</param>
public readonly record struct WebhookTry(WebhookBatch Batch, int Done, int Delivered, WebhookReply? Failure);
