using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Finalization;

/// <summary>How far tickets are made out and mailed, and what was given up, for admins.</summary>
public sealed class FinalizationApi(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var finalization = api.MapGroup("/api/v1/admin/finalization").WithTags("Finalization");
        finalization.MapGet("", ProgressAsync).WithName("getFinalization").WithSummary("How many bookings wait for their tickets, and how many letters")
            .WithRules(new Rules { Access = Access.Admin });
        finalization.MapGet("dead-letters", ListAsync).WithName("listDeadLetters").WithSummary("What was tried as often as is allowed, the youngest first")
            .WithRules(new Rules { Access = Access.Admin, Query = Listing.Parameters });
        finalization.MapPost("dead-letters/{id}/retry", RetryAsync).WithName("retryDeadLetters").WithSummary("Try everything again that was given up of a booking")
            .WithRules(new Rules { Access = Access.Admin, Refusals = [RefusalCode.DeadLetterNotFound] });
    }

    private IFinalizerGrain Finalizer => grains.GetGrain<IFinalizerGrain>(IFinalizerGrain.All);

    private async Task<Ok<FinalizationResponse>> ProgressAsync(Request request) => TypedResults.Ok(FinalizationResponse.Of(await Finalizer.Progress()));

    private async Task<Results<Ok<Page<DeadLetterResponse>>, Problem>> ListAsync(Request request)
    {
        var (limit, below, problem) = Listing.Read(request, IBookingListService.FromTheEnd);
        if (problem is not null)
        {
            return problem;
        }

        var page = await Finalizer.DeadLetters(below, limit);
        return TypedResults.Ok(Listing.Of(page.Next, page.Items.Select(DeadLetterResponse.Of)));
    }

    private async Task<Results<Accepted<RetryResponse>, Problem>> RetryAsync(Request request) =>
        BookingId.TryParse(request.Route("id"), out var id) && await Finalizer.Retry(id)
            ? TypedResults.Accepted((string?)null, new RetryResponse { BookingId = id.Value, Retrying = true })
            : Problems.From(RefusalCode.DeadLetterNotFound);
}
