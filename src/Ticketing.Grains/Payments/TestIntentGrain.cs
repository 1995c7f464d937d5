using Orleans;
using Orleans.Runtime;

namespace Ticketing.Payments;

/// <summary>A payment at the test provider.</summary>
[GrainType("ticketing.test-intent")]
public sealed class TestIntentGrain : SparseGrain, ITestIntentGrain
{
    private static readonly TimeSpan AfterDue = TimeSpan.FromMilliseconds(10);

    private readonly Durable<TestIntentState> _intent;
    private readonly TimeProvider _time;

    public TestIntentGrain([PersistentState("intent")] IPersistentState<TestIntentState> state, TimeProvider time)
    {
        _intent = new Durable<TestIntentState>(state, this);
        _time = time;
    }

    protected override bool IsEmpty => _intent.IsNothing;

    public async Task<TestAnswer> Authorize(AuthorizePayment command)
    {
        var intent = _intent.Value;
        TestIntents.Authorize(intent, command, _time.GetUtcNow());
        var isLost = TestIntents.IsLost(intent, TestTokens.LostAnswer);
        await _intent.Changed();
        if (intent is { State: IntentState.Processing, Token: TestTokens.WebhookTwice or TestTokens.WebhookOutOfOrder })
        {
            this.RegisterGrainTimer(
                static (self, _) => self.SendWebhooks(),
                this,
                new GrainTimerCreationOptions(intent.DueAt - _time.GetUtcNow() + AfterDue, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        }

        return Answer(isLost);
    }

    public async Task<TestAnswer> Capture()
    {
        var intent = Look();
        TestIntents.Capture(intent);
        var isLost = TestIntents.IsLost(intent, TestTokens.LostCapture);
        await _intent.Changed();
        return Answer(isLost);
    }

    public async Task<TestAnswer> Void()
    {
        TestIntents.Void(Look());
        await _intent.Changed();
        return Answer();
    }

    public async Task<TestAnswer> Refund(long totalMinor)
    {
        TestIntents.Refund(Look(), totalMinor);
        await _intent.Changed();
        return Answer();
    }

    public Task<TestAnswer> Query()
    {
        Look();
        return Task.FromResult(Answer());
    }

    public async Task<bool> Act(bool agrees)
    {
        var intent = Look();
        if (intent.State != IntentState.RequiresAction)
        {
            return false;
        }

        (intent.State, intent.DeclineCode) = agrees ? (IntentState.RequiresCapture, null) : (IntentState.Failed, "authentication_failed");
        await _intent.Changed();
        await Payment.Look(Attempt);
        return true;
    }

    private IPaymentGrain Payment => GrainFactory.GetGrain<IPaymentGrain>(this.GetPrimaryKeyString().Split('-')[0]);

    private int Attempt => TestAccounts.AttemptIn(this.GetPrimaryKeyString());

    private TestIntentState Look()
    {
        TestIntents.Look(_intent.Value, _time.GetUtcNow());
        return _intent.Value;
    }

    /// <summary>Whatever they say, in whatever order: who hears them asks what is true.</summary>
    private async Task SendWebhooks()
    {
        await Payment.Look(Attempt);
        await Payment.Look(Attempt);
    }

    private TestAnswer Answer(bool isLost = false)
    {
        var intent = _intent.Value;
        var isKnown = intent.State != IntentState.Unknown;
        return new TestAnswer(
            new PaymentIntent
            {
                State = intent.State,
                Reference = isKnown ? "test_" + this.GetPrimaryKeyString() : null,
                ActionUrl = intent.State == IntentState.RequiresAction ? $"/api/v1/payments/test/{this.GetPrimaryKeyString()}/complete" : null,
                DeclineCode = intent.DeclineCode,
                RefundedMinor = intent.RefundedMinor,
            },
            isLost);
    }
}
