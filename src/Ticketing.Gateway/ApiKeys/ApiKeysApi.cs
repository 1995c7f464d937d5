using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.ApiKeys;

/// <summary>API keys: owners make those of their organization, admins all of them. No key makes keys.</summary>
public sealed class ApiKeysApi(IGrainFactory grains, ApiKeyDirectory directory, ApiKeyUses uses, StaffDirectory organizations, IIdSource ids, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var one = new Rules
        {
            Access = Access.Admin,
            Staff = StaffRule.Of(StaffRoles.Owner, async request => (await FindAsync(request))?.OrganizationId, RefusalCode.ApiKeyNotFound),
            Refusals = [RefusalCode.ApiKeyNotFound],
        };
        var all = api.MapGroup("/api/v1/keys").WithTags("Keys");
        all.MapPost("", CreateAsync).WithName("createApiKey").WithSummary("Make an API key; the answer has it, this once")
            .WithRules(new Rules
            {
                Access = Access.Admin,
                Staff = StaffRule.OfBody<CreateApiKeyRequest>(StaffRoles.Owner, static body => StaffScope.Of(body.OrganizationId), RefusalCode.OrganizationNotFound),
                Refusals = [RefusalCode.OrganizationNotFound, RefusalCode.TooManyApiKeys],
            });
        all.MapGet("", ListAsync).WithName("listApiKeys").WithSummary("List the API keys of an organization, or of the platform")
            .WithRules(new Rules
            {
                Access = Access.Admin,
                Staff = StaffRule.OfOrganizationInQuery(StaffRoles.Owner),
                Query = [new("organization_id", "Whose; left out, by admins: the platform's.") { Format = "uuid" }, .. Listing.Parameters],
                Refusals = [RefusalCode.OrganizationNotFound],
            });
        all.MapGet("{id}", GetAsync).WithName("getApiKey").WithSummary("Look at an API key").WithRules(one);
        all.MapPut("{id}", RenameAsync).WithName("renameApiKey").WithSummary("Give an API key another name").WithRules(one);
        all.MapDelete("{id}", RevokeAsync).WithName("revokeApiKey").WithSummary("Revoke an API key: within a second it opens nothing").WithRules(one);
    }

    private IApiKeysGrain Grain => grains.GetGrain<IApiKeysGrain>(IApiKeysGrain.All);

    private async Task<Results<Created<ApiKeyResponse>, Problem>> CreateAsync(CreateApiKeyRequest body, Request request)
    {
        var now = time.GetUtcNow();
        if (body.ExpiresAt <= now)
        {
            return Problems.Invalid([new FieldError("expires_at", "expires_at must be in the future.")]);
        }

        if (body.OrganizationId is { } organization && await organizations.FindAsync(organization) is null)
        {
            return Problems.From(RefusalCode.OrganizationNotFound);
        }

        var (id, secret) = (new byte[ApiKeyText.IdLength], new byte[ApiKeyText.SecretLength]);
        ids.Fill(id);
        ids.Fill(secret);
        var text = ApiKeyText.Of(id, secret);
        var answer = await Grain.Create(new ApiKey
        {
            KeyId = ApiKeyText.IdIn(text)!,
            OrganizationId = body.OrganizationId,
            Name = body.Name,
            Scopes = body.Scopes.Aggregate(ApiKeyScopes.None, static (all, scope) => all | (ApiKeyScopes)scope),
            Hash = [.. ApiKeyText.HashOf(text)],
            CreatedAt = now,
            ExpiresAt = body.ExpiresAt,
            CreatedBy = request.Caller.Subject ?? "",
        });
        directory.Forget();
        return answer.Key is { } key ? TypedResults.Created($"/api/v1/keys/{key.KeyId}", ApiKeyResponse.Of(key, lastUsedAt: null, text)) : Problems.From(answer.Refusal!);
    }

    private async Task<Results<Ok<Page<ApiKeyResponse>>, Problem>> ListAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0);
        if (problem is not null)
        {
            return problem;
        }

        if (EventListQuery.WhyNotOrganization(request) is { } wrong)
        {
            return wrong;
        }

        var organization = EventListQuery.OrganizationIn(request);
        if (organization is { } named && await organizations.FindAsync(named) is null)
        {
            return Problems.From(RefusalCode.OrganizationNotFound);
        }

        var keys = await directory.OfAsync(organization);
        return TypedResults.Ok(Listing.Of(start + limit < keys.Length ? start + limit : (long?)null, await ShowAsync([.. keys.Skip((int)start).Take(limit)])));
    }

    private async Task<Results<Ok<ApiKeyResponse>, Problem>> GetAsync(Request request) =>
        await FindAsync(request) is { } key ? TypedResults.Ok((await ShowAsync([key]))[0]) : Problems.From(RefusalCode.ApiKeyNotFound);

    private async Task<Results<Ok<ApiKeyResponse>, Problem>> RenameAsync(RenameApiKeyRequest body, Request request)
    {
        var answer = await Grain.Rename(request.Route("id"), body.Name);
        directory.Forget();
        return answer.Key is { } key ? TypedResults.Ok((await ShowAsync([key]))[0]) : Problems.From(answer.Refusal!);
    }

    private async Task<Results<NoContent, Problem>> RevokeAsync(Request request)
    {
        var answer = await Grain.Revoke(request.Route("id"));
        directory.Forget();
        return answer.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.NoContent();
    }

    private ValueTask<ApiKey?> FindAsync(Request request) => directory.FindAsync(request.Route("id"));

    /// <summary>With when they were last used: here, or as others told.</summary>
    private async Task<ImmutableArray<ApiKeyResponse>> ShowAsync(ImmutableArray<ApiKey> keys)
    {
        var told = (await Grain.LastUses([.. keys.Select(static key => key.KeyId)])).ToDictionary(static use => use.KeyId, static use => (DateTimeOffset?)use.At);
        return [.. keys.Select(key => ApiKeyResponse.Of(key, uses.Of(key.KeyId) ?? told.GetValueOrDefault(key.KeyId)))];
    }
}
