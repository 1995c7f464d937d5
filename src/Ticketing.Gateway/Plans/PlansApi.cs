using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Orleans;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Security;
using Ticketing.Venues;

namespace Ticketing.Plans;

/// <summary>Seat plans: of events and venues, checked before they are used, and made from numbers.</summary>
public sealed class PlansApi(IGrainFactory grains, IPlanService plans, EventAccess access, IOptions<JsonOptions> json) : IDisposable
{
    /// <summary>Bytes of a plan that is sent.</summary>
    internal const int MostBytes = 8 << 20;

    /// <summary>Bytes of plans that are kept as they are sent.</summary>
    private const long MostKept = 32 << 20;

    private static readonly Lazy<PackedAnswer> Schema = new(static () =>
    {
        using var stream = typeof(PlansApi).Assembly.GetManifestResourceStream("seat-plan-1.json")!;
        using MemoryStream body = new();
        stream.CopyTo(body);
        return new PackedAnswer(body.ToArray(), "application/schema+json");
    });

    private readonly ConcurrentDictionary<(Guid Plan, long Version), Lazy<Task<PackedAnswer?>>> _writing = new();
    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MostKept });

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/api/v1/events/{id}/plan", OfEventAsync).WithTags("Seat plans").WithName("getPlan").WithSummary("Where an event's places are")
            .WithRules(new Rules
            {
                Access = Access.Public,
                Staff = StaffRule.OfEvent(StaffRoles.Anybody),
                Revalidates = true,
                Refusals = [RefusalCode.EventNotFound, RefusalCode.PlanTooLarge],
            });
        api.MapGet("/api/v1/venues/{id}/plan", OfVenueAsync).WithTags("Seat plans").WithName("getVenuePlan").WithSummary("Where a venue's places are")
            .WithRules(new Rules
            {
                Access = Access.Public,
                Staff = StaffRule.Of(StaffRoles.Managers, async request => (await VenueAsync(request))?.OrganizationId, RefusalCode.VenueNotFound),
                Revalidates = true,
                Refusals = [RefusalCode.VenueNotFound, RefusalCode.PlanTooLarge],
            });
        var made = api.MapGroup("/api/v1/seat-plans").WithTags("Seat plans");
        made.MapPost("check", Check).WithName("checkPlan").WithSummary("Check a plan: the answer is what an event would show")
            .WithRules(new Rules { Access = Access.Open, BodyLimit = MostBytes });
        made.MapPost("generate", Generate).WithName("generatePlan").WithSummary("Make a plan of a common shape from numbers")
            .WithRules(new Rules { Access = Access.Open });
    }

    /// <summary>Serves the format's description. It is no call, and has no rules but those of HTTP.</summary>
    public static void MapSchema(IEndpointRouteBuilder app) => app.MapMethods("/schemas/seat-plan-1.json", [HttpMethods.Get, HttpMethods.Head], static http =>
        RouteServer.SendAsync(http, RouteServer.UnlessKnown(http, Schema.Value.For(http.Request.Headers.AcceptEncoding))));

    public void Dispose() => _kept.Dispose();

    private async Task<Results<Ok<SeatPlanDocument>, Answer, Problem>> OfEventAsync(Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id) || await access.FindAsync(request.Caller, id) is not { } entry)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        // An event's rows may get longer; a plan stays as it is.
        return await PackedAsync(request, entry.View.PlanId is { } plan ? (plan, 0) : (id.Value, entry.View.LayoutVersion), () => plans.FindAsync(entry.View));
    }

    private async Task<Results<Ok<SeatPlanDocument>, Answer, Problem>> OfVenueAsync(Request request)
    {
        // An organization's is there for its managers alone.
        if (await VenueAsync(request) is not { } venue || (venue.OrganizationId is not null && !request.Caller.IsStaff))
        {
            return Problems.From(RefusalCode.VenueNotFound);
        }

        return await PackedAsync(request, (venue.PlanId ?? venue.VenueId, 0), () => plans.FindAsync(venue));
    }

    private async Task<VenueView?> VenueAsync(Request request) =>
        Guid.TryParseExact(request.Route("id"), "D", out var id) ? await grains.GetGrain<IVenueGrain>(id.ToString("N")).Get() : null;

    /// <summary>Plans stay as they are, so they are written and compressed once, and events of a venue share its plan.</summary>
    private async Task<Results<Ok<SeatPlanDocument>, Answer, Problem>> PackedAsync(Request request, (Guid Plan, long Version) key, Func<ValueTask<SeatPlan?>> find)
    {
        if (!_kept.TryGetValue(key, out PackedAnswer? packed))
        {
            // A sale that opens is asked for by many at once: one of them has it written, the others wait for that.
            var writing = _writing.GetOrAdd(key, _ => new Lazy<Task<PackedAnswer?>>(() => PackAsync(key, find)));
            try
            {
                packed = await writing.Value;
            }
            finally
            {
                _writing.TryRemove(KeyValuePair.Create(key, writing));
            }
        }

        return packed is null ? Problems.From(RefusalCode.PlanTooLarge) : packed.For(request.Header("Accept-Encoding"));
    }

    private async Task<PackedAnswer?> PackAsync((Guid Plan, long Version) key, Func<ValueTask<SeatPlan?>> find)
    {
        if (await find() is not { } plan)
        {
            return null;
        }

        PackedAnswer packed = new(JsonSerializer.SerializeToUtf8Bytes(SeatPlanDocument.Of(plan), json.Value.SerializerOptions.GetTypeInfo(typeof(SeatPlanDocument))));
        _kept.Set(key, packed, new MemoryCacheEntryOptions { Size = packed.Size });
        return packed;
    }

    private Results<Ok<SeatPlanDocument>, Problem> Check(SeatPlanDocument body)
    {
        List<FieldError> errors = [];
        var verdict = body.Judged(plans, "", errors);
        return errors.Count > 0 ? Problems.Invalid(errors) : TypedResults.Ok(SeatPlanDocument.Of(verdict.Plan));
    }

    private Results<Ok<SeatPlanDocument>, Problem> Generate(GeneratePlanRequest body)
    {
        var verdict = plans.Generate(body.Shape);
        return verdict.Errors.Count > 0 ? Problems.Invalid(verdict.Errors) : TypedResults.Ok(SeatPlanDocument.Of(verdict.Plan));
    }
}
