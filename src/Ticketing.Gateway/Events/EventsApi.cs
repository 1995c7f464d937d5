using System.Globalization;
using System.Text.Json;
using Orleans;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Money;
using Ticketing.Security;
using Ticketing.Venues;

namespace Ticketing.Events;

/// <summary>Events: creating, changing, looking at.</summary>
public sealed partial class EventsApi(IGrainFactory grains, IIdSource ids, VenuesApi venues, EventCatalog catalog)
{
    private const string Example = """{"event_id":"4242d34d-8040-8000-8000-000000000000","name":"Concert","total_seats":1000,"status":"on_sale","currency":"USD","version":1,"created_at":"2027-01-31T19:30:00.000Z"}""";

    /// <summary>What belongs to an event from its beginning on.</summary>
    private static readonly string[] Fixed = ["total_seats", "sections", "venue_id", "venue", "currency", "starts_at", "ends_at"];

    public IEnumerable<Route> Routes =>
    [
        new("POST", "/api/v1/events", "Create an event", CreateAsync)
        {
            Access = Access.Operator,
            Keyed = true,
            BodyLimit = 8 << 20,
            BodyExample = """{"name":"Concert","total_seats":1000}""",
            AnswerExample = Example,
            Successes = [201],
            Refusals = [RefusalCode.VenueNotFound],
        },
        new("GET", "/api/v1/events", "List the events", ListAsync) { Access = Access.Open, Query = Listing.Parameters, AnswerExample = """{"items":[],"next_cursor":null}""" },
        new("GET", "/api/v1/events/{id}", "Look at an event", GetAsync) { Access = Access.Open, AnswerExample = Example, Refusals = [RefusalCode.EventNotFound] },
        new("PATCH", "/api/v1/events/{id}", "Change an event (with If-Match)", UpdateAsync)
        {
            Access = Access.Operator,
            BodyExample = """{"status":"paused"}""",
            AnswerExample = Example,
            Refusals = [RefusalCode.EventNotFound, RefusalCode.StaleVersion, RefusalCode.IllegalTransition],
        },
        new("GET", "/api/v1/events/{id}/status", "What is left of an event", StatusAsync)
        {
            Access = Access.Open,
            AnswerExample = """{"total":1000,"available":995,"held":3,"booked":2,"as_of":"2027-01-31T19:30:00.000Z","sections":[]}""",
            Refusals = [RefusalCode.EventNotFound],
        },
        new("GET", "/api/v1/events/{id}/stats", "How an event sells", StatsAsync)
        {
            Access = Access.Open,
            AnswerExample = """{"sold":2,"held":3,"available":995,"revenue":"0.00","currency":"USD","holds_placed":5,"holds_expired":0,"holds_confirmed":2,"conversion":0.4,"sections":[]}""",
            Refusals = [RefusalCode.EventNotFound],
        },
        new("GET", "/api/v1/events/{id}/seats", "The state of every seat, by section", SeatsAsync)
        {
            Access = Access.Open,
            Query = ["section", "cursor"],
            AnswerExample = """{"items":[{"seat_id":"stalls-A-1","status":"available"}],"next_cursor":null}""",
            Refusals = [RefusalCode.EventNotFound, RefusalCode.SectionNotFound],
        },
        new("GET", "/api/v1/events/{id}/seats/{seat_id}", "The state of one seat", SeatAsync)
        {
            Access = Access.Open,
            AnswerExample = """{"seat_id":"stalls-A-1","section":"stalls","status":"available"}""",
            Refusals = [RefusalCode.EventNotFound, RefusalCode.SeatNotFound],
        },
    ];

    private async Task<Answer> CreateAsync(Request request)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        if (body is null)
        {
            return problem!;
        }

        var currency = ReadCurrency(body);
        var command = new CreateEvent
        {
            Name = body.Text("name", 200, required: true) ?? "",
            VenueId = body.Uuid("venue_id"),
            Venue = body.Text("venue", 200),
            StartsAt = body.Time("starts_at"),
            EndsAt = body.Time("ends_at"),
            Currency = currency.Code,
            Sections = SectionReader.Read(body, currency, "total_seats", required: !body.Has("venue_id")),
            Policy = ReadPolicy(body) ?? new EventPolicy(),
            SaleWindow = new SaleWindow(body.Time("sale_opens_at"), body.Time("sale_closes_at")),
            Status = ReadStatus(body) ?? EventStatus.OnSale,
        };
        if (!body.IsValid)
        {
            return Problems.Invalid(body.Errors);
        }

        if (command.VenueId is { } venueId)
        {
            if (await venues.FindAsync(venueId) is not { } venue)
            {
                return Problems.From(RefusalCode.VenueNotFound);
            }

            command = command with
            {
                Venue = command.Venue ?? venue.Name,
                Sections = command.Sections.IsEmpty ? venue.Sections : command.Sections,
            };
        }

        return await CreateAsync(command, request.Secrets?.Nonce ?? ids.Next());
    }

    private async Task<Answer> CreateAsync(CreateEvent command, UInt128 nonce)
    {
        while (true)
        {
            // Key 0 is the house event's.
            var key = ((ulong)nonce % (EventId.KeyLimit - 1)) + 1;
            var answer = await grains.GetGrain<IEventGrain>(GrainKeys.Event(key)).Create(command with
            {
                EventId = EventId.FromKey(key),
                Request = nonce,
            });
            if (answer.Event is { } view)
            {
                return Show(view, 201) with { Location = $"/api/v1/events/{view.EventId}" };
            }

            if (answer.Refusal is { Code: not RefusalCode.Busy } refusal)
            {
                return Problems.From(refusal);
            }

            // Another event drew this key; the next draw is derived, so that a repeated request finds it again.
            nonce += UInt128.One << 32 | UInt128.One;
        }
    }

    private async Task<Answer> GetAsync(Request request) =>
        TryEventId(request, out var id) && await Grain(id).Get() is { } view ? Show(view, 200) : Problems.From(RefusalCode.EventNotFound);

    private async Task<Answer> ListAsync(Request request)
    {
        var (page, problem) = await Listing.PageAsync(grains, "events", request);
        if (page is null)
        {
            return problem!;
        }

        var views = await Task.WhenAll(page.Ids.Select(id => Grain(new EventId(id)).Get()));
        return Listing.Show(page, views.OfType<EventView>(), Write);
    }

    private async Task<Answer> UpdateAsync(Request request)
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

        if (request.Header("If-Match") is not { } match)
        {
            return Problems.Write(428, "if_match_required", "Say which version is to be changed.", "Send If-Match with the ETag of the event.");
        }

        var command = new UpdateEvent
        {
            ExpectedVersion = long.TryParse(match.Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1,
            Name = body.Text("name", 200),
            Status = ReadStatus(body),
            SaleWindow = body.Has("sale_opens_at") || body.Has("sale_closes_at")
                ? new SaleWindow(body.Time("sale_opens_at"), body.Time("sale_closes_at"))
                : null,
            Policy = ReadPolicy(body),
        };
        foreach (var name in Fixed.Where(body.Has))
        {
            body.Wrong<string>(name, "is fixed once the event is created, and was not changed. For more places, create another event.");
        }

        var answer = body.IsValid ? await Grain(id).Update(command) : new EventAnswer(null, Refusal.Invalid(body.Errors));
        return answer.Refusal is { } refusal ? Problems.From(refusal) : Show(answer.Event!, 200);
    }

    private IEventGrain Grain(EventId id) => grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key));

    private static bool TryEventId(Request request, out EventId id)
    {
        id = default;
        return Guid.TryParseExact(request.Route("id"), "D", out var value) && EventId.TryFrom(value, out id);
    }

    private static Currency ReadCurrency(RequestBody body)
    {
        var code = body.Text("currency", 3) ?? "USD";
        if (Currency.TryFind(code, out var currency))
        {
            return currency;
        }

        body.Wrong<string>("currency", "must be an ISO 4217 code such as USD.");
        return Currency.All.First();
    }

    private static EventStatus? ReadStatus(RequestBody body)
    {
        if (body.Text("status", 16) is not { } text)
        {
            return null;
        }

        foreach (var status in Enum.GetValues<EventStatus>())
        {
            if (Json.Snake(status) == text)
            {
                return status;
            }
        }

        body.Wrong<string>("status", "must be draft, on_sale, paused, closed or cancelled.");
        return null;
    }

    private static EventPolicy? ReadPolicy(RequestBody body) => body.Object("policy") is { } policy
        ? new EventPolicy
        {
            HoldTtl = policy.Integer("hold_ttl_seconds", 1, 86_400) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            MaxQuantity = policy.Integer("max_quantity", 1, 1_000),
            MaxPerCustomer = policy.Integer("max_per_customer", 1, 100_000),
            CancelBefore = policy.Integer("cancel_until_hours", 0, 8_784) is { } hours ? TimeSpan.FromHours(hours) : null,
            RefundPercent = policy.Integer("refund_percent", 0, 100),
        }
        : null;

    private static Answer Show(EventView view, int status) =>
        Answer.Of(status, view, Write) with { ETag = string.Create(CultureInfo.InvariantCulture, $"\"{view.Version}\"") };

    internal static void Write(Utf8JsonWriter json, EventView view)
    {
        json.WriteString("event_id"u8, view.EventId.Value);
        json.WriteString("name"u8, view.Name);
        json.WriteNumber("total_seats"u8, view.Sections.Sum(plan => (long)plan.Capacity));
        json.WriteString("status"u8, Json.Snake(view.Status));
        json.WriteString("venue"u8, view.Venue);
        if (view.VenueId is { } venue)
        {
            json.WriteString("venue_id"u8, venue);
        }

        json.WriteTime("starts_at"u8, view.StartsAt);
        json.WriteTime("ends_at"u8, view.EndsAt);
        json.WriteTime("sale_opens_at"u8, view.SaleWindow.OpensAt);
        json.WriteTime("sale_closes_at"u8, view.SaleWindow.ClosesAt);
        json.WriteString("currency"u8, view.Currency);
        json.WriteStartObject("policy"u8);
        json.WriteNumber("hold_ttl_seconds"u8, (long)view.HoldTtl.TotalSeconds);
        json.WriteNumber("max_quantity"u8, view.MaxQuantity);
        if (view.Policy.MaxPerCustomer is { } most)
        {
            json.WriteNumber("max_per_customer"u8, most);
        }

        if (view.Policy.CancelBefore is { } before)
        {
            json.WriteNumber("cancel_until_hours"u8, (long)before.TotalHours);
        }

        if (view.Policy.RefundPercent is { } percent)
        {
            json.WriteNumber("refund_percent"u8, percent);
        }

        json.WriteEndObject();
        json.WriteStartArray("sections"u8);
        foreach (var plan in view.Sections)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, plan.SectionId);
            json.WriteString("name"u8, plan.Name);
            json.WriteString("kind"u8, Json.Snake(plan.Kind));
            json.WriteNumber("capacity"u8, plan.Capacity);
            json.WriteAmount("price"u8, plan.PriceMinor, view.Currency);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("version"u8, view.Version);
        json.WriteTime("created_at"u8, view.CreatedAt);
        json.WriteTime("updated_at"u8, view.UpdatedAt);
    }
}
