using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Ticketing.Attendees;
using Ticketing.Bookings;
using Ticketing.Organizations;
using Ticketing.Payments;
using Ticketing.Waitlists;

namespace Ticketing.Customers;

/// <summary>The erasure of a customer's personal data, and how far it is.</summary>
public sealed record ErasureResponse
{
    /// <summary>The customer.</summary>
    public required string Id { get; init; }

    public required ErasureStatus Status { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string By { get; init; }

    /// <summary>Null: the customer asked for it.</summary>
    public required string? Reason { get; init; }

    /// <summary>Bookings that were the customer's and are nobody's now.</summary>
    public required long Bookings { get; init; }

    internal static ErasureResponse Of(string customer, ErasureView erasure) => new()
    {
        Id = customer,
        Status = erasure.FinishedAt is null ? ErasureStatus.Running : ErasureStatus.Done,
        StartedAt = erasure.StartedAt,
        FinishedAt = erasure.FinishedAt,
        By = erasure.By,
        Reason = erasure.Why,
        Bookings = erasure.Bookings,
    };
}

public enum ErasureStatus
{
    Running,
    Done,
}

/// <summary>Everything that is known of a customer.</summary>
public sealed record PersonalDataResponse
{
    /// <summary>The customer.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset ExportedAt { get; init; }

    public required ProfileResponse Profile { get; init; }

    /// <summary>Null: the customer is not blocked.</summary>
    public required KnownBlockResponse? Block { get; init; }

    public required IReadOnlyList<WaitlistEntryResponse> Waitlist { get; init; }

    /// <summary>What the customer was passed, of others' bookings.</summary>
    public required IReadOnlyList<ReceivedTicketResponse> Tickets { get; init; }

    /// <summary>The organizations that the customer works for.</summary>
    public required IReadOnlyList<ExportedStaffResponse> Staff { get; init; }

    /// <summary>At most 1,000.</summary>
    public required IReadOnlyList<ExportedBookingResponse> Bookings { get; init; }

    /// <summary>The <c>cursor</c> of the document with the next bookings; null: these were the last.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>Where somebody works, as what, and since when.</summary>
public sealed record ExportedStaffResponse
{
    public required Guid OrganizationId { get; init; }

    public required string Name { get; init; }

    public required StaffRole Role { get; init; }

    public required string? Email { get; init; }

    public required DateTimeOffset Since { get; init; }
}

/// <summary>Why a customer's tokens are refused.</summary>
public sealed record KnownBlockResponse
{
    public required DateTimeOffset Since { get; init; }

    public required string Why { get; init; }
}

/// <summary>A ticket that was passed to the customer.</summary>
public sealed record ReceivedTicketResponse
{
    public required string Id { get; init; }

    public required Guid EventId { get; init; }

    public required DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>Who comes with it, as staff have it.</summary>
    public required AttendeeResponse Attendee { get; init; }
}

/// <summary>A booking, its history, and every attempt to pay it.</summary>
public sealed record ExportedBookingResponse : BookingResponse
{
    [SetsRequiredMembers]
    internal ExportedBookingResponse(BookingResponse booking, IReadOnlyList<BookingStepResponse> history, IReadOnlyList<AttemptResponse> payments, BookingAttendeesResponse attendees)
        : base(booking) => (History, Payments, Attendees, Answers) = (history, payments, attendees.Attendees, attendees.Answers);

    [JsonPropertyOrder(1)]
    public required IReadOnlyList<BookingStepResponse> History { get; init; }

    /// <summary>Every attempt. Empty: payments are settled elsewhere.</summary>
    [JsonPropertyOrder(2)]
    public required IReadOnlyList<AttemptResponse> Payments { get; init; }

    /// <summary>Who comes, one for each ticket.</summary>
    [JsonPropertyOrder(3)]
    public required IReadOnlyList<AttendeeResponse> Attendees { get; init; }

    /// <summary>To what was asked once for the order.</summary>
    [JsonPropertyOrder(4)]
    public required IReadOnlyList<AnswerResponse> Answers { get; init; }
}
