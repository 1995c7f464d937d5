using Orleans;

namespace Ticketing.Webhooks;

/// <summary>The subscription after a command, or the refusal.</summary>
/// <param name="Webhook">The subscription.</param>
/// <param name="Refusal">Why not.</param>
/// <param name="Secret">The new secret, where the command made one. It is shown this once.</param>
[GenerateSerializer, Immutable, Alias("ticketing.webhook-answer")]
public sealed record WebhookAnswer(
    [property: Id(0)] WebhookView? Webhook,
    [property: Id(1)] Refusal? Refusal = null,
    [property: Id(2)] string? Secret = null)
{
    public static WebhookAnswer Refused(RefusalCode code, string? detail = null) => new(null, new Refusal(code, detail));

    // Whatever writes an answer down does not write a secret down.
    public override string ToString() => $"{nameof(WebhookAnswer)} {{ {Webhook?.WebhookId}, {Refusal} }}";
}
