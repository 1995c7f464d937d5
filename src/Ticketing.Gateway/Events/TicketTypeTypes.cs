using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Ticketing.Http;
using Ticketing.Money;

namespace Ticketing.Events;

/// <summary>What a place of a section is sold as, such as Adult or Child.</summary>
public sealed record TicketTypeRequest
{
    internal const int Most = 20;

    /// <summary>Letters and digits of any script, <c>_</c> and <c>.</c>. Holds name it.</summary>
    [StringLength(32, MinimumLength = 1)]
    public required string Id { get; init; }

    /// <summary>What buyers and tickets call it. Left out: the same as <c>id</c>.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>What a place costs, as a decimal number. Left out: nothing.</summary>
    public Amount? Price { get; init; }

    /// <summary>The fewest of an order that takes any. Left out: one.</summary>
    [Range(1, 1_000)]
    public int? MinPerOrder { get; init; }

    /// <summary>The most of an order. Left out: as many as the event allows of places.</summary>
    [Range(1, 1_000)]
    public int? MaxPerOrder { get; init; }

    /// <summary>How many of the event may be held and sold at once, over all sections with a type of this id. Left out: any number.</summary>
    [Range(0, 20_000)]
    public int? Quota { get; init; }

    /// <summary>From when on it can be had. Left out: as the event.</summary>
    public DateTimeOffset? SaleOpensAt { get; init; }

    /// <summary>Until when it can be had. Left out: as the event.</summary>
    public DateTimeOffset? SaleClosesAt { get; init; }

    /// <summary>Who can have it. Left out: everybody.</summary>
    public TicketTypeAccess? Access { get; init; }

    internal TicketType Type(long priceMinor) => new()
    {
        TypeId = Id,
        Name = Name ?? Id,
        PriceMinor = priceMinor,
        Least = MinPerOrder,
        Most = MaxPerOrder,
        Quota = Quota,
        SaleWindow = SaleOpensAt is null && SaleClosesAt is null ? SaleWindow.Always : new SaleWindow(SaleOpensAt, SaleClosesAt),
        NeedsCode = Access == TicketTypeAccess.Code,
    };
}

/// <summary>Who can have a ticket type.</summary>
public enum TicketTypeAccess
{
    /// <summary>Everybody.</summary>
    Public,

    /// <summary>Who gives a code that opens it. Others are not told of it.</summary>
    Code,
}

/// <summary>What a place of a section is sold as.</summary>
public sealed record TicketTypeResponse
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>What a place costs, as a decimal number.</summary>
    public required string Price { get; init; }

    /// <summary>The fewest of an order that takes any. Not there: one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MinPerOrder { get; init; }

    /// <summary>The most of an order. Not there: as many as the event allows of places.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxPerOrder { get; init; }

    /// <summary>How many of the event may be held and sold at once. Not there: any number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Quota { get; init; }

    /// <summary>From when on it can be had. Not there: as the event.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SaleOpensAt { get; init; }

    /// <summary>Until when it can be had. Not there: as the event.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SaleClosesAt { get; init; }

    /// <summary>Who can have it. Not there: everybody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TicketTypeAccess? Access { get; init; }

    internal static TicketTypeResponse Of(TicketType type, string currency) => new()
    {
        Id = type.TypeId,
        Name = type.Name,
        Price = Amount.Of(type.PriceMinor, currency),
        MinPerOrder = type.Least,
        MaxPerOrder = type.Most,
        Quota = type.Quota,
        SaleOpensAt = type.SaleWindow.OpensAt,
        SaleClosesAt = type.SaleWindow.ClosesAt,
        Access = type.NeedsCode ? TicketTypeAccess.Code : null,
    };
}

/// <summary>What is added to prices, and shown apart from them. Tickets that cost nothing bear no fee, orders neither.</summary>
public sealed record FeesRequest
{
    /// <summary>For each ticket, by its price.</summary>
    public FeeRequest? PerTicket { get; init; }

    /// <summary>Once for each order, by the prices of its tickets.</summary>
    public FeeRequest? PerOrder { get; init; }

    internal EventFees? Fees(Currency? currency, List<FieldError> errors)
    {
        var (ticket, order) = (PerTicket?.Fee("fees.per_ticket.", currency, errors), PerOrder?.Fee("fees.per_order.", currency, errors));
        return ticket is null && order is null ? null : new EventFees { Ticket = ticket, Order = order };
    }
}

/// <summary>A fixed amount, a share, or both.</summary>
public sealed record FeeRequest
{
    /// <summary>A decimal number in the event's currency. Left out: nothing.</summary>
    public Amount? Fixed { get; init; }

    /// <summary>From 0 to 100, with at most two decimals. It is rounded to the nearest minor unit of the currency, halves up. Left out: nothing.</summary>
    public Amount? Percent { get; init; }

    /// <summary>Null: it adds nothing.</summary>
    internal Fee? Fee(string path, Currency? currency, List<FieldError> errors)
    {
        var share = Hundredths.Read(Percent, path + "percent", "2.5", errors);
        Fee fee = new() { FixedMinor = currency is null ? 0 : Fixed?.In(currency, path + "fixed", errors) ?? 0, PercentHundredths = share };
        return fee == new Fee() ? null : fee;
    }
}

/// <summary>What is added to prices.</summary>
public sealed record FeesResponse
{
    /// <summary>For each ticket, by its price. Not there: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FeeResponse? PerTicket { get; init; }

    /// <summary>Once for each order, by the prices of its tickets. Not there: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FeeResponse? PerOrder { get; init; }

    internal static FeesResponse? Of(EventFees? fees, string currency) => fees is null ? null : new()
    {
        PerTicket = FeeResponse.Of(fees.Ticket, currency),
        PerOrder = FeeResponse.Of(fees.Order, currency),
    };
}

/// <summary>A fixed amount and a share.</summary>
public sealed record FeeResponse
{
    /// <summary>As a decimal number.</summary>
    public required string Fixed { get; init; }

    /// <summary>From 0 to 100.</summary>
    public required string Percent { get; init; }

    internal static FeeResponse? Of(Fee? fee, string currency) => fee is null ? null : new()
    {
        Fixed = Amount.Of(fee.FixedMinor, currency),
        Percent = Hundredths.Format(fee.PercentHundredths),
    };
}
