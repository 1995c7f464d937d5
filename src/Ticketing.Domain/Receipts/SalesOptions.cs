using Ticketing.Events;

namespace Ticketing.Receipts;

/// <summary>What receipts say where their event does not.</summary>
public sealed record SalesOptions
{
    /// <summary>Sales:SellerName, Sales:SellerAddress and Sales:SellerTaxNumber. Who sells where an event has no seller. Default: nobody is named.</summary>
    public EventSeller? Seller { get; init; }
}
