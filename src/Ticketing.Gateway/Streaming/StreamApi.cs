using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Streaming;

/// <summary>Following an event: server-sent events of what is left of it, and of its seats.</summary>
public sealed class StreamApi(EventCatalog catalog, EventStreams streams)
{
    /// <summary>Seats of one stream: all that is not available is sent at its beginning, 14 bytes or so for each.</summary>
    private const int MaxSeats = 100_000;

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/api/v1/events/{id}/stream", "Follow an event: what is left of it, as it changes; with sections their seats too", OpenAsync)
        {
            Access = Access.Open,
            Streams = true,
            Query = ["sections"],
            Headers = ["Last-Event-ID"],
            AnswerExample = """
                "event: status\ndata: {\"total\":1000,\"available\":995,\"held\":3,\"booked\":2,\"as_of\":\"2027-01-31T19:30:00.000Z\",\"sections\":[]}\nid: 17\n\n"
                """,
            Refusals = [RefusalCode.EventNotFound, RefusalCode.SectionNotFound, RefusalCode.InvalidField],
        },
    ];

    private async Task<Answer> OpenAsync(Request request)
    {
        if (!Guid.TryParseExact(request.Route("id"), "D", out var value) || !EventId.TryFrom(value, out var id)
            || await catalog.FindAsync(id) is not { } entry)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var sections = ImmutableArray.CreateBuilder<SectionPlan>();
        foreach (var name in (request.Query("sections") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct())
        {
            if (!entry.Seats.TryFindSection(name, out var plan) || plan.Kind != SectionKind.Seated)
            {
                return Problems.From(RefusalCode.SectionNotFound, $"There is no section '{name}' with seats.");
            }

            sections.Add(plan);
        }

        if (sections.Sum(static plan => (long)plan.Capacity) > MaxSeats)
        {
            return Problems.Invalid([new FieldError("sections", FormattableString.Invariant($"sections may have at most {MaxSeats} seats together."))]);
        }

        StreamPosition? last = request.Header("Last-Event-ID") is { Length: > 0 } text ? StreamPosition.Parse(text) : null;
        return await streams.OpenAsync(id, sections.ToImmutable(), last) is { } stream
            ? new Answer(200, default, "text/event-stream") { Stream = stream }
            : Problems.TooMany();
    }
}
