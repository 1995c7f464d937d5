using Ticketing.Payments;

namespace Ticketing.Simulation;

/// <summary>One payment, as the bank has it.</summary>
public sealed class Account
{
    /// <summary>Whose account it is paid to. Null: the platform's own.</summary>
    public required string? Owner { get; init; }

    public IntentState State { get; set; }

    public long AmountMinor { get; set; }

    public long RefundedMinor { get; private set; }

    /// <summary>How often money was taken.</summary>
    public int Captures { get; private set; }

    /// <summary>While it thinks nobody can stop it, and then it takes the money at once.</summary>
    public bool IsStubborn { get; set; }

    public bool FailsAtCapture { get; set; }

    public PaymentIntent Intent => new() { State = State, Reference = "bank", RefundedMinor = RefundedMinor };

    /// <summary>What the customer has paid, all in all.</summary>
    public long PaidMinor => (Captures * AmountMinor) - RefundedMinor;

    public void Think()
    {
        if (State == IntentState.Processing)
        {
            Captures += IsStubborn ? 1 : 0;
            State = IsStubborn ? IntentState.Succeeded : IntentState.RequiresCapture;
        }
    }

    public void Agree() => State = State == IntentState.RequiresAction ? IntentState.RequiresCapture : State;

    public Account Capture()
    {
        if (State == IntentState.RequiresCapture)
        {
            Captures += FailsAtCapture ? 0 : 1;
            State = FailsAtCapture ? IntentState.Failed : IntentState.Succeeded;
        }

        return this;
    }

    public Account Void()
    {
        if (State is IntentState.Unknown or IntentState.RequiresAction or IntentState.RequiresCapture || (State == IntentState.Processing && !IsStubborn))
        {
            State = IntentState.Canceled;
        }

        return this;
    }

    public Account Refund(long totalMinor)
    {
        if (State == IntentState.Succeeded)
        {
            RefundedMinor = Math.Clamp(totalMinor, RefundedMinor, AmountMinor);
        }

        return this;
    }
}
