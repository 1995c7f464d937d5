using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Waitlists;

/// <summary>Waiting for places of an event that has none left.</summary>
public sealed class WaitlistApi(WaitlistOffice office, BookingsApi bookings, Ownership ownership, IIdSource ids, TimeProvider time)
{
    public IEnumerable<Route> Routes =>
    [
        new("POST", "/api/v1/waitlist", "Wait for places that can't be had now", JoinAsync)
        {
            Access = Access.Customer,
            Keyed = true,
            BodyExample = """{"event_id":"4242d34d-8040-8000-8000-000000000000","quantity":2,"section":"stalls"}""",
            AnswerExample = WaitlistJson.Example,
            Successes = [201, 200],
            Refusals =
            [
                RefusalCode.EventNotFound, RefusalCode.SectionNotFound, RefusalCode.NotOnSale, RefusalCode.WaitlistNotNeeded, RefusalCode.AlreadyWaiting, RefusalCode.CustomerLimit,
            ],
        },
        new("GET", "/api/v1/waitlist", "List one's own entries (?status=, ?event_id=)", ListOwnAsync)
        {
            Access = Access.Customer,
            Query = ["status", "event_id", .. Listing.Parameters],
            AnswerExample = WaitlistJson.ListExample,
        },
        new("GET", "/api/v1/waitlist/{entry_id}", "Look at an entry: its place in line, its offer, its history", request => WithAsync(request, ShowAsync))
        {
            Access = Access.Customer,
            AnswerExample = WaitlistJson.Example,
            Refusals = [RefusalCode.WaitlistEntryNotFound],
        },
        new("PUT", "/api/v1/waitlist/{entry_id}/cancel", "Leave the waitlist, or give an offer back", request => WithAsync(request, CancelAsync))
        {
            Access = Access.Customer,
            BodyExample = """{"reason":"can't come"}""",
            BodyOptional = true,
            AnswerExample = WaitlistJson.Example,
            Refusals = [RefusalCode.WaitlistEntryNotFound, RefusalCode.WaitlistTransition, RefusalCode.StaleVersion],
        },
        new("POST", "/api/v1/waitlist/{entry_id}/book", "Book what is offered; it is paid later, until the offer ends", request => WithAsync(request, BookAsync))
        {
            Access = Access.Customer,
            Keyed = true,
            BodyExample = """{"payment_method":"card"}""",
            BodyOptional = true,
            AnswerExample = BookingJson.Example,
            Successes = [201, 200],
            Refusals = [RefusalCode.WaitlistEntryNotFound, RefusalCode.NothingOffered, RefusalCode.WaitlistTransition, RefusalCode.HoldExpired, RefusalCode.AlreadyBooked],
        },
        new("GET", "/api/v1/admin/waitlist", "List everybody's entries (?event_id=, ?status=, ?customer_id=)", ListAllAsync)
        {
            Access = Access.Admin,
            Query = ["event_id", "status", "customer_id", .. Listing.Parameters],
            AnswerExample = WaitlistJson.ListExample,
        },
    ];

    private async Task<Answer> JoinAsync(Request request)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        if (body is null)
        {
            return problem!;
        }

        var @event = body.Uuid("event_id", required: true);
        var quantity = body.Integer("quantity", 1, 100_000, required: true);
        var section = body.Text("section", 32);
        var priority = body.Integer("priority", 0, 100);
        var named = body.Text("customer_id", 128);
        if (!body.IsValid)
        {
            return Problems.Invalid(body.Errors);
        }

        var (customer, wrong) = ownership.CustomerFor(request.Caller, named, "customer_id");
        if (wrong is not null)
        {
            return wrong;
        }

        if (priority is not null && !request.Caller.IsStaff)
        {
            return Refusals.NotAllowed("priority is given by organizers and admins; leave it out.");
        }

        if (!EventId.TryFrom(@event!.Value, out var id))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var answer = await office.JoinAsync(new JoinWaitlist
        {
            EventId = id,
            Request = request.Secrets?.Nonce ?? ids.Next(),
            Customer = customer!,
            Quantity = quantity!.Value,
            SectionId = section,
            Priority = priority ?? 0,
            By = request.Caller.Subject!,
        });
        return Show(answer, answer.Repeated ? 200 : 201) with { Location = answer.Entry is { } entry ? $"/api/v1/waitlist/{entry.Entry.Id}" : null };
    }

    private async Task<Answer> WithAsync(Request request, Func<Request, WaitlistView, Task<Answer>> serve) =>
        Guid.TryParseExact(request.Route("entry_id"), "D", out var value) && WaitlistEntryId.TryFrom(value, out var id)
            && await office.FindAsync(id) is { } view && ownership.MaySee(request.Caller, view.Entry.Customer)
            ? await serve(request, view)
            : Problems.From(RefusalCode.WaitlistEntryNotFound);

    private Task<Answer> ShowAsync(Request request, WaitlistView view) => Task.FromResult(WaitlistJson.Show(view, 200, time.GetUtcNow()));

    private async Task<Answer> CancelAsync(Request request, WaitlistView view)
    {
        BookingsApi.TryExpected(request, out var expected);
        var (why, problem) = Optional(request, "reason", 500);
        return problem ?? Show(await office.CancelAsync(new CancelEntry { Id = view.Entry.Id, By = request.Caller.Subject!, Why = why, ExpectedVersion = expected }), 200);
    }

    private async Task<Answer> BookAsync(Request request, WaitlistView view)
    {
        var (method, problem) = Optional(request, "payment_method", 32);
        return problem ?? bookings.Started(await office.BookAsync(view, method));
    }

    private async Task<Answer> ListOwnAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0);
        return problem ?? (TryFilter(request, out var isWanted, out _, out var wrong)
            ? Show(await office.ListOfAsync(request.Caller.Subject!, isWanted, start, limit))
            : wrong!);
    }

    private async Task<Answer> ListAllAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0, WaitlistOffice.LastPlace);
        if (problem is not null || !TryFilter(request, out var isWanted, out var @event, out problem))
        {
            return problem!;
        }

        if ((@event is not null || request.Query("customer_id") is not null) && start > int.MaxValue)
        {
            return Problems.Invalid([new FieldError("cursor", "cursor must be the next_cursor of an earlier answer.")]);
        }

        return Show(request.Query("customer_id") is { Length: > 0 } customer ? await office.ListOfAsync(customer, isWanted, start, limit)
            : @event is { } id ? await office.ListOfAsync(id, isWanted, start, limit)
            : await office.ListAsync(isWanted, start, limit));
    }

    private static bool TryFilter(Request request, out Func<WaitlistView, bool> isWanted, out EventId? @event, out Answer? problem)
    {
        List<FieldError> errors = [];
        WaitlistStatus? status = null;
        @event = null;
        if (request.Query("status") is { Length: > 0 } text)
        {
            status = Enum.GetValues<WaitlistStatus>().Cast<WaitlistStatus?>().FirstOrDefault(value => Json.Snake(value!.Value) == text);
            if (status is null)
            {
                errors.Add(new FieldError("status", $"status must be one of {string.Join(", ", Enum.GetValues<WaitlistStatus>().Select(Json.Snake))}."));
            }
        }

        if (request.Query("event_id") is { Length: > 0 } id)
        {
            if (Guid.TryParseExact(id, "D", out var value) && EventId.TryFrom(value, out var known))
            {
                @event = known;
            }
            else
            {
                errors.Add(new FieldError("event_id", "event_id must be an event's id."));
            }
        }

        var wanted = @event;
        isWanted = view => (status is null || view.Entry.Status == status) && (wanted is null || view.Entry.Id.Event == wanted);
        problem = errors.Count == 0 ? null : Problems.Invalid(errors);
        return problem is null;
    }

    private static (string? Text, Answer? Problem) Optional(Request request, string name, int most)
    {
        if (request.Body.Length == 0)
        {
            return (null, null);
        }

        var (body, problem) = RequestBody.Parse(request.Body);
        var text = body?.Text(name, most);
        return (text, problem ?? (body!.IsValid ? null : Problems.Invalid(body.Errors)));
    }

    private Answer Show(WaitlistAnswer answer, int status) =>
        answer.Refusal is { } refusal ? Problems.From(refusal) : WaitlistJson.Show(answer.Entry!, status, time.GetUtcNow());

    private Answer Show((IReadOnlyList<WaitlistView> Items, long? Next) list)
    {
        var now = time.GetUtcNow();
        return Listing.Show(list.Next, list.Items, (json, view) => WaitlistJson.Write(json, view, now));
    }
}
