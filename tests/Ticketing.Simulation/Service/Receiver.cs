using Ticketing.Webhooks;

namespace Ticketing.Simulation;

/// <summary>Whoever follows what happens, on another machine: it may refuse a message, or take it and not be heard.</summary>
public sealed class Receiver(World world) : IWebhookSender
{
    private static readonly TimeSpan LongestWay = TimeSpan.FromMilliseconds(400);
    private readonly List<WebhookMessage> _taken = [];

    /// <summary>What arrived, in order; the same message as often as it came.</summary>
    public IReadOnlyList<WebhookMessage> Taken => _taken;

    public Task<WebhookReply> Send(WebhookMessage message, CancellationToken cancellationToken)
    {
        var reply = new TaskCompletionSource<WebhookReply>();
        world.Loop.After(world.FaultChance.Delay(LongestWay), world.Forever, () => reply.TrySetResult(Take(message)));
        return reply.Task;
    }

    private WebhookReply Take(WebhookMessage message)
    {
        if (world.Occurs("receiver fails", world.Faults.ReceiverFails))
        {
            return new WebhookReply(503);
        }

        world.Tell(() => $"   received {message.Id}");
        _taken.Add(message);
        return world.Occurs("receipt lost", world.Faults.ReceiptLost) ? new WebhookReply(0, "The connection broke.") : new WebhookReply(204);
    }
}
