using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Customers;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.SignIn;

namespace Ticketing.Organizations;

/// <summary>Organizations: admins make them, their owners say who works there.</summary>
public sealed class OrganizationsApi(IGrainFactory grains, StaffDirectory directory, ISignInService accounts, IIdSource ids)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var all = api.MapGroup("/api/v1/organizations").WithTags("Organizations");
        all.MapPost("", CreateAsync).WithName("createOrganization").WithSummary("Create an organization, with its first owner")
            .WithRules(new Rules { Access = Access.Admin, Keyed = true, Refusals = [RefusalCode.TooManyOrganizations] });
        all.MapGet("", ListAsync).WithName("listOrganizations").WithSummary("List the organizations that one works for; for admins, all")
            .WithRules(new Rules { Access = Access.Account, Query = Listing.Parameters });
        all.MapGet("{id}", GetAsync).WithName("getOrganization").WithSummary("Look at an organization that one works for")
            .WithRules(new Rules { Access = Access.Admin, Staff = Of(StaffRoles.Anybody), Refusals = [RefusalCode.OrganizationNotFound] });
        all.MapPut("{id}", RenameAsync).WithName("updateOrganization").WithSummary("Give an organization another name")
            .WithRules(new Rules { Access = Access.Admin, Staff = Of(StaffRoles.Owner), Refusals = [RefusalCode.OrganizationNotFound] });
        all.MapGet("{id}/staff", ListStaffAsync).WithName("listStaff").WithSummary("List who works for an organization")
            .WithRules(new Rules { Access = Access.Admin, Staff = Of(StaffRoles.Managers), Refusals = [RefusalCode.OrganizationNotFound] });
        all.MapPost("{id}/staff", AddStaffAsync).WithName("addStaff").WithSummary("Add somebody to an organization, or give them another role")
            .WithRules(new Rules
            {
                Access = Access.Admin,
                Staff = Of(StaffRoles.Owner),
                Refusals = [RefusalCode.OrganizationNotFound, RefusalCode.TooManyStaff, RefusalCode.LastOwner],
            });
        all.MapDelete("{id}/staff/{subject}", RemoveStaffAsync).WithName("removeStaff").WithSummary("Take somebody out of an organization: within a second they may nothing there")
            .WithRules(new Rules
            {
                Access = Access.Admin,
                Staff = Of(StaffRoles.Owner),
                Refusals = [RefusalCode.OrganizationNotFound, RefusalCode.StaffNotFound, RefusalCode.LastOwner],
            });
        api.MapGet("/api/v1/me", MeAsync).WithTags("Organizations").WithName("getMe").WithSummary("Who one is here, and what one works for")
            .WithRules(new Rules { Access = Access.Anyone });
    }

    private IOrganizationsGrain Grain => grains.GetGrain<IOrganizationsGrain>(IOrganizationsGrain.All);

    internal static StaffRule Of(StaffRoles roles) => new(
        roles, static (request, _) => StaffScope.Of(IdIn(request)), RefusalCode.OrganizationNotFound);

    internal static Guid? IdIn(Request request) => Guid.TryParseExact(request.Route("id"), "D", out var id) ? id : null;

    private async Task<Results<Created<OrganizationResponse>, Problem>> CreateAsync(CreateOrganizationRequest body, Request request)
    {
        List<FieldError> errors = [];
        var owner = await MemberAsync(body.OwnerEmail, "owner_email", body.OwnerSubject, "owner_subject", errors);
        if (owner is null)
        {
            return Problems.Invalid(errors);
        }

        var answer = await Grain.Create(new CreateOrganization { OrganizationId = Nonces.ToGuid(request.Secrets?.Nonce ?? ids.Next()), Name = body.Name, Owner = owner });
        directory.Forget();
        return answer.Organization is { } made
            ? TypedResults.Created($"/api/v1/organizations/{made.OrganizationId}", OrganizationResponse.Of(made, request.Caller.Subject))
            : Problems.From(answer.Refusal!);
    }

    private async Task<Results<Ok<Page<OrganizationResponse>>, Problem>> ListAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0);
        if (problem is not null)
        {
            return problem;
        }

        var (caller, from) = (request.Caller, (int)start);
        OrganizationView[] seen = [.. (await directory.AllAsync()).Where(view => caller.IsAdmin || view.Staff.Any(member => member.Subject == caller.Subject))];
        return TypedResults.Ok(Listing.Of(
            from + limit < seen.Length ? from + limit : (long?)null, seen.Skip(from).Take(limit).Select(view => OrganizationResponse.Of(view, caller.Subject))));
    }

    private async Task<Results<Ok<OrganizationResponse>, Problem>> GetAsync(Request request) =>
        await FindAsync(request) is { } view ? TypedResults.Ok(OrganizationResponse.Of(view, request.Caller.Subject)) : Problems.From(RefusalCode.OrganizationNotFound);

    private async Task<Results<Ok<OrganizationResponse>, Problem>> RenameAsync(UpdateOrganizationRequest body, Request request)
    {
        if (IdIn(request) is not { } id)
        {
            return Problems.From(RefusalCode.OrganizationNotFound);
        }

        var answer = await Grain.Rename(id, body.Name);
        directory.Forget();
        return answer.Organization is { } view ? TypedResults.Ok(OrganizationResponse.Of(view, request.Caller.Subject)) : Problems.From(answer.Refusal!);
    }

    private async Task<Results<Ok<Page<StaffResponse>>, Problem>> ListStaffAsync(Request request) => await FindAsync(request) is { } view
        ? TypedResults.Ok(Listing.Of(next: null, view.Staff.Select(StaffResponse.Of)))
        : Problems.From(RefusalCode.OrganizationNotFound);

    private async Task<Results<Ok<StaffResponse>, Problem>> AddStaffAsync(AddStaffRequest body, Request request)
    {
        List<FieldError> errors = [];
        var member = await MemberAsync(body.Email, "email", body.Subject, "subject", errors);
        if (member is null)
        {
            return Problems.Invalid(errors);
        }

        if (IdIn(request) is not { } id)
        {
            return Problems.From(RefusalCode.OrganizationNotFound);
        }

        var answer = await Grain.PutStaff(id, member with { Role = (StaffRoles)body.Role }, request.Caller.Subject);
        directory.Forget();
        return answer.Organization is { } view
            ? TypedResults.Ok(StaffResponse.Of(view.Staff.First(one => one.Subject == member.Subject)))
            : Problems.From(answer.Refusal!);
    }

    private async Task<Results<NoContent, Problem>> RemoveStaffAsync(Request request)
    {
        if (await FindAsync(request) is not { } view)
        {
            return Problems.From(RefusalCode.OrganizationNotFound);
        }

        var subject = request.Route("subject");
        if (view.Staff.All(member => member.Subject != subject))
        {
            return Problems.From(RefusalCode.StaffNotFound);
        }

        var answer = await Grain.RemoveStaff(view.OrganizationId, subject, request.Caller.Subject);
        directory.Forget();
        return answer.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.NoContent();
    }

    private async Task<Ok<MeResponse>> MeAsync(Request request)
    {
        var (subject, key) = (request.Caller.Subject, request.Caller.Key);
        return TypedResults.Ok(MeResponse.Of(request.Caller, subject is null ? [] : (await directory.AllAsync()).Where(view => key is null
            ? view.Staff.Any(member => member.Subject == subject)
            : view.OrganizationId == key.Organization)));
    }

    private async Task<OrganizationView?> FindAsync(Request request) => IdIn(request) is { } id ? await directory.FindAsync(id) : null;

    /// <summary>Who is meant, by exactly one of the two. Null: the errors say what is wrong.</summary>
    private async Task<StaffMember?> MemberAsync(string? email, string emailField, string? subject, string subjectField, List<FieldError> errors)
    {
        if ((email is null) == (subject is null))
        {
            errors.Add(new FieldError(emailField, $"Give {emailField} or {subjectField}, and not both."));
            return null;
        }

        EmailAddress.Check(email, emailField, errors);
        if (subject is not null && !TokenClaims.IsSubject(subject))
        {
            errors.Add(new FieldError(subjectField, $"{subjectField} must be the sub of a token: visible ASCII characters, and none of the service's own names."));
        }

        return errors.Count > 0 ? null : new StaffMember { Subject = subject ?? await accounts.AccountOfAsync(email!), Email = email };
    }
}
