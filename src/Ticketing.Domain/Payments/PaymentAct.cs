namespace Ticketing.Payments;

/// <summary>What is to be done next about an attempt.</summary>
public enum PaymentAct
{
    /// <summary>Nothing, until something is heard or wanted.</summary>
    Rest,

    /// <summary>Tell the booking, and hold its places for as long as the payment may take.</summary>
    Begin,
    Authorize,
    Query,

    /// <summary>Sell the places, since the money is reserved.</summary>
    TakePlaces,
    Capture,

    /// <summary>It takes too long, or is no longer wanted.</summary>
    GiveUp,
    Void,
    Refund,

    /// <summary>Tell the booking that it is paid.</summary>
    TellPaid,

    /// <summary>Tell the booking that it is not paid.</summary>
    TellUnpaid,

    /// <summary>Tell the booking that what it wanted paid back is.</summary>
    TellPaidBack,

    /// <summary>Have the booking decide that the new places are its own.</summary>
    Exchange,

    /// <summary>Give back the places that were held or sold for an exchange that comes to nothing.</summary>
    ReturnPlaces,
}
