using System.Text.Json;
using Orleans;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Availability;

/// <summary>What is left of an event, and reservations of places by number: holds under another name.</summary>
public sealed class AvailabilityApi(IGrainFactory grains, BookingDesk desk, TimeProvider time)
{
    private const string Example = """{"event_id":"4242d34d-8040-8000-8000-000000000000","event_name":"Concert","total_capacity":1000,"available_capacity":995,"reserved_capacity":3,"confirmed_capacity":2,"price":"25.00","currency":"USD","version":7,"last_updated":"2027-01-31T19:30:00.000Z","is_available":true,"utilization_percentage":0.5}""";

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/api/v1/availability/{event_id}", "What is left of an event", GetAsync)
        {
            Access = Access.Customer,
            AnswerExample = Example,
            Refusals = [RefusalCode.EventNotFound],
        },
        new("POST", "/api/v1/availability/{event_id}/reserve", "Reserve places for as long as a hold lasts", ReserveAsync)
        {
            Access = Access.Customer,
            Keyed = true,
            BodyExample = """{"quantity":2}""",
            AnswerExample = """{"reservation_id":"8242d34d-8040-8000-8000-000000000001","event_id":"4242d34d-8040-8000-8000-000000000000","quantity":2,"seats":[],"status":"active","expires_at":"2027-01-31T19:32:00.000Z","expires_in_seconds":120}""",
            Successes = [201],
            Refusals = [RefusalCode.EventNotFound, RefusalCode.InsufficientSeats, RefusalCode.NotOnSale, RefusalCode.CustomerLimit],
        },
        new("DELETE", "/api/v1/availability/{event_id}/release", "Give a reservation back (?reservation_id=, or in the body)", ReleaseAsync)
        {
            Access = Access.Customer,
            Query = ["reservation_id"],
            BodyExample = """{"reservation_id":"8242d34d-8040-8000-8000-000000000001"}""",
            BodyOptional = true,
            AnswerExample = """{"reservation_id":"8242d34d-8040-8000-8000-000000000001","status":"released"}""",
            Refusals = [RefusalCode.EventNotFound, RefusalCode.HoldNotFound, RefusalCode.AlreadyBooked],
        },
        new("GET", "/api/v1/admin/availability", "What is left of every event", ListAsync)
        {
            Access = Access.Admin,
            Query = Listing.Parameters,
            AnswerExample = $$"""{"items":[{{Example}}],"next_cursor":null}""",
        },
    ];

    private async Task<Answer> GetAsync(Request request) =>
        TryEventId(request, out var id) && await FindAsync(id) is { } found ? Answer.Of(200, found, Write) : Problems.From(RefusalCode.EventNotFound);

    private async Task<Answer> ListAsync(Request request)
    {
        var (page, problem) = await Listing.PageAsync(grains, "events", request);
        if (page is null)
        {
            return problem!;
        }

        var found = await Task.WhenAll(page.Ids.Select(id => FindAsync(new EventId(id))));
        return Listing.Show(page, found.OfType<Shown>(), Write);
    }

    private async Task<Answer> ReserveAsync(Request request)
    {
        if (!TryEventId(request, out var id))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var (body, problem) = RequestBody.Parse(request.Body);
        if (body is null)
        {
            return problem!;
        }

        var quantity = body.Integer("quantity", 1, 100_000, required: true);
        var section = body.Text("section", 32);
        if (!body.IsValid)
        {
            return Problems.Invalid(body.Errors);
        }

        var placed = await desk.PlaceAsync(new HoldRequest
        {
            Event = id,
            Quantity = quantity!.Value,
            Section = section,
            Customer = request.Caller.Subject,
            Secrets = request.Secrets,
        });
        return placed.Answer.Refusal is { } refusal ? Problems.From(refusal)
            : Answer.Of(201, (Hold: placed.Answer.Hold!, Now: time.GetUtcNow()), static (json, shown) =>
            {
                json.WriteString("reservation_id"u8, shown.Hold.HoldId.Value);
                json.WriteString("event_id"u8, shown.Hold.HoldId.Event.Value);
                json.WriteNumber("quantity"u8, shown.Hold.Quantity);
                json.WriteTexts("seats"u8, shown.Hold.Seats);
                json.WriteString("status"u8, Json.Snake(shown.Hold.Status));
                json.WriteTime("expires_at"u8, shown.Hold.ExpiresAt);
                json.WriteNumber("expires_in_seconds"u8, Math.Max(0, (long)Math.Ceiling((shown.Hold.ExpiresAt - shown.Now).TotalSeconds)));
            });
    }

    private async Task<Answer> ReleaseAsync(Request request)
    {
        if (!TryEventId(request, out var id))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var (reservation, problem) = ReadReservation(request);
        if (problem is not null)
        {
            return problem;
        }

        if (reservation.EventKey != id.Key)
        {
            return Problems.From(RefusalCode.HoldNotFound);
        }

        var answer = await desk.ReleaseAsync(reservation, token: null, request.Caller.Subject);
        return answer.Refusal switch
        {
            null => Answer.Of(200, answer.Hold!, static (json, hold) =>
            {
                json.WriteString("reservation_id"u8, hold.HoldId.Value);
                json.WriteString("status"u8, Json.Snake(hold.Status));
            }),

            // What is not theirs is not there.
            { Code: RefusalCode.WrongToken } => Problems.From(RefusalCode.HoldNotFound),
            { } refusal => Problems.From(refusal),
        };
    }

    private static (HoldId Reservation, Answer? Problem) ReadReservation(Request request)
    {
        var text = request.Query("reservation_id");
        if (text is null && request.Body.Length > 0)
        {
            var (body, problem) = RequestBody.Parse(request.Body);
            text = body?.Text("reservation_id", 36);
            if (problem is not null || !body!.IsValid)
            {
                return (default, problem ?? Problems.Invalid(body!.Errors));
            }
        }

        return text is null ? (default, Problems.Invalid([new FieldError("reservation_id", "reservation_id is missing: give it in the query or in the body.")]))
            : Guid.TryParseExact(text, "D", out var value) && HoldId.TryFrom(value, out var hold) ? (hold, null)
            : (default, Problems.From(RefusalCode.HoldNotFound));
    }

    private async Task<Shown?> FindAsync(EventId id)
    {
        var grain = grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key));
        return await grain.Get() is { } view && await grain.Counts() is { } counts ? new Shown(view, counts) : null;
    }

    private static bool TryEventId(Request request, out EventId id)
    {
        id = default;
        return Guid.TryParseExact(request.Route("event_id"), "D", out var value) && EventId.TryFrom(value, out id);
    }

    private static void Write(Utf8JsonWriter json, Shown shown)
    {
        var (view, counts) = shown;
        var total = counts.Sections.Sum(section => (long)section.Capacity);
        var held = counts.Sections.Sum(section => (long)section.Sum.Held);
        var sold = counts.Sections.Sum(section => (long)section.Sum.Sold);
        json.WriteString("event_id"u8, view.EventId.Value);
        json.WriteString("event_name"u8, view.Name);
        json.WriteNumber("total_capacity"u8, total);
        json.WriteNumber("available_capacity"u8, total - held - sold);
        json.WriteNumber("reserved_capacity"u8, held);
        json.WriteNumber("confirmed_capacity"u8, sold);

        // The lowest, where sections differ.
        json.WriteAmount("price"u8, view.Sections.Min(section => section.PriceMinor), view.Currency);
        json.WriteString("currency"u8, view.Currency);
        json.WriteNumber("version"u8, counts.Version);
        json.WriteTime("last_updated"u8, counts.AsOf);
        json.WriteBoolean("is_available"u8, view.Status == EventStatus.OnSale && total > held + sold);
        json.WriteNumber("utilization_percentage"u8, total == 0 ? 0 : Math.Round(100.0 * (held + sold) / total, 2));
    }

    private sealed record Shown(EventView View, EventCounts Counts);
}
