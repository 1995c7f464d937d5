using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Customers;

/// <summary>Customers' own profiles, and who is blocked.</summary>
public sealed class CustomersApi(IGrainFactory grains, BlockedCustomers blockedCustomers, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var own = api.MapGroup("/api/v1/customers/me").WithTags("Customers");
        own.MapGet("", GetOwnAsync).WithName("getProfile").WithSummary("Look at one's own profile").WithRules(new Rules { Access = Access.Customer });
        own.MapPut("", PutAsync).WithName("replaceProfile").WithSummary("Replace one's own profile (If-Match may be left out)")
            .WithRules(new Rules { Access = Access.Customer, Shown = typeof(CustomerResponse), Refusals = [RefusalCode.StaleVersion] });

        var all = api.MapGroup("/api/v1/admin/customers").WithTags("Customers");
        all.MapGet("{id}", GetAsync).WithName("getCustomer").WithSummary("Look at anybody's profile").WithRules(new Rules { Access = Access.Admin });
        all.MapGet("blocked", ListBlockedAsync).WithName("listBlockedCustomers").WithSummary("List who is blocked, since when, by whom and why")
            .WithRules(new Rules { Access = Access.Admin });
        all.MapPut("{id}/block", BlockAsync).WithName("blockCustomer").WithSummary("Refuse a customer's tokens from now on")
            .WithRules(new Rules { Access = Access.Admin, Refusals = [RefusalCode.BlockListFull] });
        all.MapPut("{id}/unblock", UnblockAsync).WithName("unblockCustomer").WithSummary("Take a customer's tokens again").WithRules(new Rules { Access = Access.Admin });
    }

    private ICustomerGrain Profile(string customer) => grains.GetGrain<ICustomerGrain>(customer);

    private IBlockListGrain BlockList => grains.GetGrain<IBlockListGrain>(IBlockListGrain.All);

    private async Task<Ok<CustomerResponse>> GetOwnAsync(Request request) => Show(request, request.Caller.Subject!, await Profile(request.Caller.Subject!).Get());

    private async Task<Ok<CustomerResponse>> GetAsync(Request request) => Show(request, request.Route("id"), await Profile(request.Route("id")).Get());

    private async Task<Results<Ok<CustomerResponse>, Problem>> PutAsync(CustomerRequest body, Request request)
    {
        List<FieldError> errors = [];
        EmailAddress.Check(body.Email, "email", errors);
        LocaleTag.Check(body.Locale, errors);
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var own = Profile(request.Caller.Subject!);
        var profile = new CustomerView { Name = body.Name, Email = body.Email, Locale = body.Locale };
        return await own.Put(profile, EntityTags.Expected(request, (await own.Get()).Version)) is { } view
            ? Show(request, request.Caller.Subject!, view)
            : Problems.From(RefusalCode.StaleVersion);
    }

    private async Task<Ok<Page<BlockedCustomerResponse>>> ListBlockedAsync() =>
        TypedResults.Ok(Listing.Of(next: null, (await BlockList.List()).Select(BlockedCustomerResponse.Of)));

    private async Task<Results<Ok<BlockResponse>, Problem>> BlockAsync(ReasonRequest body, Request request)
    {
        var id = request.Route("id");
        var isThere = await BlockList.Block(new BlockedCustomer(id, time.GetUtcNow(), request.Caller.Subject!, body.Reason));
        blockedCustomers.Forget();
        return isThere ? TypedResults.Ok(new BlockResponse { Id = id, Blocked = true }) : Problems.From(RefusalCode.BlockListFull);
    }

    /// <param name="body">The reason is in the audit log.</param>
    private async Task<Ok<BlockResponse>> UnblockAsync(ReasonRequest body, Request request)
    {
        var id = request.Route("id");
        await BlockList.Unblock(id);
        blockedCustomers.Forget();
        return TypedResults.Ok(new BlockResponse { Id = id, Blocked = false });
    }

    private static Ok<CustomerResponse> Show(Request request, string id, CustomerView view)
    {
        request.Tag(view.Version);
        return TypedResults.Ok(new CustomerResponse(id, ProfileResponse.Of(view)));
    }
}
