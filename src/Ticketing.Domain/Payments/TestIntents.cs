using Orleans;

namespace Ticketing.Payments;

/// <summary>How payments go at the test provider: the token alone decides.</summary>
public static class TestIntents
{
    public static void Authorize(TestIntentState intent, AuthorizePayment command, DateTimeOffset now)
    {
        if (intent.State != IntentState.Unknown)
        {
            return;
        }

        (intent.Token, intent.AmountMinor) = (command.Token, command.AmountMinor);
        (intent.State, var takes) = command.Token switch
        {
            TestTokens.Success or TestTokens.LostAnswer or TestTokens.LostCapture or TestTokens.CaptureDeclined => (IntentState.RequiresCapture, TimeSpan.Zero),
            TestTokens.Slow => (IntentState.Processing, TimeSpan.FromSeconds(5)),
            TestTokens.WebhookTwice or TestTokens.WebhookOutOfOrder => (IntentState.Processing, TimeSpan.FromSeconds(1)),
            TestTokens.LateSuccess => (IntentState.Processing, TimeSpan.FromMinutes(20)),
            TestTokens.Action => (IntentState.RequiresAction, TimeSpan.Zero),
            _ => (IntentState.Failed, TimeSpan.Zero),
        };
        intent.DueAt = now + takes;
        intent.DeclineCode = intent.State != IntentState.Failed ? null : command.Token == TestTokens.Decline ? "card_declined" : "invalid_token";
    }

    /// <summary>What time has made of it.</summary>
    public static void Look(TestIntentState intent, DateTimeOffset now)
    {
        if (intent.State == IntentState.Processing && now >= intent.DueAt)
        {
            intent.State = intent.Token == TestTokens.LateSuccess ? IntentState.Succeeded : IntentState.RequiresCapture;
        }
    }

    public static void Capture(TestIntentState intent)
    {
        if (intent.State != IntentState.RequiresCapture)
        {
            return;
        }

        var isDeclined = intent.Token == TestTokens.CaptureDeclined;
        (intent.State, intent.DeclineCode) = isDeclined ? (IntentState.Failed, "capture_declined") : (IntentState.Succeeded, null);
    }

    public static void Void(TestIntentState intent)
    {
        if (intent.State is IntentState.Unknown or IntentState.RequiresAction or IntentState.RequiresCapture
            || (intent.State == IntentState.Processing && intent.Token != TestTokens.LateSuccess))
        {
            intent.State = IntentState.Canceled;
        }
    }

    public static void Refund(TestIntentState intent, long totalMinor)
    {
        if (intent.State == IntentState.Succeeded)
        {
            intent.RefundedMinor = Math.Clamp(totalMinor, intent.RefundedMinor, intent.AmountMinor);
        }
    }

    /// <summary>True once, for the command that the token is about.</summary>
    public static bool IsLost(TestIntentState intent, string token)
    {
        var isLost = intent.Token == token && !intent.Lost;
        intent.Lost |= isLost;
        return isLost;
    }
}

/// <summary>A payment at the test provider, as it is stored.</summary>
[GenerateSerializer, Alias("ticketing.test-intent-state")]
public sealed class TestIntentState
{
    [Id(0)]
    public string Token { get; set; } = "";

    [Id(1)]
    public long AmountMinor { get; set; }

    [Id(2)]
    public IntentState State { get; set; }

    /// <summary>When what is processing becomes what it will be.</summary>
    [Id(3)]
    public DateTimeOffset DueAt { get; set; }

    [Id(4)]
    public string? DeclineCode { get; set; }

    [Id(5)]
    public long RefundedMinor { get; set; }

    /// <summary>An answer was lost once, as the token wants it.</summary>
    [Id(6)]
    public bool Lost { get; set; }
}
