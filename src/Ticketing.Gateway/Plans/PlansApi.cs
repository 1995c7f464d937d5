using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Plans;

/// <summary>Seat plans.</summary>
public sealed class PlansApi(IPlanService plans, EventAccess access, IOptions<JsonOptions> json) : IDisposable
{
    /// <summary>Bytes of plans that are kept as they are sent.</summary>
    private const long MostKept = 32 << 20;

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MostKept });

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/api/v1/events/{id}/plan", PlanAsync).WithTags("Seat plans").WithName("getPlan").WithSummary("Where an event's places are: the same for as long as it is there")
            .WithRules(new Rules
            {
                Access = Access.Public,
                Staff = StaffRule.OfEvent(StaffRoles.Anybody),
                Revalidates = true,
                Refusals = [RefusalCode.EventNotFound, RefusalCode.PlanTooLarge],
            });
    }

    public void Dispose() => _kept.Dispose();

    private async Task<Results<Ok<SeatPlanDocument>, Answer, Problem>> PlanAsync(Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id) || await access.FindAsync(request.Caller, id) is not { } entry)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        if (!_kept.TryGetValue(id, out PackedAnswer? packed))
        {
            if (await plans.FindAsync(entry.View) is not { } plan)
            {
                return Problems.From(RefusalCode.PlanTooLarge);
            }

            packed = new PackedAnswer(JsonSerializer.SerializeToUtf8Bytes(SeatPlanDocument.Of(plan), json.Value.SerializerOptions.GetTypeInfo(typeof(SeatPlanDocument))));
            _kept.Set(id, packed, new MemoryCacheEntryOptions { Size = packed.Size });
        }

        return packed!.For(request.Header("Accept-Encoding"));
    }
}
