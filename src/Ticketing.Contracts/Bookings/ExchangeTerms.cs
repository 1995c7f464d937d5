namespace Ticketing.Bookings;

/// <summary>How an exchange is settled, and by whom.</summary>
public sealed record ExchangeTerms
{
    /// <summary>For a difference that is paid through the provider.</summary>
    public string? Token { get; init; }

    /// <summary>A member of staff, whom the event's policy does not bind. Null: the booking's own customer.</summary>
    public string? Staff { get; init; }

    public string? Why { get; init; }

    /// <summary>What a payment that was seen elsewhere is called.</summary>
    public string? PaymentReference { get; init; }

    /// <summary>The version that is to be exchanged. Null: whichever it is.</summary>
    public long? ExpectedVersion { get; init; }
}
