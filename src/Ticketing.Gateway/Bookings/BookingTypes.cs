using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Ticketing.Attendees;
using Ticketing.Customers;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Bookings;

/// <summary>A hold to be booked, or places to be held and booked in one step. They are paid later.</summary>
public sealed record StartBookingRequest
{
    /// <summary>The event, where no hold is named.</summary>
    public Guid? EventId { get; init; }

    /// <summary>How many places. Left out where seats are named.</summary>
    [Range(1, 100_000)]
    public int? Quantity { get; init; }

    /// <summary>The seats by their ids, all or none of them.</summary>
    [Length(1, 1_000), ItemLength(HoldWish.LongestSeat)]
    public IReadOnlyList<string>? Seats { get; init; }

    /// <summary>The section to have places in. Left out: any that has room. Not with named seats.</summary>
    [StringLength(32, MinimumLength = 1)]
    public string? Section { get; init; }

    /// <summary>What the places are to be sold as. Left out: the first ticket type that is on sale.</summary>
    [Length(1, TypeWishRequest.Most)]
    public IReadOnlyList<TypeWishRequest>? Types { get; init; }

    /// <summary>Places of several sections in one hold, all or nothing, in the place of <c>quantity</c>, <c>seats</c>, <c>section</c> and <c>types</c>.</summary>
    [Length(1, HoldItemRequest.Most)]
    public IReadOnlyList<HoldItemRequest>? Items { get; init; }

    /// <summary>A code that takes something off the prices, or opens ticket types or the sale. Not with a hold, which has its own.</summary>
    [StringLength(HoldWish.LongestCode, MinimumLength = 1)]
    public string? Code { get; init; }

    /// <summary>The hold. Left out: <c>event_id</c> says what to hold first.</summary>
    public Guid? HoldId { get; init; }

    /// <summary>The hold's token. Guests need it with <c>hold_id</c>.</summary>
    [StringLength(64, MinimumLength = 1)]
    public string? HoldToken { get; init; }

    /// <summary>The same as <c>hold_token</c>, by its former name.</summary>
    [StringLength(64, MinimumLength = 1)]
    public string? PaymentToken { get; init; }

    /// <summary>How it is to be paid, such as <c>card</c>.</summary>
    [StringLength(32, MinimumLength = 1)]
    public string? PaymentMethod { get; init; }

    /// <summary>Where the tickets are sent. Left out: to the address in the customer's profile.</summary>
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
}

/// <summary>Why a booking is cancelled.</summary>
public sealed record CancelBookingRequest
{
    /// <summary>For the booking's history. Staff must give it for what is not their own.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }
}

/// <summary>Tickets of a booking that are given back.</summary>
public sealed record GiveBackRequest
{
    /// <summary>Their numbers, from 1. All that the booking has: it is cancelled.</summary>
    [Length(1, 1_000)]
    public required IReadOnlyList<int> Tickets { get; init; }

    /// <summary>For the booking's history. Staff must give it for what is not their own.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }

    /// <summary>Nothing changes: the answer is the booking as it would be, with what would be paid back.</summary>
    public bool DryRun { get; init; }
}

/// <summary>The payment that was seen elsewhere.</summary>
public sealed record ConfirmBookingRequest
{
    /// <summary>For the booking's history.</summary>
    [StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>What the payment is called where it came.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? PaymentReference { get; init; }
}

/// <summary>Why an admin cancels a booking.</summary>
public sealed record CancelAnyBookingRequest
{
    /// <summary>For the booking's history.</summary>
    [StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>What is paid back of a booking, and why.</summary>
public sealed record RefundBookingRequest
{
    /// <summary>For the booking's history.</summary>
    [StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>In the booking's currency, added to what was paid back before. Left out: all that is left.</summary>
    public Amount? Amount { get; init; }
}

/// <summary>The places to have instead, as many as the booking has.</summary>
public sealed record ExchangeBookingRequest
{
    /// <summary>The seats by their ids, all or none of them.</summary>
    [Length(1, 1_000), ItemLength(HoldWish.LongestSeat)]
    public IReadOnlyList<string>? Seats { get; init; }

    /// <summary>The section to have places in. Needed where no seats are named, and not with them.</summary>
    [StringLength(32, MinimumLength = 1)]
    public string? Section { get; init; }

    /// <summary>How many places the booking has. It may be left out.</summary>
    [Range(1, 100_000)]
    public int? Quantity { get; init; }

    /// <summary>What the places are to be sold as. Left out: the first ticket type that is on sale.</summary>
    [Length(1, TypeWishRequest.Most)]
    public IReadOnlyList<TypeWishRequest>? Types { get; init; }

    /// <summary>Places of several sections, as a hold has them, in the place of <c>quantity</c>, <c>seats</c>, <c>section</c> and <c>types</c>.</summary>
    [Length(1, HoldItemRequest.Most)]
    public IReadOnlyList<HoldItemRequest>? Items { get; init; }

    /// <summary>What the provider gave for the payment, where the other places cost more.</summary>
    [StringLength(255, MinimumLength = 1)]
    public string? PaymentMethod { get; init; }

    /// <summary>The same as <c>payment_method</c>, by its former name.</summary>
    [StringLength(255, MinimumLength = 1)]
    public string? PaymentToken { get; init; }

    /// <summary>Staff who saw the payment: what it is called where it came.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? PaymentReference { get; init; }

    /// <summary>For the booking's history. Staff must give it for what is not their own, and nobody else may.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }
}

/// <summary>A booking.</summary>
public record BookingResponse
{
    public required Guid Id { get; init; }

    /// <summary>The same as <c>id</c>.</summary>
    public required Guid BookingId { get; init; }

    /// <summary>What people say and write: letters and digits that are not mistaken for one another.</summary>
    public required string BookingReference { get; init; }

    public required Guid HoldId { get; init; }

    public required Guid EventId { get; init; }

    public required string Section { get; init; }

    /// <summary>How many places.</summary>
    public required int Quantity { get; init; }

    /// <summary>The same as <c>quantity</c>.</summary>
    public required int Qty { get; init; }

    /// <summary>The seats by their ids. Empty: places without numbers.</summary>
    public required IReadOnlyList<string> Seats { get; init; }

    /// <summary>The numbers of tickets that were given back, in that order. Not there: none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? GivenBackTickets { get; init; }

    public required BookingStatus Status { get; init; }

    public required PaymentStatus PaymentStatus { get; init; }

    /// <summary>Who takes the payment; <c>external</c>: it is seen by staff.</summary>
    public required string? PaymentProvider { get; init; }

    public required string? PaymentMethod { get; init; }

    /// <summary>What the payment is called at its provider.</summary>
    public required string? PaymentReference { get; init; }

    /// <summary><c>PENDING</c> or <c>FINALIZED</c>; null: the booking is not confirmed.</summary>
    public required string? TicketStatus { get; init; }

    public required DateTimeOffset? TicketsMailedAt { get; init; }

    /// <summary>As a decimal number.</summary>
    public required string TotalAmount { get; init; }

    /// <summary>As a decimal number.</summary>
    public required string RefundedAmount { get; init; }

    /// <summary>A refund is under way.</summary>
    public required bool RefundPending { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>The same as <c>created_at</c>.</summary>
    public required DateTimeOffset BookingDate { get; init; }

    /// <summary>When a pending booking ends, unless it is paid.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whole seconds until then. Only while the booking is pending.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ExpiresInSeconds { get; init; }

    public required DateTimeOffset? ConfirmedAt { get; init; }

    public required DateTimeOffset? CancelledAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Pending or confirmed.</summary>
    public required bool IsActive { get; init; }

    public required bool IsExpired { get; init; }

    /// <summary>Grows with each change; <c>If-Match</c> names it.</summary>
    public required long Version { get; init; }

    /// <summary>Whose it is; null: a guest's.</summary>
    public required string? UserId { get; init; }

    public required string? Email { get; init; }

    /// <summary>The language of its letters, tickets and receipts (BCP 47). Not there: nobody said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Locale { get; init; }

    /// <summary>The same as <c>user_id</c>. Not there: a guest's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CustomerId { get; init; }

    /// <summary>What the places cost and that is made of. Not there: what the sections ask, nothing is added.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PriceBreakdownResponse? PriceBreakdown { get; init; }

    /// <summary>What a guest shows from now on. Told once, to whoever can't have it yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? HoldToken { get; init; }

    /// <summary>The same as <c>hold_token</c>, by its former name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PaymentToken { get; init; }

    internal static BookingResponse Of(BookingView booking, DateTimeOffset now, string? token = null)
    {
        var id = booking.BookingId;
        return new BookingResponse
        {
            Id = id.Value,
            BookingId = id.Value,
            BookingReference = Identifiers.BookingReference.Of(id),
            HoldId = id.Hold.Value,
            EventId = id.Hold.Event.Value,
            Section = booking.SectionId,
            Quantity = booking.TicketCount,
            Qty = booking.TicketCount,
            Seats = booking.SeatsNow,
            GivenBackTickets = booking.TicketCount == booking.Quantity ? null : [.. booking.GivenBackNumbers],
            Status = booking.Status,
            PaymentStatus = booking.PaymentStatus,
            PaymentProvider = booking.PaymentProvider,
            PaymentMethod = booking.PaymentMethod,
            PaymentReference = booking.PaymentReference,
            TicketStatus = booking.TicketStatus?.ToString().ToUpperInvariant(),
            TicketsMailedAt = booking.TicketsMailedAt,
            TotalAmount = Amount.Of(booking.AmountMinor, booking.Currency),
            RefundedAmount = Amount.Of(booking.RefundedMinor, booking.Currency),
            RefundPending = booking.RefundPending,
            Currency = booking.Currency,
            BookingDate = booking.CreatedAt,
            ExpiresAt = booking.ExpiresAt,
            ExpiresInSeconds = booking.Status == BookingStatus.Pending && booking.ExpiresAt is { } end ? Math.Max(0, (long)(end - now).TotalSeconds) : null,
            ConfirmedAt = booking.ConfirmedAt,
            CancelledAt = booking.CancelledAt,
            CreatedAt = booking.CreatedAt,
            UpdatedAt = booking.UpdatedAt,
            IsActive = booking.Status is BookingStatus.Pending or BookingStatus.Confirmed,
            IsExpired = booking.Status == BookingStatus.Expired,
            Version = booking.Version,
            UserId = booking.Customer,
            Email = booking.Email,
            Locale = booking.Locale,
            CustomerId = booking.Customer,
            PriceBreakdown = PriceBreakdownResponse.Of(booking.PricesNow, booking.Currency),
            HoldToken = token,
            PaymentToken = token,
        };
    }

    /// <summary>A booking as the confirmation of its hold tells it.</summary>
    internal static BookingResponse Of(HoldView hold, DateTimeOffset now, string? token) => Of(
        new BookingView
        {
            BookingId = Identifiers.BookingId.Of(hold.HoldId),
            SectionId = hold.SectionId,
            Quantity = hold.Quantity,
            Seats = hold.Seats,
            Customer = hold.Customer,
            AmountMinor = hold.AmountMinor,
            Prices = hold.Prices,
            Currency = hold.Currency,
            Status = BookingStatus.Confirmed,
            PaymentStatus = PaymentStatus.Completed,
            PaymentProvider = "external",
            PaymentMethod = hold.Voucher?.Method,
            PaymentReference = hold.Voucher?.Reference,
            CreatedAt = hold.ConfirmedAt ?? hold.CreatedAt,
            UpdatedAt = hold.ConfirmedAt ?? hold.CreatedAt,
            ConfirmedAt = hold.ConfirmedAt ?? hold.CreatedAt,
            Version = 1,
            Email = TicketHolder.ContactOf(hold.Customer) ?? hold.Email,
            Locale = hold.Locale,
            TicketStatus = Bookings.TicketStatus.Pending,
        },
        now,
        token);
}

/// <summary>Where a booking is.</summary>
public sealed record BookingStatusResponse
{
    public required Guid Id { get; init; }

    public required BookingStatus Status { get; init; }

    public required PaymentStatus PaymentStatus { get; init; }

    /// <summary><c>PENDING</c> or <c>FINALIZED</c>; null: the booking is not confirmed.</summary>
    public required string? TicketStatus { get; init; }

    /// <summary>Grows with each change.</summary>
    public required long Version { get; init; }

    /// <summary>When a pending booking ends, unless it is paid.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Pending or confirmed.</summary>
    public required bool IsActive { get; init; }

    public required bool IsExpired { get; init; }

    internal static BookingStatusResponse Of(BookingView booking) => new()
    {
        Id = booking.BookingId.Value,
        Status = booking.Status,
        PaymentStatus = booking.PaymentStatus,
        TicketStatus = booking.TicketStatus?.ToString().ToUpperInvariant(),
        Version = booking.Version,
        ExpiresAt = booking.ExpiresAt,
        IsActive = booking.Status is BookingStatus.Pending or BookingStatus.Confirmed,
        IsExpired = booking.Status == BookingStatus.Expired,
    };
}

/// <summary>A step in a booking's history.</summary>
[JsonDerivedType(typeof(ExchangeStepResponse))]
[JsonDerivedType(typeof(TransferStepResponse))]
[JsonDerivedType(typeof(GiveBackStepResponse))]
public record BookingStepResponse
{
    /// <summary>The booking's version after it.</summary>
    public required long Version { get; init; }

    /// <summary>What the booking became by it.</summary>
    public required BookingStatus Status { get; init; }

    public required PaymentStatus PaymentStatus { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it: a subject, <c>guest</c>, <c>payment</c> or <c>system</c>.</summary>
    public required string By { get; init; }

    /// <summary>The reason that was given.</summary>
    public required string? Why { get; init; }

    /// <summary>Others were named as attendees, or other answers given. Not there: that is not what was done.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AttendeesChanged { get; init; }

    internal static BookingStepResponse Of(BookingStep step)
    {
        BookingStepResponse plain = new()
        {
            Version = step.Version,
            Status = step.Status,
            PaymentStatus = step.PaymentStatus,
            At = step.At,
            By = step.By,
            Why = step.Why,
        };
        return step switch
        {
            { NamesAttendees: true } => plain with { AttendeesChanged = true },
            { Exchanged: { } before } => new ExchangeStepResponse(plain, before),
            { Transferred: { } ticket } => new TransferStepResponse(plain, ticket),
            { GaveBack: { } returned } => new GiveBackStepResponse(plain, returned),
            _ => plain,
        };
    }
}

/// <summary>A step by which a booking got other places.</summary>
public sealed record ExchangeStepResponse : BookingStepResponse
{
    [SetsRequiredMembers]
    internal ExchangeStepResponse(BookingStepResponse step, ExchangedPlaces before)
        : base(step) => (FormerSection, FormerSeats) = (before.SectionId, before.Seats);

    /// <summary>The section that it had places in before.</summary>
    [JsonPropertyOrder(1)]
    public required string FormerSection { get; init; }

    /// <summary>The seats that it had before. Empty: places without numbers.</summary>
    [JsonPropertyOrder(2)]
    public required IReadOnlyList<string> FormerSeats { get; init; }
}

/// <summary>A step by which tickets of the booking were given back.</summary>
public sealed record GiveBackStepResponse : BookingStepResponse
{
    [SetsRequiredMembers]
    internal GiveBackStepResponse(BookingStepResponse step, GivenBackStep returned)
        : base(step) => TicketNumbers = returned.Places;

    /// <summary>From 1 on.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<int> TicketNumbers { get; init; }
}

/// <summary>A step by which a ticket of the booking was passed on.</summary>
public sealed record TransferStepResponse : BookingStepResponse
{
    [SetsRequiredMembers]
    internal TransferStepResponse(BookingStepResponse step, TransferredTicket ticket)
        : base(step) => (TicketNumber, FromUserId, ToUserId) = (ticket.Place, ticket.From, ticket.To);

    /// <summary>From 1 on.</summary>
    [JsonPropertyOrder(1)]
    public required int TicketNumber { get; init; }

    /// <summary>Whose it was; null: a guest's.</summary>
    [JsonPropertyOrder(2)]
    public required string? FromUserId { get; init; }

    /// <summary>Whose it is now; null: a guest's.</summary>
    [JsonPropertyOrder(3)]
    public required string? ToUserId { get; init; }
}
