using System.Diagnostics;
using System.Text.Json;

namespace Ticketing.Http;

/// <summary>The one map from refusals to problem documents (RFC 9457).</summary>
public static class Problems
{
    /// <summary>Status, code and title of every refusal.</summary>
    public static (int Status, string Code, string Title) Of(RefusalCode code) => code switch
    {
        RefusalCode.EventNotFound => (404, "event_not_found", "There is no such event."),
        RefusalCode.SeatNotFound => (404, "seat_not_found", "There is no such seat."),
        RefusalCode.HoldNotFound => (404, "hold_not_found", "There is no such hold, or it ended so long ago that it is forgotten."),
        RefusalCode.BookingNotFound => (404, "booking_not_found", "There is no such booking."),
        RefusalCode.WebhookNotFound => (404, "webhook_not_found", "There is no such webhook."),
        RefusalCode.FeedEventNotFound => (404, "feed_event_not_found", "That event is not kept any more, or lies too far back. Replay from a time."),
        RefusalCode.VenueNotFound => (404, "venue_not_found", "There is no such venue."),
        RefusalCode.SectionNotFound => (404, "section_not_found", "The event has no such section."),
        RefusalCode.WaitlistEntryNotFound => (404, "waitlist_entry_not_found", "There is no such entry."),
        RefusalCode.NoticeNotFound => (404, "notice_not_found", "The event's time and place were not changed since it was published."),
        RefusalCode.CancellationNotFound => (404, "cancellation_not_found", "Nobody has asked for the event to be cancelled."),
        RefusalCode.CodeNotFound => (404, "code_not_found", "The event has no such code."),
        RefusalCode.CodeUsedUp => (409, "code_used_up", "The code can't be used any more."),
        RefusalCode.TypeSoldOut => (409, "ticket_type_sold_out", "So many tickets of a type are not left."),
        RefusalCode.CodeNotValidNow => (409, "code_not_valid_now", "The code can't be used now."),
        RefusalCode.CodeExists => (409, "code_exists", "The event has a code of that name already."),
        RefusalCode.WithholdingNotFound => (404, "withholding_not_found", "The event has no such withholding."),
        RefusalCode.PlanTooLarge => (404, "plan_too_large", "The event has more seats than a picture shows. GET /api/v1/events/{id}/seats lists them."),
        RefusalCode.MessageNotFound => (404, "message_not_found", "There is no such message."),
        RefusalCode.TooManyMessages => (409, "too_many_messages", "The event had as many messages as it may have."),
        RefusalCode.TooManyCodes => (409, "too_many_codes", "The event has as many codes as it can have."),
        RefusalCode.WaitlistNotNeeded => (409, "waitlist_not_needed", "So many places can be had now: just book."),
        RefusalCode.AlreadyWaiting => (409, "already_waiting", "The customer is on this event's waitlist already."),
        RefusalCode.NothingOffered => (409, "nothing_offered", "No places are offered to this entry yet."),
        RefusalCode.WaitlistTransition => (409, "illegal_transition", "The entry can't become that from what it is."),
        RefusalCode.InsufficientSeats => (409, "insufficient_seats", "Not enough places are left."),
        RefusalCode.SeatTaken => (409, "seat_taken", "Somebody else has a seat that was asked for."),
        RefusalCode.NotOnSale => (409, "not_on_sale", "The event is not on sale."),
        RefusalCode.EventOver => (409, "event_over", "The event is over."),
        RefusalCode.CustomerLimit => (409, "customer_limit", "The customer may not take so many places of this event."),
        RefusalCode.WrongToken => (403, "wrong_token", "The payment token is not the hold's."),
        RefusalCode.HoldExpired => (410, "hold_expired", "The hold has expired."),
        RefusalCode.HoldReleased => (410, "hold_released", "The hold was released."),
        RefusalCode.AlreadyBooked => (409, "already_booked", "The hold is booked."),
        RefusalCode.InvalidField => (422, "invalid_field", "The request has members that are not valid."),
        RefusalCode.StaleVersion => (412, "stale_version", "It was changed since it was read."),
        RefusalCode.IllegalTransition => (422, "illegal_transition", "It can't become that from what it is."),
        RefusalCode.IdempotencyMismatch => (422, "idempotency_key_reused", "The idempotency key was used for another request."),
        RefusalCode.IdempotencyRunning => (409, "idempotency_key_in_use", "The first request with this idempotency key is still running."),
        RefusalCode.BookingTransition => (409, "illegal_transition", "The booking can't become that from what it is."),
        RefusalCode.CancelledTooLate => (409, "cancelled_too_late", "It is too late to cancel the booking."),
        RefusalCode.RefundTooHigh => (409, "refund_too_high", "So much was not paid."),
        RefusalCode.NoTickets => (409, "no_tickets", "There are tickets for a confirmed booking only."),
        RefusalCode.TicketNotFound => (404, "ticket_not_found", "The booking has no such ticket."),
        RefusalCode.AttendeesLimit => (409, "too_many_attendee_changes", "Who comes was changed too often. Ask the organizer."),
        RefusalCode.AttendeesTooLate => (409, "attendees_too_late", "It is too late to change who comes."),
        RefusalCode.ReceiptNotFound => (404, "receipt_not_found", "The booking has no such receipt."),
        RefusalCode.OrganizationNotFound => (404, "organization_not_found", "There is no such organization."),
        RefusalCode.StaffNotFound => (404, "staff_not_found", "The organization has nobody of that name."),
        RefusalCode.TooManyOrganizations => (409, "too_many_organizations", "There are as many organizations as there can be."),
        RefusalCode.TooManyStaff => (409, "too_many_staff", "The organization has as many people as it can have."),
        RefusalCode.LastOwner => (409, "last_owner", "This is the organization's only owner. Make somebody else its owner first."),
        RefusalCode.ApiKeyNotFound => (404, "api_key_not_found", "There is no such API key."),
        RefusalCode.TooManyApiKeys => (409, "too_many_api_keys", "There are as many API keys as there can be. Revoke one that is not used."),
        RefusalCode.TooManyWebhooks => (409, "too_many_webhooks", "The organization has as many webhooks as it can have. Delete one that is not used."),
        RefusalCode.SignInOff => (409, "sign_in_off", "Nobody signs in here by mail. Ask whoever runs the service for a token."),
        RefusalCode.LinkNotGood => (410, "link_not_good", "The link was used, or is too old. Have another one sent."),
        RefusalCode.NoStart => (409, "no_start", "Nobody has said yet when the event begins."),
        RefusalCode.NoAddress => (409, "no_address", "Neither the booking nor its customer's profile has a mail address."),
        RefusalCode.MailRefused => (409, "mail_refused", "The customer's mail server does not take the letter."),
        RefusalCode.MailUnavailable => (503, "mail_unavailable", "Mail can't be sent now. Try again later."),
        RefusalCode.DeadLetterNotFound => (404, "dead_letter_not_found", "Nothing of that booking was given up."),
        RefusalCode.PaymentUnderWay => (409, "payment_under_way", "A payment of this booking is under way."),
        RefusalCode.PaymentAttempts => (409, "too_many_payments", "The booking was tried to be paid too often. Make a new one."),
        RefusalCode.PaymentDeclined => (402, "payment_declined", "The payment was declined."),
        RefusalCode.PaymentElsewhere => (409, "paid_elsewhere", "Bookings are not paid here: an admin confirms them when the payment was seen."),
        RefusalCode.SellerNotReady => (409, "seller_not_ready", "The organizer can't take payments now."),
        RefusalCode.PaymentAccountNotFound => (404, "payment_account_not_found", "The organization has no account that takes payments."),
        RefusalCode.PaymentAccountInUse => (409, "payment_account_in_use", "An event of the organization with prices is on sale."),
        RefusalCode.OneSeller => (409, "one_seller", "All payments go to the platform's own account here."),
        RefusalCode.WebhookUnsigned => (400, "webhook_unsigned", "The webhook is not signed as the provider signs it, or is not of now."),
        RefusalCode.PaymentProviderNotFound => (404, "payment_provider_not_found", "This service has no such payment provider."),
        RefusalCode.PaymentNotFound => (404, "payment_not_found", "There is no such payment."),
        RefusalCode.PaymentRequired => (402, "payment_required", "This is to be paid before it is booked."),
        RefusalCode.PaymentTransition => (409, "illegal_transition", "The payment can't become that from what it is."),
        RefusalCode.BlockListFull => (409, "block_list_full", "No more customers can be blocked here. Block them where tokens are issued."),
        RefusalCode.ErasureNotFound => (404, "erasure_not_found", "No erasure was asked for."),
        RefusalCode.AlreadyAdmitted => (409, "already_admitted", "Somebody is in with this ticket."),
        RefusalCode.TicketCancelled => (409, "ticket_cancelled", "The ticket was given back, or its booking cancelled or refunded."),
        RefusalCode.TicketRevoked => (409, "ticket_revoked", "The ticket was made out anew or passed on: this code counts no more."),
        RefusalCode.WrongEvent => (409, "wrong_event", "The ticket is for another event."),
        RefusalCode.TicketForged => (422, "ticket_forged", "The ticket was not signed by this service."),
        RefusalCode.NoTicketCode => (422, "not_a_ticket", "This is no ticket's code, or a part of one."),
        RefusalCode.TicketTooEarly => (409, "ticket_not_yet_valid", "The ticket is not good yet."),
        RefusalCode.TicketExpired => (409, "ticket_expired", "The ticket is no longer good."),
        RefusalCode.AdmissionUndone => (409, "admission_undone", "This scan was undone."),
        RefusalCode.ClockSkew => (422, "clock_skew", "The gate's clock is wrong."),
        RefusalCode.ScanTooOld => (422, "scan_too_old", "The scan is too long ago."),
        RefusalCode.NotAdmitted => (409, "not_admitted", "Nobody is in with this ticket."),
        RefusalCode.TicketNumberNeeded => (409, "ticket_number_needed", "The booking has several tickets: say which."),
        RefusalCode.AlreadyAttended => (409, "already_attended", "Somebody is in with a ticket of this booking. Ask the organizer."),
        RefusalCode.NotAGuests => (409, "not_a_guests", "The booking is a customer's: erase the customer's personal data, with all their bookings."),
        RefusalCode.ExchangeUnderWay => (409, "exchange_under_way", "An exchange of this booking is under way."),
        RefusalCode.ExchangedTooLate => (409, "exchanged_too_late", "It is too late to exchange the booking."),
        RefusalCode.ExchangeLimit => (409, "too_many_exchanges", "The booking was tried to be exchanged too often."),
        RefusalCode.TicketPassedOn => (409, "ticket_passed_on", "The ticket was passed on: it is somebody else's now."),
        RefusalCode.TicketGivenBack => (409, "ticket_given_back", "The ticket was given back."),
        RefusalCode.TicketsPassedOn => (409, "tickets_passed_on", "Tickets of the booking were passed on. Have them passed back, or ask the organizer."),
        RefusalCode.TransferredTooLate => (409, "transferred_too_late", "The event is over: its tickets are not passed on any more."),
        RefusalCode.TransferLimit => (409, "too_many_transfers", "The ticket was passed on too often. Ask the organizer."),
        RefusalCode.PaymentNeeded => (402, "payment_needed", "The other places cost more: the difference is to be paid."),
        RefusalCode.Busy => (503, "busy", "Too much contention. Try again."),
        _ => (500, "internal_error", "Something went wrong."),
    };

    /// <param name="refusal">The refusal.</param>
    /// <param name="more">Writes further members of the problem.</param>
    public static Problem From(Refusal refusal, Action<Utf8JsonWriter>? more = null)
    {
        var (status, code, title) = Of(refusal.Code);
        var errors = refusal.Errors.IsDefaultOrEmpty && refusal.Field is { } field
            ? [new FieldError(field, refusal.Detail ?? title)]
            : refusal.Errors.IsDefault ? [] : refusal.Errors.ToArray();
        return Write(status, code, title, refusal.Detail, errors, refusal.Seats.IsDefault ? [] : [.. refusal.Seats], more) with
        {
            RetryAfterSeconds = refusal.Code switch
            {
                RefusalCode.Busy or RefusalCode.IdempotencyRunning => 1,
                RefusalCode.MailUnavailable => 30,
                _ => null,
            },
        };
    }

    public static Problem From(RefusalCode code, string? detail = null) => From(new Refusal(code, detail));

    public static Problem Invalid(IReadOnlyList<FieldError> errors) => From(Refusal.Invalid(errors));

    public static Problem Malformed(string detail) => Write(400, "malformed_request", "The request can't be read.", detail);

    public static Problem Unavailable(string detail) =>
        Write(503, "outcome_unknown", "The outcome is not known. Repeat the request with the same identifiers.", detail) with { RetryAfterSeconds = 1 };

    /// <summary>A change that must say which version it is of (<see cref="Rules.NeedsVersion"/>).</summary>
    public static (int Status, string Code, string Title) VersionNeeded { get; } = (428, "if_match_required", "Say which version is to be changed.");

    public static Problem NeedsVersion(string detail) => Write(VersionNeeded.Status, VersionNeeded.Code, VersionNeeded.Title, detail);

    /// <summary>What should not have happened. What it was is in the log, by the trace id.</summary>
    public static Problem Fault() => Write(500, "internal_error", "Something went wrong.", "It is noted under the trace id.");

    /// <summary>Following an event while too many do, or while the process stops.</summary>
    public static (int Status, string Code, string Title) TooManyListeners { get; } =
        (503, "too_many_listeners", "This process has as many listeners as it can take.");

    public static Problem TooMany() => Write(
        TooManyListeners.Status, TooManyListeners.Code, TooManyListeners.Title, "Try again later, or ask for the status from time to time.") with
    { RetryAfterSeconds = 5 };

    public static Problem Write(
        int status, string code, string title, string? detail = null, IReadOnlyList<FieldError>? errors = null, IReadOnlyList<string>? seats = null,
        Action<Utf8JsonWriter>? more = null) =>
        Problem.Of(status, code, (status, code, title, detail, errors, seats, more), static (json, problem) =>
        {
            json.WriteString("type"u8, "urn:ticketing:problem:" + problem.code);
            json.WriteString("title"u8, problem.title);
            json.WriteNumber("status"u8, problem.status);
            json.WriteString("code"u8, problem.code);
            if (problem.detail is not null)
            {
                json.WriteString("detail"u8, problem.detail);
            }

            WriteErrors(json, problem.errors);
            if (problem.seats is { Count: > 0 })
            {
                json.WriteStartArray("seats"u8);
                foreach (var seat in problem.seats)
                {
                    json.WriteStringValue(seat);
                }

                json.WriteEndArray();
            }

            problem.more?.Invoke(json);
            json.WriteString("trace_id"u8, Activity.Current?.TraceId.ToString() ?? "");
        });

    private static void WriteErrors(Utf8JsonWriter json, IReadOnlyList<FieldError>? errors)
    {
        if (errors is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartObject("errors"u8);
        foreach (var field in errors.GroupBy(error => error.Field))
        {
            json.WriteStartArray(field.Key);
            foreach (var error in field)
            {
                json.WriteStringValue(error.Message);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
