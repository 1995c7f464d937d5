using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>What goes wrong besides: with clients and with those that the service works with.</summary>
public sealed record TownFaults : FaultOptions
{
    public TownFaults()
    {
    }

    private TownFaults(FaultOptions drawn) : base(drawn)
    {
    }

    /// <summary>The client's connection breaks before it has its answer.</summary>
    public double ConnectionLost { get; init; }

    /// <summary>A receiver of webhooks refuses a message.</summary>
    public double ReceiverFails { get; init; }

    /// <summary>A receiver of webhooks takes a message and is not heard.</summary>
    public double ReceiptLost { get; init; }

    /// <summary>What is said to the payment provider gets lost.</summary>
    public double BankFails { get; init; }

    /// <summary>The payment provider does it, and its answer gets lost.</summary>
    public double BankSilent { get; init; }

    /// <summary>The mail server takes no letter.</summary>
    public double MailFails { get; init; }

    /// <summary>The mail server takes a letter and is not heard.</summary>
    public double MailSilent { get; init; }

    public static TownFaults None { get; } = new();

    /// <summary>Draws what goes wrong in a run.</summary>
    public static new TownFaults Draw(Chance chance, bool cluster)
    {
        double Maybe(double most) => chance.Hits(0.5) ? most * chance.NextDouble() : 0;
        return new TownFaults(FaultOptions.Draw(chance, cluster))
        {
            ConnectionLost = Maybe(0.05),
            ReceiverFails = Maybe(0.4),
            ReceiptLost = Maybe(0.1),
            BankFails = Maybe(0.3),
            BankSilent = Maybe(0.2),
            MailFails = Maybe(0.5),
            MailSilent = Maybe(0.2),
        };
    }
}
