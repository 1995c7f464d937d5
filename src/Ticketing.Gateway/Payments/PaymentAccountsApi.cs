using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Ticketing.Http;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Payments;

/// <summary>Organizations' own accounts at the provider: their owners connect them, and see what is paid out.</summary>
public sealed class PaymentAccountsApi(IPaymentAccountService accounts)
{
    private const string Path = "/api/v1/organizations/{id}/payment-account";

    public void Map(IEndpointRouteBuilder api)
    {
        var account = api.MapGroup(Path).WithTags("Organizations");
        account.MapPost("", ConnectAsync).WithName("connectPaymentAccount").WithSummary("Connect an account that takes an organization's payments, or go on with it: the answer has a page of the provider's")
            .WithRules(Rules(StaffRoles.Owner, RefusalCode.OneSeller));
        account.MapGet("", GetAsync).WithName("getPaymentAccount").WithSummary("Whether an organization's account takes payments, and what the provider still has to know")
            .WithRules(Rules(StaffRoles.Managers, RefusalCode.OneSeller, RefusalCode.PaymentAccountNotFound));
        account.MapDelete("", DisconnectAsync).WithName("disconnectPaymentAccount").WithSummary("Give up an organization's account; what it took is paid back from it as before")
            .WithRules(Rules(StaffRoles.Owner, RefusalCode.PaymentAccountNotFound, RefusalCode.PaymentAccountInUse));
        account.MapGet("payouts", PayoutsAsync).WithName("listPayouts").WithSummary("What is in an organization's account, and what was paid out last")
            .WithRules(Rules(StaffRoles.Owner, RefusalCode.OneSeller, RefusalCode.PaymentAccountNotFound));
    }

    private static Rules Rules(StaffRoles roles, params RefusalCode[] refusals) =>
        new() { Access = Access.Admin, Staff = OrganizationsApi.Of(roles), Refusals = [RefusalCode.OrganizationNotFound, .. refusals] };

    private async Task<Results<Ok<PaymentAccountResponse>, Problem>> ConnectAsync(Request request) => Answered(
        OrganizationsApi.IdIn(request) is { } id ? await accounts.ConnectAsync(id) : null);

    private async Task<Results<Ok<PaymentAccountResponse>, Problem>> GetAsync(Request request) => Answered(
        OrganizationsApi.IdIn(request) is { } id ? await accounts.LookAsync(id) : null);

    private async Task<Results<NoContent, Problem>> DisconnectAsync(Request request) => OrganizationsApi.IdIn(request) is not { } id
        ? Problems.From(RefusalCode.OrganizationNotFound)
        : await accounts.DisconnectAsync(id) is { } refusal ? Problems.From(refusal) : TypedResults.NoContent();

    private async Task<Results<Ok<PayoutsResponse>, Problem>> PayoutsAsync(Request request)
    {
        var answer = OrganizationsApi.IdIn(request) is { } id ? await accounts.MoneyAsync(id) : null;
        return answer is { Money: { } money } ? TypedResults.Ok(PayoutsResponse.Of(money)) : Refused(answer);
    }

    private static Results<Ok<PaymentAccountResponse>, Problem> Answered(AccountAnswer? answer) =>
        answer is { Account: not null } ? TypedResults.Ok(PaymentAccountResponse.Of(answer)) : Refused(answer);

    private static Problem Refused(AccountAnswer? answer) => Problems.From(answer?.Refusal ?? new Refusal(RefusalCode.OrganizationNotFound));
}
