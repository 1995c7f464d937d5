using System.Diagnostics;
using System.Text.Json;
using Ticketing.Diagnostics;
using Ticketing.Security;
using Ticketing.Tests.Security;
using Xunit.Abstractions;

namespace Ticketing.Tests.Operations;

/// <summary>A request can be followed through every grain call to storage.</summary>
[Collection(ListeningTests.Name)]
public sealed class TracingTests(ITestOutputHelper output)
{
    private const string CreateRoute = "POST /api/v1/events";
    private const string HoldRoute = "POST /api/v1/holds";
    private const string BookRoute = "POST /api/v1/book";

    [Fact]
    public async Task A_booking_is_one_trace_from_HTTP_to_storage_that_continues_the_callers()
    {
        using var spans = new Spans();
        await using var service = await SecuredService.StartAsync();
        var (caller, header) = Sampled();
        await BookAsync(service, header);
        await spans.EndedAsync(caller.TraceId, BookRoute);

        var trace = spans.Of(caller.TraceId);
        output.WriteLine(Spans.Tree(trace));
        var byId = trace.ToDictionary(span => span.SpanId);
        Assert.All(trace, span => Assert.True(
            byId.TryGetValue(span.ParentSpanId, out var parent) ? span.StartTimeUtc >= parent.StartTimeUtc : span.ParentSpanId == caller.SpanId,
            $"{span.DisplayName} hangs in the air."));

        // The requests alone are children of the caller's span.
        Assert.Equal([CreateRoute, HoldRoute, BookRoute], trace.Where(span => span.ParentSpanId == caller.SpanId).Select(span => span.DisplayName));
        Assert.Equal(["SectionGrain.Place", HoldRoute], PathTo(trace.First(span => span.DisplayName == "PoolGrain.Claim"), byId));
        Assert.Equal(["PoolGrain.Claim", "SectionGrain.Place", HoldRoute], PathTo(WriteOf("UnitState", HoldRoute), byId));
        Assert.Equal(["PoolGrain.Confirm", "SectionGrain.Book", BookRoute], PathTo(WriteOf("UnitState", BookRoute), byId));
        Assert.Equal(["SectionGrain.Place", HoldRoute], PathTo(trace.First(span => span.DisplayName == "write reminder"), byId));

        Activity WriteOf(string state, string route) => trace.Single(span => span.DisplayName == $"write {state}" && PathTo(span, byId).Last() == route);
    }

    [Fact]
    public async Task A_span_says_what_was_asked_and_answered()
    {
        using var spans = new Spans();
        await using var service = await SecuredService.StartAsync();
        var (caller, header) = Sampled();
        await service.SendAsync("GET", "/api/v1/holds/none", null, null, header);
        await spans.EndedAsync(caller.TraceId, "GET /api/v1/holds/{id}");

        var span = Assert.Single(spans.Of(caller.TraceId));
        Assert.Equal(ActivityKind.Server, span.Kind);
        Assert.Equal("GET", span.GetTagItem("http.request.method"));
        Assert.Equal("/api/v1/holds/{id}", span.GetTagItem("http.route"));
        Assert.Equal("/api/v1/holds/none", span.GetTagItem("url.path"));
        Assert.Equal(404, span.GetTagItem("http.response.status_code"));
        Assert.Equal("hold_not_found", span.GetTagItem("ticketing.code"));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
    }

    [Fact]
    public async Task What_is_not_sampled_makes_no_span_and_keeps_its_trace()
    {
        using var spans = new Spans(root: ActivitySamplingResult.PropagationData);
        await using var service = await SecuredService.StartAsync();
        var trace = ActivityTraceId.CreateRandom();
        var (_, problem, _) = await service.SendAsync(
            "GET", "/api/v1/holds/none", null, null, ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-00"));
        Assert.Equal(trace.ToString(), problem.GetProperty("trace_id").GetString());
        Assert.DoesNotContain(spans.Of(trace), span => span.Source.Name == Tracing.SourceName || span.Recorded);
    }

    [Fact]
    public async Task A_call_outside_a_trace_begins_none_even_behind_one_that_is_traced()
    {
        using var spans = new Spans();
        await using var service = await SecuredService.StartAsync();
        var (caller, header) = Sampled();
        await BookAsync(service, header);
        await spans.EndedAsync(caller.TraceId, BookRoute);
        var before = spans.Of(caller.TraceId).Count;

        // Holds end by a timer that the traced request set.
        service.Office.Time.Advance(TimeSpan.FromMinutes(3));
        await service.Office.UntilAsync(() => Task.FromResult(true));
        Assert.Equal(before, spans.Of(caller.TraceId).Count);
    }

    private static (ActivityContext Caller, (string, string) Header) Sampled()
    {
        var caller = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        return (caller, ("traceparent", $"00-{caller.TraceId}-{caller.SpanId}-01"));
    }

    private static async Task BookAsync(SecuredService service, (string, string) header)
    {
        var organizer = service.Token("org", Roles.Organizer);
        var customer = service.Token("ann", Roles.Customer);
        var (created, show, _) = await service.SendAsync("POST", "/api/v1/events", organizer, """{"name":"Traced","total_seats":5}""", header);
        Assert.Equal(201, created);
        var id = show.GetProperty("event_id").GetString();
        var (placed, hold, _) = await service.SendAsync("POST", "/api/v1/holds", customer, $$"""{"event_id":"{{id}}","qty":2}""", header);
        Assert.Equal(201, placed);
        var (booked, _, _) = await service.SendAsync(
            "POST", "/api/v1/book", customer, JsonSerializer.Serialize(new { hold_id = Text("hold_id"), payment_token = Text("payment_token") }), header);
        Assert.Equal(201, booked);

        string? Text(string name) => hold.GetProperty(name).GetString();
    }

    /// <summary>The names of the spans that a span is in, the innermost first.</summary>
    private static List<string> PathTo(Activity span, Dictionary<ActivitySpanId, Activity> byId)
    {
        List<string> path = [];
        while (byId.TryGetValue(span.ParentSpanId, out var parent))
        {
            path.Add(parent.DisplayName);
            span = parent;
        }

        return path;
    }
}
