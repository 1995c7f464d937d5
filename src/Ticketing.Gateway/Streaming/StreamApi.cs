using System.Collections.Immutable;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Streaming;

/// <summary>Following an event: server-sent events of what is left of it, and of its seats.</summary>
public sealed class StreamApi(EventAccess events, EventStreams streams, Standing standing, RateLimitOptions limits) : IDisposable
{
    /// <summary>Seats of one stream: all that is not available is sent at its beginning, 14 bytes or so for each.</summary>
    private const int MaxSeats = 100_000;
    private const int RetrySeconds = 5;

    /// <summary>So many streams at a time for each caller.</summary>
    private readonly PartitionedRateLimiter<string> _listeners = PartitionedRateLimiter.Create<string, string>(caller => limits.Streams == 0
        ? RateLimitPartition.GetNoLimiter(caller)
        : RateLimitPartition.GetConcurrencyLimiter(caller, _ => new ConcurrencyLimiterOptions { PermitLimit = limits.Streams, QueueLimit = 0 }));

    public void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/api/v1/events/{id}/stream", OpenAsync).WithTags("Events").WithName("followEvent")
            .WithSummary("Follow an event: what is left of it, as it changes; with sections their seats too")
            .WithRules(new Rules
            {
                Access = Access.Public,
                Staff = StaffRule.OfEvent(StaffRoles.Anybody),
                Streams = true,
                Query = [new QueryParameter("sections", "Sections whose seats are followed too, by their ids, with commas between them.")],
                Headers = ["Last-Event-ID"],
                Refusals = [RefusalCode.EventNotFound, RefusalCode.SectionNotFound, RefusalCode.InvalidField],
            });

    public void Dispose() => _listeners.Dispose();

    private async Task<Answer> OpenAsync(Request request)
    {
        if (!Guid.TryParseExact(request.Route("id"), "D", out var value) || !EventId.TryFrom(value, out var id)
            || await events.FindAsync(request.Caller, id) is not { } entry)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var sections = ImmutableArray.CreateBuilder<SectionPlan>();
        foreach (var name in (request.Query("sections") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct())
        {
            if (!entry.Seats.TryFindSection(name, out var plan))
            {
                return Problems.From(RefusalCode.SectionNotFound, $"There is no section '{name}'.");
            }

            if (plan.Kind != SectionKind.Seated)
            {
                return Problems.Invalid([new FieldError("sections", $"The section '{name}' has no seats to follow: leave it out.")]);
            }

            sections.Add(plan);
        }

        if (sections.Sum(static plan => (long)plan.Capacity) > MaxSeats)
        {
            return Problems.Invalid([new FieldError("sections", FormattableString.Invariant($"sections may have at most {MaxSeats} seats together."))]);
        }

        if (HttpMethods.IsHead(request.Method))
        {
            // What there is to hear is not asked for, so nobody listens.
            return streams.IsFull ? Problems.TooMany() : Streamed(static _ => Task.CompletedTask);
        }

        var (caller, isDraft) = (request.Caller, entry.View.Status == EventStatus.Draft);
        StreamPosition? last = request.Header("Last-Event-ID") is { Length: > 0 } text ? StreamPosition.Parse(text) : null;
        var place = _listeners.AttemptAcquire(request.CountedBy.Own);
        var isOpen = false;
        try
        {
            if (!place.IsAcquired)
            {
                return Refusals.TooMany(RetrySeconds);
            }

            if (await streams.OpenAsync(id, sections.ToImmutable(), last) is not { } stream)
            {
                return Problems.TooMany();
            }

            isOpen = true;
            return Streamed(async http =>
            {
                using (place)
                {
                    // What everybody may follow they may follow too.
                    await (isDraft ? standing.ServeAsync(http, caller, stream) : stream(http));
                }
            });
        }
        finally
        {
            if (!isOpen)
            {
                place.Dispose();
            }
        }
    }

    private static Answer Streamed(Func<HttpContext, Task> stream) => new(200, default, "text/event-stream") { Stream = stream };
}
