using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Customers;

/// <summary>What is known of a customer, for taking away and for forgetting.</summary>
public sealed class PersonalDataApi(IGrainFactory grains, PersonalDataExport export, IBookingService bookings, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var own = api.MapGroup("/api/v1/customers/me").WithTags("Customers");
        own.MapGet("export", ExportOwnAsync).WithName("exportOwnData")
            .WithSummary("Everything that is known of oneself, in one document; more than 1,000 bookings go on at next_cursor")
            .WithRules(new Rules { Access = Access.Customer, Query = [QueryParameter.Cursor] });
        own.MapDelete("", EraseOwnAsync).WithName("eraseOwnData").WithSummary("Erase one's personal data, in the background; bookings stay, nobody's")
            .WithRules(new Rules { Access = Access.Customer });
        own.MapGet("erasure", GetOwnErasureAsync).WithName("getOwnErasure").WithSummary("How far the erasure of one's personal data is")
            .WithRules(new Rules { Access = Access.Customer, Refusals = [RefusalCode.ErasureNotFound] });

        var all = api.MapGroup("/api/v1/admin").WithTags("Customers");
        all.MapGet("customers/{id}/export", ExportAsync).WithName("exportCustomerData").WithSummary("Everything that is known of a customer")
            .WithRules(new Rules { Access = Access.Admin, Audited = true, Query = [QueryParameter.Cursor] });
        all.MapDelete("customers/{id}", EraseAsync).WithName("eraseCustomerData").WithSummary("Erase a customer's personal data, in the background")
            .WithRules(new Rules { Access = Access.Admin });
        all.MapGet("customers/{id}/erasure", GetErasureAsync).WithName("getErasure").WithSummary("How far the erasure of a customer's personal data is")
            .WithRules(new Rules { Access = Access.Admin, Refusals = [RefusalCode.ErasureNotFound] });
        all.MapDelete("bookings/{id}/personal-data", ForgetGuestAsync).WithName("forgetGuest").WithSummary("Forget where the guest who has a booking can be written to")
            .WithRules(new Rules { Access = Access.Admin, Refusals = [RefusalCode.BookingNotFound, RefusalCode.NotAGuests] });
    }

    private Task<Results<Ok<PersonalDataResponse>, Problem>> ExportOwnAsync(Request request) => ExportOfAsync(request, request.Caller.Subject!);

    private Task<Results<Ok<PersonalDataResponse>, Problem>> ExportAsync(Request request) => ExportOfAsync(request, request.Route("id"));

    private async Task<Results<Ok<PersonalDataResponse>, Problem>> ExportOfAsync(Request request, string customer)
    {
        var (start, problem) = Listing.ReadStart(request, 0);
        return problem is not null ? problem : TypedResults.Ok(await export.ReadAsync(customer, start));
    }

    private async Task<Accepted<ErasureResponse>> EraseOwnAsync(Request request) => await EraseDataOfAsync(request.Caller.Subject!, request.Caller.Subject!, null);

    private async Task<Accepted<ErasureResponse>> EraseAsync([FromBody] ReasonRequest body, Request request) =>
        await EraseDataOfAsync(request.Route("id"), request.Caller.Subject!, body.Reason);

    private async Task<Accepted<ErasureResponse>> EraseDataOfAsync(string customer, string by, string? why) =>
        TypedResults.Accepted((string?)null, ErasureResponse.Of(customer, await Grain(customer).Start(by, why)));

    private Task<Results<Ok<ErasureResponse>, Problem>> GetOwnErasureAsync(Request request) => ErasureOfAsync(request.Caller.Subject!);

    private Task<Results<Ok<ErasureResponse>, Problem>> GetErasureAsync(Request request) => ErasureOfAsync(request.Route("id"));

    private async Task<Results<Ok<ErasureResponse>, Problem>> ErasureOfAsync(string customer) =>
        await Grain(customer).Get() is { } erasure ? TypedResults.Ok(ErasureResponse.Of(customer, erasure)) : Problems.From(RefusalCode.ErasureNotFound);

    /// <param name="body">The reason is in the audit log.</param>
    private async Task<Results<Ok<BookingResponse>, Problem>> ForgetGuestAsync([FromBody] ReasonRequest body, Request request)
    {
        if (!BookingId.TryParse(request.Route("id"), out var id) || await bookings.FindAsync(id) is not { } booking)
        {
            return Problems.From(RefusalCode.BookingNotFound);
        }

        if (booking.Customer is not null)
        {
            return Problems.From(RefusalCode.NotAGuests);
        }

        await bookings.ForgetGuestAsync(booking.BookingId);
        request.Tag(booking.Version);
        return TypedResults.Ok(BookingResponse.Of(booking with { Email = null, Locale = null }, time.GetUtcNow()));
    }

    private IErasureGrain Grain(string customer) => grains.GetGrain<IErasureGrain>(customer);
}
