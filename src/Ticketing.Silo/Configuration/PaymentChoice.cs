namespace Ticketing.Configuration;

/// <summary>Who moves the money of new payments.</summary>
public enum PaymentChoice
{
    /// <summary>Somebody else does, and an admin confirms what was seen.</summary>
    External,

    /// <summary>Nobody: the built-in provider only acts as if.</summary>
    Test,

    /// <summary>Stripe does.</summary>
    Stripe,
}
