using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Money;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Codes;

/// <summary>Discount and access codes of an event, for its staff.</summary>
public sealed class CodesApi(IGrainFactory grains, ICodeService codes, IEventCatalog events, IIdSource ids)
{
    private static readonly Rules ForStaff = new() { Access = Access.Operator, Staff = StaffRule.OfEvent(StaffRoles.Managers), Refusals = [RefusalCode.EventNotFound, RefusalCode.CodeNotFound] };

    public void Map(IEndpointRouteBuilder api)
    {
        var all = api.MapGroup("/api/v1/events/{id}/codes").WithTags("Codes");
        all.MapPost("", CreateAsync).WithName("createCode").WithSummary("Make a discount or access code")
            .WithRules(ForStaff with { Keyed = true, Refusals = [RefusalCode.EventNotFound, RefusalCode.CodeExists, RefusalCode.TooManyCodes] });
        all.MapGet("", ListAsync).WithName("listCodes").WithSummary("List an event's codes, and how often they are used")
            .WithRules(ForStaff with { Query = Listing.Parameters, Refusals = [RefusalCode.EventNotFound] });
        all.MapGet("{code}", GetAsync).WithName("getCode").WithSummary("Look at a code").WithRules(ForStaff);
        all.MapPatch("{code}", UpdateAsync).WithName("updateCode").WithSummary("Change how often and when a code can be used (with If-Match)")
            .WithRules(ForStaff with
            {
                NeedsVersion = true,
                Fixed = (
                    ["code", "percent_off", "amount_off", "opens_types", "opens_sale", "sections", "types"],
                    "is fixed once the code is made, and was not changed. End the code, and make another one."),
                Refusals = [RefusalCode.EventNotFound, RefusalCode.CodeNotFound, RefusalCode.StaleVersion, RefusalCode.IllegalTransition],
            });
        all.MapDelete("{code}", EndAsync).WithName("endCode").WithSummary("End a code: no hold can use it from now on").WithRules(ForStaff);
    }

    private async Task<Results<Created<CodeResponse>, Problem>> CreateAsync(CreateCodeRequest body, Request request)
    {
        if (await EventAsync(request) is not { } view)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        List<FieldError> errors = [];
        var spec = body.Spec(view.Currency, errors);
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var answer = await codes.CreateAsync(new CreateCode { EventId = view.Id, Request = request.Secrets?.Nonce ?? ids.Next(), Spec = spec, Terms = body.Terms });
        return answer.Refusal is { } refusal ? Problems.From(refusal)
            : TypedResults.Created($"/api/v1/events/{view.Id}/codes/{answer.Code!.Spec.Code}", Tagged(request, answer.Code, view.Currency));
    }

    private async Task<Results<Ok<Page<CodeResponse>>, Problem>> ListAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0);
        if (problem is not null)
        {
            return problem;
        }

        if (await EventAsync(request) is not { } view)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var (items, next) = await codes.ListAsync(view.Id, (int)start, limit);
        return TypedResults.Ok(Listing.Of(next, items.Select(code => CodeResponse.Of(code, view.Currency.Code))));
    }

    private async Task<Results<Ok<CodeResponse>, Problem>> GetAsync(Request request)
    {
        if (await EventAsync(request) is not { } view)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        return await codes.FindAsync(view.Id, request.Route("code")) is { } code
            ? TypedResults.Ok(Tagged(request, code, view.Currency))
            : Problems.From(RefusalCode.CodeNotFound);
    }

    private async Task<Results<Ok<CodeResponse>, Problem>> UpdateAsync(UpdateCodeRequest body, Request request)
    {
        if (await EventAsync(request) is not { } view)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        if (request.Header("If-Match") is null)
        {
            return Problems.NeedsVersion("Send If-Match with the ETag of the code.");
        }

        while (await codes.FindAsync(view.Id, request.Route("code")) is { } code)
        {
            var expected = EntityTags.Expected(request, code.Version);
            var answer = await codes.UpdateAsync(code, new UpdateCode { ExpectedVersion = expected ?? code.Version, Terms = body.Terms(code.Terms, request) });
            if (expected is not null || answer.Refusal?.Code != RefusalCode.StaleVersion)
            {
                return Show(request, answer, view.Currency);
            }

            // Any version will do, and another change came first.
        }

        return Problems.From(RefusalCode.CodeNotFound);
    }

    private async Task<Results<Ok<CodeResponse>, Problem>> EndAsync(Request request)
    {
        if (await EventAsync(request) is not { } view)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        return CodeText.TryRead(request.Route("code")) is { } code
            ? Show(request, await grains.GetGrain<ICodeGrain>(GrainKeys.Code(view.Id.Key, code)).End(), view.Currency)
            : Problems.From(RefusalCode.CodeNotFound);
    }

    private static Results<Ok<CodeResponse>, Problem> Show(Request request, CodeAnswer answer, Currency currency) =>
        answer.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(Tagged(request, answer.Code!, currency));

    private static CodeResponse Tagged(Request request, CodeView code, Currency currency)
    {
        request.Tag(code.Version);
        return CodeResponse.Of(code, currency.Code);
    }

    /// <summary>The event and its currency. Null: there is none.</summary>
    private async Task<PricedEvent?> EventAsync(Request request) =>
        EventId.TryParse(request.Route("id"), out var id) && await events.FindAsync(id) is { } entry && Currency.TryFind(entry.View.Currency, out var currency)
            ? new PricedEvent(id, currency)
            : null;

    private sealed record PricedEvent(EventId Id, Currency Currency);
}
