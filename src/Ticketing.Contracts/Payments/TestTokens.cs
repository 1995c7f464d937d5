namespace Ticketing.Payments;

/// <summary>What the built-in test provider takes for a means of payment, and what each one does.</summary>
public static class TestTokens
{
    public const string Success = "tok_success";
    public const string Decline = "tok_decline";

    /// <summary>Processing for five seconds, then authorized.</summary>
    public const string Slow = "tok_slow";

    /// <summary>The customer must agree first.</summary>
    public const string Action = "tok_action";

    /// <summary>Authorized, and the answer to that is lost.</summary>
    public const string LostAnswer = "tok_lost_answer";

    /// <summary>Captured, and the answer to that is lost.</summary>
    public const string LostCapture = "tok_lost_capture";

    /// <summary>Authorized, and the capture fails for good.</summary>
    public const string CaptureDeclined = "tok_capture_declined";

    /// <summary>Processing for twenty minutes, which can't be stopped; then the money is taken.</summary>
    public const string LateSuccess = "tok_late_success";

    /// <summary>Processing for a second, then authorized, which two webhooks say.</summary>
    public const string WebhookTwice = "tok_webhook_twice";

    /// <summary>Processing for a second; the webhook that says so comes after the one that says authorized.</summary>
    public const string WebhookOutOfOrder = "tok_webhook_out_of_order";

    /// <summary>The provider does not answer at all.</summary>
    public const string Down = "tok_down";
}
