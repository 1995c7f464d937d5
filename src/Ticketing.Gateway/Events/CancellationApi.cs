using Orleans;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Events;

/// <summary>Cancelling an event with all its bookings.</summary>
public sealed class CancellationApi(IGrainFactory grains, BookingRegister register)
{
    private const int Page = 200;
    private const string Example = """{"event_id":"4242d34d-8040-8000-8000-000000000000","status":"running","by":"me","reason":"storm","started_at":"2027-01-31T19:30:00.000Z","finished_at":null,"looked_at":128,"total":5000,"cancelled":40,"refunded_amount":"1000.00","currency":"USD"}""";

    public IEnumerable<Route> Routes =>
    [
        new("POST", "/api/v1/admin/events/{id}/cancel", "Cancel an event and pay every booking back, in the background; with dry_run only count", CancelAsync)
        {
            Access = Access.Admin,
            BodyExample = """{"reason":"storm","dry_run":false}""",
            AnswerExample = Example,
            Successes = [202, 200],
            Refusals = [RefusalCode.EventNotFound],
        },
        new("GET", "/api/v1/admin/events/{id}/cancellation", "How far the cancellation of an event is", GetAsync)
        {
            Access = Access.Admin,
            AnswerExample = Example,
            Refusals = [RefusalCode.CancellationNotFound],
        },
    ];

    private async Task<Answer> CancelAsync(Request request)
    {
        var (body, why, problem) = AdminBookingsApi.ReadReason(request);
        var isDry = body?.Flag("dry_run") ?? false;
        if (problem is not null || !body!.IsValid)
        {
            return problem ?? Problems.Invalid(body!.Errors);
        }

        if (!TryId(request, out var id))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        if (isDry)
        {
            return await CountAsync(id);
        }

        return await Grain(id).Start(id, request.Caller.Subject!, why!) is { } job
            ? Show(job, 202) with { Location = $"/api/v1/admin/events/{id}/cancellation" }
            : Problems.From(RefusalCode.EventNotFound);
    }

    private async Task<Answer> GetAsync(Request request) =>
        TryId(request, out var id) && await Grain(id).Get() is { } job ? Show(job, 200) : Problems.From(RefusalCode.CancellationNotFound);

    private async Task<Answer> CountAsync(EventId id)
    {
        if (await grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Get() is not { } view)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        long bookings = 0, refundMinor = 0;
        for (long? next = 0; next is { } from;)
        {
            (var items, next) = await register.ListAsync(new BookingFilter { Event = id }, newestFirst: false, from, Page);
            foreach (var booking in items.Where(booking => booking.Status is BookingStatus.Pending or BookingStatus.Confirmed))
            {
                bookings++;
                refundMinor += booking.Status == BookingStatus.Confirmed ? booking.AmountMinor - booking.RefundedMinor : 0;
            }
        }

        return Answer.Of(200, (id, bookings, refundMinor, view.Currency), static (json, shown) =>
        {
            json.WriteString("event_id"u8, shown.id.Value);
            json.WriteBoolean("dry_run"u8, true);
            json.WriteNumber("bookings"u8, shown.bookings);
            json.WriteAmount("refund_amount"u8, shown.refundMinor, shown.Currency);
            json.WriteString("currency"u8, shown.Currency);
        });
    }

    private IEventCancellationGrain Grain(EventId id) => grains.GetGrain<IEventCancellationGrain>(GrainKeys.Event(id.Key));

    private static bool TryId(Request request, out EventId id)
    {
        id = default;
        return Guid.TryParseExact(request.Route("id"), "D", out var value) && EventId.TryFrom(value, out id);
    }

    private static Answer Show(CancellationView job, int status) => Answer.Of(status, job, static (json, job) =>
    {
        json.WriteString("event_id"u8, job.EventId.Value);
        json.WriteString("status"u8, job.FinishedAt is null ? "running" : "done");
        json.WriteString("by"u8, job.By);
        json.WriteString("reason"u8, job.Why);
        json.WriteTime("started_at"u8, job.StartedAt);
        json.WriteTime("finished_at"u8, job.FinishedAt);
        json.WriteNumber("looked_at"u8, job.LookedAt);
        json.WriteNumber("total"u8, job.Total);
        json.WriteNumber("cancelled"u8, job.Cancelled);
        json.WriteAmount("refunded_amount"u8, job.RefundedMinor, job.Currency);
        json.WriteString("currency"u8, job.Currency);
    });
}
