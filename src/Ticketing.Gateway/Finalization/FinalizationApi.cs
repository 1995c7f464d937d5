using System.Text.Json;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Finalization;

/// <summary>How far tickets are made out and mailed, and what was given up, for admins.</summary>
public sealed class FinalizationApi(IGrainFactory grains)
{
    private const string LetterExample = """{"number":3,"booking_id":"c242d34d-8040-8000-8000-000000000001","step":"letter","attempts":1,"error":"mail_refused","since":"2027-01-31T19:30:00.000Z","dead_at":"2027-01-31T19:30:01.000Z"}""";

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/api/v1/admin/finalization", "How many bookings wait for their tickets, and how many letters", ProgressAsync)
        {
            Access = Access.Admin,
            AnswerExample = """{"pending":2,"retrying":1,"finalized":1000,"dead":1,"oldest_pending_at":"2027-01-31T19:30:00.000Z","letters":{"pending":3,"sent":500,"given_up":1}}""",
        },
        new("GET", "/api/v1/admin/finalization/dead-letters", "What was tried as often as is allowed, the youngest first", ListAsync)
        {
            Access = Access.Admin,
            Query = Listing.Parameters,
            AnswerExample = $$"""{"items":[{{LetterExample}}],"next_cursor":null}""",
        },
        new("POST", "/api/v1/admin/finalization/dead-letters/{id}/retry", "Try everything again that was given up of a booking", RetryAsync)
        {
            Access = Access.Admin,
            AnswerExample = """{"booking_id":"c242d34d-8040-8000-8000-000000000001","retrying":true}""",
            Successes = [202],
            Refusals = [RefusalCode.DeadLetterNotFound],
        },
    ];

    private IFinalizerGrain Finalizer => grains.GetGrain<IFinalizerGrain>(IFinalizerGrain.All);

    private async Task<Answer> ProgressAsync(Request request) => Answer.Of(200, await Finalizer.Progress(), static (json, progress) =>
    {
        json.WriteNumber("pending"u8, progress.Pending);
        json.WriteNumber("retrying"u8, progress.Retrying);
        json.WriteNumber("finalized"u8, progress.Finalized);
        json.WriteNumber("dead"u8, progress.Dead);
        json.WriteTime("oldest_pending_at"u8, progress.OldestPendingAt);
        json.WriteStartObject("letters"u8);
        json.WriteNumber("pending"u8, progress.LettersPending);
        json.WriteNumber("sent"u8, progress.LettersSent);
        json.WriteNumber("given_up"u8, progress.LettersGivenUp);
        json.WriteEndObject();
    });

    private async Task<Answer> ListAsync(Request request)
    {
        var (limit, below, problem) = Listing.Read(request, BookingRegister.FromTheEnd);
        if (problem is not null)
        {
            return problem;
        }

        var page = await Finalizer.DeadLetters(below, limit);
        return Listing.Show(page.Next, page.Items, Write);
    }

    private async Task<Answer> RetryAsync(Request request) =>
        Guid.TryParseExact(request.Route("id"), "D", out var value) && BookingId.TryFrom(value, out var id) && await Finalizer.Retry(id)
            ? Answer.Of(202, id, static (json, id) =>
            {
                json.WriteString("booking_id"u8, id.Value);
                json.WriteBoolean("retrying"u8, true);
            })
            : Problems.From(RefusalCode.DeadLetterNotFound);

    private static void Write(Utf8JsonWriter json, DeadLetter letter)
    {
        json.WriteNumber("number"u8, letter.Number);
        json.WriteString("booking_id"u8, letter.BookingId.Value);
        json.WriteString("step"u8, Json.Snake(letter.Step));
        json.WriteNumber("attempts"u8, letter.Attempts);
        json.WriteString("error"u8, letter.Error);
        json.WriteTime("since"u8, letter.Since);
        json.WriteTime("dead_at"u8, letter.At);
    }
}
