using Ticketing.Holds;

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

    /// <summary>What the new places are to cost, in minor units: it is refused where they have come to cost something else. Null: what they do.</summary>
    public long? PriceMinor { get; init; }
}

/// <summary>What an exchange would come to, or why it can't be. Nothing is held or changed for it.</summary>
public sealed record ExchangePreview
{
    /// <summary>Why it can't be. Null: it can, as far as looking tells.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>What the new places cost.</summary>
    public PriceBreakdown Prices { get; init; } = new();

    /// <summary>What is to be paid, in minor units.</summary>
    public long PaidMinor { get; init; }

    /// <summary>What is paid back.</summary>
    public long RefundMinor { get; init; }

    /// <summary>Whose account takes what is to be paid. Null: the platform's own.</summary>
    public string? Account { get; init; }
}
