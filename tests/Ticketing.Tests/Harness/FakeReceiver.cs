using System.Collections.Concurrent;
using Ticketing.Webhooks;

namespace Ticketing.Tests.Harness;

/// <summary>Takes the place of everything behind a webhook's URL.</summary>
public sealed class FakeReceiver : IWebhookSender
{
    private readonly ConcurrentQueue<(WebhookMessage Message, WebhookReply Reply)> _answered = new();
    private readonly Lock _gate = new();

    /// <summary>Every try and what came of it, in order.</summary>
    public IReadOnlyList<(WebhookMessage Message, WebhookReply Reply)> Answered => [.. _answered];

    public IReadOnlyList<WebhookMessage> Tried => [.. _answered.Select(at => at.Message)];

    public Func<WebhookMessage, WebhookReply> Answer { get; set; } = static _ => new WebhookReply(204);

    public Task<WebhookReply> Send(WebhookMessage message, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var reply = Answer(message);
            _answered.Enqueue((message, reply));
            return Task.FromResult(reply);
        }
    }
}
