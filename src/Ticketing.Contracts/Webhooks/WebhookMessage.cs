namespace Ticketing.Webhooks;

/// <summary>A message as it goes over the wire.</summary>
/// <param name="Url">The receiver's address.</param>
/// <param name="Id">webhook-id: the event's id, the same in every try.</param>
/// <param name="Timestamp">webhook-timestamp: the time of the try, in seconds of Unix time.</param>
/// <param name="Signature">webhook-signature: one signature for each secret that is good.</param>
/// <param name="Body">A CloudEvent as JSON, in UTF-8.</param>
public sealed record WebhookMessage(Uri Url, string Id, long Timestamp, string Signature, ReadOnlyMemory<byte> Body)
{
    public const string ContentType = "application/cloudevents+json; charset=utf-8";
}
