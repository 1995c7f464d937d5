namespace Ticketing.Webhooks;

/// <summary>Carries a message to its receiver. Gives up after a while; whoever asks tries again later.</summary>
public interface IWebhookSender
{
    /// <summary>One try, for which a failure is an answer and no exception.</summary>
    Task<WebhookReply> Send(WebhookMessage message, CancellationToken cancellationToken);
}
