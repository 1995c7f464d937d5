using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Ticketing.Attendees;
using Ticketing.Customers;
using Ticketing.Http;

namespace Ticketing.Holds;

/// <summary>Places or seats to be held for a few minutes.</summary>
public record PlaceHoldRequest
{
    /// <summary>The event.</summary>
    public required Guid EventId { get; init; }

    /// <summary>How many places. Left out where seats are named.</summary>
    [Range(1, 100_000)]
    public int? Qty { get; init; }

    /// <summary>The seats by their ids, all or none of them.</summary>
    [Length(1, 1_000), ItemLength(HoldWish.LongestSeat)]
    public IReadOnlyList<string>? Seats { get; init; }

    /// <summary>The section to have places in. Left out: any that has room. Not with named seats.</summary>
    [StringLength(32, MinimumLength = 1)]
    public string? Section { get; init; }

    /// <summary>Whom the places are for. Left out: the caller.</summary>
    [StringLength(HoldsApi.LongestCustomer, MinimumLength = 1)]
    public string? CustomerId { get; init; }

    /// <summary>What the places are to be sold as. Left out: the first ticket type that is on sale.</summary>
    [Length(1, TypeWishRequest.Most)]
    public IReadOnlyList<TypeWishRequest>? Types { get; init; }

    /// <summary>Places of several sections in one hold, all or nothing, in the place of <c>qty</c>, <c>seats</c>, <c>section</c> and <c>types</c>.</summary>
    [Length(1, HoldItemRequest.Most)]
    public IReadOnlyList<HoldItemRequest>? Items { get; init; }

    /// <summary>A code that takes something off the prices, or opens ticket types or the sale. Capitals and small letters are the same.</summary>
    [StringLength(HoldWish.LongestCode, MinimumLength = 1)]
    public string? Code { get; init; }
}

/// <summary>Places of one section, or named seats.</summary>
public sealed record HoldItemRequest
{
    internal const int Most = 100;

    /// <summary>The section to have places in. Needed, but for named seats.</summary>
    [StringLength(32, MinimumLength = 1)]
    public string? Section { get; init; }

    /// <summary>How many places. Left out where seats are named, or types say it.</summary>
    [Range(1, 100_000)]
    public int? Qty { get; init; }

    /// <summary>The seats by their ids.</summary>
    [Length(1, 1_000), ItemLength(HoldWish.LongestSeat)]
    public IReadOnlyList<string>? Seats { get; init; }

    /// <summary>What the places are to be sold as. Left out: the first ticket type that is on sale.</summary>
    [Length(1, TypeWishRequest.Most)]
    public IReadOnlyList<TypeWishRequest>? Types { get; init; }
}

/// <summary>A hold to be booked with its token, or places to be held and booked in one step.</summary>
public sealed record BookRequest
{
    /// <summary>The hold. Left out: <c>event_id</c> says what to hold first.</summary>
    public Guid? HoldId { get; init; }

    /// <summary>The hold's token. Needed with <c>hold_id</c>, but for staff who saw the payment.</summary>
    [StringLength(64, MinimumLength = 1)]
    public string? HoldToken { get; init; }

    /// <summary>The same as <c>hold_token</c>, by its former name.</summary>
    [StringLength(64, MinimumLength = 1)]
    public string? PaymentToken { get; init; }

    /// <summary>The event, where no hold is named.</summary>
    public Guid? EventId { get; init; }

    /// <summary>How many places. Left out where seats are named.</summary>
    [Range(1, 100_000)]
    public int? Qty { get; init; }

    /// <summary>The seats by their ids, all or none of them.</summary>
    [Length(1, 1_000), ItemLength(HoldWish.LongestSeat)]
    public IReadOnlyList<string>? Seats { get; init; }

    /// <summary>The section to have places in. Left out: any that has room. Not with named seats.</summary>
    [StringLength(32, MinimumLength = 1)]
    public string? Section { get; init; }

    /// <summary>Whom the places are for. Left out: the caller.</summary>
    [StringLength(HoldsApi.LongestCustomer, MinimumLength = 1)]
    public string? CustomerId { get; init; }

    /// <summary>What the places are to be sold as. Left out: the first ticket type that is on sale.</summary>
    [Length(1, TypeWishRequest.Most)]
    public IReadOnlyList<TypeWishRequest>? Types { get; init; }

    /// <summary>Places of several sections in one hold, all or nothing, in the place of <c>qty</c>, <c>seats</c>, <c>section</c> and <c>types</c>.</summary>
    [Length(1, HoldItemRequest.Most)]
    public IReadOnlyList<HoldItemRequest>? Items { get; init; }

    /// <summary>A code that takes something off the prices, or opens ticket types or the sale. Capitals and small letters are the same.</summary>
    [StringLength(HoldWish.LongestCode, MinimumLength = 1)]
    public string? Code { get; init; }

    /// <summary>Where a guest's tickets are sent.</summary>
    [StringLength(Mail.Mailbox.Longest, MinimumLength = 1)]
    public string? Email { get; init; }

    /// <summary>The language of letters, tickets and receipts (BCP 47). Left out: that of the customer's profile, else the service's.</summary>
    [StringLength(LocaleTag.Longest, MinimumLength = 1)]
    public string? Locale { get; init; }

    /// <summary>Who comes, in the order of the tickets. Needed where the event requires it (<c>attendee_names</c>, <c>attendee_emails</c>, <c>questions</c>).</summary>
    [Length(0, AttendeeForm.MostTickets)]
    public IReadOnlyList<AttendeeRequest>? Attendees { get; init; }

    /// <summary>To what the event asks once for an order.</summary>
    [Length(0, AttendeeForm.MostQuestions)]
    public IReadOnlyList<AnswerRequest>? Answers { get; init; }

    /// <summary>Staff who saw the payment: how the money came, such as <c>cash</c>.</summary>
    [StringLength(32, MinimumLength = 1)]
    public string? PaymentMethod { get; init; }

    /// <summary>Staff who saw the payment: what it is called where it came.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? PaymentReference { get; init; }

    /// <summary>Staff who saw the payment: why they book it.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }
}

/// <summary>Places that are held, until a time.</summary>
public sealed record HoldResponse
{
    public required Guid HoldId { get; init; }

    public required Guid EventId { get; init; }

    /// <summary>How many places.</summary>
    public required int Qty { get; init; }

    public required string Section { get; init; }

    /// <summary>The seats by their ids. Empty: places without numbers.</summary>
    public required IReadOnlyList<string> Seats { get; init; }

    /// <summary>Whether the seats are side by side.</summary>
    public required bool Together { get; init; }

    public required HoldStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When an active hold ends, unless it is booked.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whole seconds until then, rounded up; 0 afterwards.</summary>
    public required long ExpiresInSeconds { get; init; }

    /// <summary>What the places cost with all fees, as a decimal number.</summary>
    public required string TotalAmount { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>What the total is made of. Not there: what the sections ask, nothing is added.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PriceBreakdownResponse? PriceBreakdown { get; init; }

    /// <summary>Whom the places are for. Not there: a guest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CustomerId { get; init; }

    /// <summary>What the holder shows from now on. Told once, when the hold is placed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? HoldToken { get; init; }

    /// <summary>The same as <c>hold_token</c>, by its former name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PaymentToken { get; init; }

    internal static HoldResponse Of(HoldView hold, DateTimeOffset now, string? token = null) => new()
    {
        HoldId = hold.HoldId.Value,
        EventId = hold.HoldId.Event.Value,
        Qty = hold.Quantity,
        Section = hold.SectionId,
        Seats = hold.Seats,
        Together = hold.Groups <= 1,
        Status = hold.Status,
        CreatedAt = hold.CreatedAt,
        ExpiresAt = hold.ExpiresAt,
        ExpiresInSeconds = Math.Max(0, (long)Math.Ceiling((hold.ExpiresAt - now).TotalSeconds)),
        TotalAmount = Amount.Of(hold.AmountMinor, hold.Currency),
        Currency = hold.Currency,
        PriceBreakdown = PriceBreakdownResponse.Of(hold.Prices, hold.Currency),
        CustomerId = hold.Customer,
        HoldToken = token,
        PaymentToken = token,
    };
}
